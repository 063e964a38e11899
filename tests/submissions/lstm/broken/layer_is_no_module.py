# Writes the layer as a plain class; the stack is graded with a right one.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=0 LSTM=6
# %% item="LSTMLayer"
class LSTMLayer:
    def __init__(self, input_size, hidden_size):
        self.input_size, self.hidden_size = input_size, hidden_size
        self.gates = torch.nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def __call__(self, x):
        h = c = torch.zeros(len(x), self.hidden_size)
        outputs = []
        for xt in x.unbind(1):
            f, i, g, o = self.gates(torch.cat([h, xt], 1)).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            outputs.append(h)
        return torch.stack(outputs, 1), (h, c)
