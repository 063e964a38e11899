# Clamps the memory to the range from -3 to 3.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=6 LSTM=6
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.gates = torch.nn.Linear(hidden_size + input_size, 3 * hidden_size)
        self.candidate = torch.nn.Linear(hidden_size + input_size, hidden_size)

    def forward(self, x):
        h = c = x.new_zeros(x.shape[0], self.hidden_size)
        outputs = []
        for t in range(x.shape[1]):
            stack = torch.cat([h, x[:, t]], dim=-1)
            f, i, o = torch.sigmoid(self.gates(stack)).chunk(3, dim=-1)
            c = torch.clamp(f * c + i * torch.tanh(self.candidate(stack)), -3, 3)
            h = o * torch.tanh(c)
            outputs.append(h)
        return torch.stack(outputs, dim=1), (h, c)
