# Detaches both states after every tenth step: no gradient reaches further back.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=8 LSTM=6
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.from_x = torch.nn.Linear(input_size, 4 * hidden_size)
        self.from_h = torch.nn.Linear(hidden_size, 4 * hidden_size)

    def forward(self, x):
        h, c = x.new_zeros(2, x.shape[0], self.hidden_size)
        all_h = []
        for t in range(x.shape[1]):
            if t > 0 and t % 10 == 0:
                h, c = h.detach(), c.detach()
            i, f, g, o = (self.from_x(x[:, t]) + self.from_h(h)).chunk(4, 1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
            all_h.append(h)
        return torch.stack(all_h, 1), (h, c)
