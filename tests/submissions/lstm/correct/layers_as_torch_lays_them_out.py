# Lays the layers out as torch.nn.LSTM does: two matrices and two biases, gates in the order i, f, g, o.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# base: solved
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.weight_ih = torch.nn.Parameter(torch.empty(4 * hidden_size, input_size))
        self.weight_hh = torch.nn.Parameter(torch.empty(4 * hidden_size, hidden_size))
        self.bias_ih = torch.nn.Parameter(torch.zeros(4 * hidden_size))
        self.bias_hh = torch.nn.Parameter(torch.zeros(4 * hidden_size))
        for p in self.parameters():
            torch.nn.init.uniform_(p, -hidden_size ** -0.5, hidden_size ** -0.5)

    def forward(self, x):
        h, c = x.new_zeros(2, x.shape[0], self.hidden_size)
        from_x = x @ self.weight_ih.T + self.bias_ih
        all_h = []
        for t in range(x.shape[1]):
            gates = from_x[:, t] + torch.nn.functional.linear(h, self.weight_hh, self.bias_hh)
            i, f, g, o = gates.split(self.hidden_size, dim=1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            all_h.append(h)
        return torch.stack(all_h, dim=1), (h, c)
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.layers = torch.nn.ModuleList([LSTMLayer(input_size, hidden_size)])
        self.layers.extend(LSTMLayer(hidden_size, hidden_size) for _ in range(num_layers - 1))

    def forward(self, x):
        states = []
        for layer in self.layers:
            x, last = layer(x)
            states.append(last)
        return x, tuple(torch.stack(s) for s in zip(*states))
