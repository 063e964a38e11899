# Gives each gate a module of its own, with a bias for x and another for h, and keeps the last states in lists.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# base: solved
# %% before="LSTMLayer"
class Gate(torch.nn.Module):
    def __init__(self, d, n, squash):
        super().__init__()
        self.from_x, self.from_h, self.squash = torch.nn.Linear(d, n), torch.nn.Linear(n, n), squash

    def forward(self, x, h):
        return self.squash(self.from_x(x) + self.from_h(h))
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.output, self.update, self.forget, self.candidate = (
            Gate(input_size, hidden_size, f) for f in (torch.sigmoid, torch.sigmoid, torch.sigmoid, torch.tanh))

    def forward(self, x):
        B, T, _ = x.shape
        h, c = torch.zeros(B, self.hidden_size), torch.zeros(B, self.hidden_size)
        all_h = torch.empty(B, T, self.hidden_size)
        for t in range(T):
            xt = x[:, t]
            c = torch.addcmul(self.forget(xt, h) * c, self.update(xt, h), self.candidate(xt, h))
            h = self.output(xt, h) * torch.tanh(c)
            all_h[:, t] = h
        return all_h, (h, c)
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        for l in range(num_layers):
            self.add_module(f"layer_{l}", LSTMLayer(hidden_size if l else input_size, hidden_size))

    def forward(self, x):
        hs, cs = [], []
        for layer in self.children():
            x, (h, c) = layer(x)
            hs, cs = hs + [h], cs + [c]
        return [x, [torch.stack(hs), torch.stack(cs)]]
