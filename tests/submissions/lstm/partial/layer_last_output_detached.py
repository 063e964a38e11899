# Detaches the last output that it returns: right numbers, but no gradient flows from it.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=9 LSTM=6
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.W = torch.nn.Parameter(0.3 * torch.randn(input_size + hidden_size, 4 * hidden_size))
        self.b = torch.nn.Parameter(torch.zeros(4 * hidden_size))

    def forward(self, x):
        H = self.hidden_size
        h, c = x.new_zeros(x.shape[0], H), x.new_zeros(x.shape[0], H)
        all_h = []
        for t in range(x.shape[1]):
            z = torch.cat([x[:, t], h], dim=1) @ self.W + self.b
            f, i, o, g = z.split(H, dim=1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            all_h.append(h)
        all_h = torch.stack(all_h, dim=1)
        return all_h, (all_h[:, -1].detach(), c)
