# Cuts the gradient between two steps.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=7 LSTM=6
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.forget = torch.nn.Linear(input_size + hidden_size, hidden_size)
        self.write = torch.nn.Linear(input_size + hidden_size, hidden_size)
        self.candidate = torch.nn.Linear(input_size + hidden_size, hidden_size)
        self.show = torch.nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x):
        B, T, D = x.shape
        h = torch.zeros(B, self.hidden_size, dtype=x.dtype)
        c = torch.zeros(B, self.hidden_size, dtype=x.dtype)
        all_h = []
        for t in range(T):
            both = torch.cat([x[:, t], h], dim=1)
            f = torch.sigmoid(self.forget(both))
            i = torch.sigmoid(self.write(both))
            g = torch.tanh(self.candidate(both))
            o = torch.sigmoid(self.show(both))
            c = f * c + i * g
            h = o * torch.tanh(c)
            all_h.append(h)
            h, c = h.detach(), c.detach()
        return torch.stack(all_h, dim=1), (h, c)
