# Weights in ParameterDicts by gate, one matrix on [x, h] and one on [h, x]; the stack steps all layers together.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# base: solved
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        both = input_size + hidden_size
        self.W = torch.nn.ParameterDict({k: torch.randn(hidden_size, both) / both for k in ("i", "f")})
        self.V = torch.nn.ParameterDict({k: torch.randn(both, hidden_size) / both for k in ("o", "c")})
        self.b = torch.nn.ParameterDict({k: torch.zeros(hidden_size, 1) for k in "ifoc"})

    def step(self, xt, h, c):
        xh, hx = torch.cat((xt, h), 1), torch.cat((h, xt), 1)
        i = torch.sigmoid((self.W["i"] @ xh.T + self.b["i"]).T)
        f = torch.sigmoid((self.W["f"] @ xh.T + self.b["f"]).T)
        o = torch.sigmoid(hx @ self.V["o"] + self.b["o"].T)
        c = f * c + i * torch.tanh(hx @ self.V["c"] + self.b["c"].squeeze(1))
        return o * torch.tanh(c), c

    def forward(self, x):
        state = (torch.zeros(x.size(0), self.hidden_size), torch.zeros(x.size(0), self.hidden_size))
        found = []
        for t in range(x.size(1)):
            state = self.step(x[:, t], *state)
            found.append(state[0])
        return torch.stack(found, 1), state
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.n = hidden_size
        self.gates = torch.nn.ModuleList(
            torch.nn.ModuleList([torch.nn.Linear(hidden_size, 4 * hidden_size), torch.nn.Linear(d, 4 * hidden_size, bias=False)])
            for d in [input_size] + [hidden_size] * (num_layers - 1))

    def forward(self, x):
        h = [x.new_zeros(len(x), self.n) for _ in self.gates]
        c = [x.new_zeros(len(x), self.n) for _ in self.gates]
        out = []
        for t in range(x.shape[1]):
            below = x[:, t]
            for l, (from_h, from_x) in enumerate(self.gates):
                g, i, o, f = (from_h(h[l]) + from_x(below)).chunk(4, 1)
                c[l] = torch.sigmoid(f) * c[l] + torch.sigmoid(i) * torch.tanh(g)
                below = h[l] = torch.sigmoid(o) * torch.tanh(c[l])
            out.append(below)
        return torch.stack(out, 1), (torch.stack(h), torch.stack(c))
