# One array (4, D + H + 1, H) with the bias in its last row, float64 inside, and an einsum over all gates at once.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# base: solved
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.W = torch.nn.Parameter(0.2 * torch.randn(4, input_size + hidden_size + 1, hidden_size, dtype=torch.float64))

    def forward(self, x):
        x = x.to(torch.float64)
        B = len(x)
        h = c = torch.zeros(B, self.hidden_size, dtype=torch.float64)
        steps = []
        for xt in x.transpose(0, 1):
            a = torch.einsum("bk,gkh->gbh", torch.cat([xt, h, torch.ones(B, 1, dtype=torch.float64)], 1), self.W)
            o, f, i = torch.sigmoid(a[:3])
            c = f * c + i * torch.tanh(a[3])
            h = o * torch.tanh(c)
            steps.append(h)
        return torch.stack(steps, dim=1), (h, c)
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.bottom = LSTMLayer(input_size, hidden_size)
        self.top = LSTM(hidden_size, hidden_size, num_layers - 1) if num_layers > 1 else None

    def forward(self, x):
        x, (h, c) = self.bottom(x)
        h, c = h[None], c[None]
        if self.top is not None:
            x, (above_h, above_c) = self.top(x)
            h, c = torch.cat([h, above_h]), torch.cat([c, above_c])
        return x, (h, c)
