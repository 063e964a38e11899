# The memory of the step before is never read.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=1 LSTM=6
# base: solved
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.gates = torch.nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x):
        h = c = x.new_zeros(x.shape[0], self.hidden_size)
        outputs = []
        for xt in x.unbind(dim=1):
            f, i, g, o = self.gates(torch.cat([h, xt], dim=1)).chunk(4, dim=1)
            c = torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            outputs.append(h)
        return torch.stack(outputs, dim=1), (h, c)
