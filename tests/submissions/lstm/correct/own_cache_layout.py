# Keeps other things in the caches than asked, by name, in both directions alike; states as columns in torch.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# base: release
# %% item="lstm_cell_forward"
from types import SimpleNamespace

def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    k = SimpleNamespace(both=np.r_[a_prev, xt], before=c_prev, P=parameters, n_a=a_prev.shape[0])
    k.f, k.i, k.o = [1 / (1 + np.exp(-(parameters["W" + g] @ k.both + parameters["b" + g]))) for g in "fio"]
    k.g = np.tanh(parameters["Wc"] @ k.both + parameters["bc"])
    c_next = k.f * c_prev + k.i * k.g
    k.shown = np.tanh(c_next)
    a_next = k.o * k.shown
    return a_next, c_next, softmax(parameters["Wy"] @ a_next + parameters["by"]), k
# %% item="lstm_forward"
def lstm_forward(x, a0, parameters):
    a, y, c, caches = [], [], [], []
    for t in range(x.shape[2]):
        out = lstm_cell_forward(x[:, :, t], a[-1] if a else a0, c[-1] if c else np.zeros_like(a0), parameters)
        for kept, value in zip((a, c, y, caches), out):
            kept.append(value)
    return np.dstack(a), np.dstack(y), np.dstack(c), {"steps": caches, "shape": x.shape}
# %% item="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    k = cache
    dc = dc_next + da_next * k.o * (1 - k.shown**2)
    dz = {"f": dc * k.before * k.f * (1 - k.f), "i": dc * k.g * k.i * (1 - k.i), "c": dc * k.i * (1 - k.g**2),
          "o": da_next * k.shown * k.o * (1 - k.o)}
    dboth = sum(k.P["W" + g].T.dot(d) for g, d in dz.items())
    return {"da_prev": dboth[:k.n_a], "dxt": dboth[k.n_a:], "dc_prev": dc * k.f,
            **{"dW" + g: d.dot(k.both.T) for g, d in dz.items()}, **{"db" + g: d.sum(axis=1).reshape(-1, 1) for g, d in dz.items()}}
# %% item="lstm_backward"
def lstm_backward(da, caches):
    dx = np.zeros(caches["shape"])
    carried, kept, sums = 0, np.zeros(da[:, :, 0].shape), {}
    for t, cache in reversed(list(enumerate(caches["steps"]))):
        g = lstm_cell_backward(da[:, :, t] + carried, kept, cache)
        dx[:, :, t] = g.pop("dxt")
        carried, kept = g.pop("da_prev"), g.pop("dc_prev")
        for name, value in g.items():
            sums.setdefault(name, []).append(value)
    return {"dx": dx, "da0": carried} | {name: np.sum(values, axis=0) for name, values in sums.items()}
# %% item="lstm_parameter_count"
def lstm_parameter_count(input_size, hidden_size):
    return sum(parameter.numel() for parameter in torch.nn.Linear(input_size + hidden_size, 4 * hidden_size).parameters())
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        for gate in "abcd":
            self.register_parameter("W" + gate, torch.nn.Parameter(torch.nn.init.xavier_uniform_(torch.zeros(hidden_size, hidden_size + input_size))))
            self.register_parameter("b" + gate, torch.nn.Parameter(torch.zeros(hidden_size, 1)))

    def forward(self, x):
        x = x.permute(2, 0, 1)
        h = torch.zeros(self.hidden_size, x.shape[1], dtype=x.dtype)
        c = torch.zeros(self.hidden_size, x.shape[1], dtype=x.dtype)
        columns = []
        for t in range(x.shape[2]):
            both = torch.cat((h, x[:, :, t]))
            remember = torch.sigmoid(self.Wa @ both + self.ba)
            take = torch.sigmoid(self.Wb @ both + self.bb)
            new = torch.tanh(self.Wc @ both + self.bc)
            c = remember * c + take * new
            h = torch.sigmoid(self.Wd @ both + self.bd) * torch.tanh(c)
            columns.append(h)
        return torch.stack(columns).permute(2, 0, 1), (h.T, c.T)
# %% item="LSTM"
class LSTM(torch.nn.Module):
    """The first layer, and another LSTM for those above it."""

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.first = LSTMLayer(input_size, hidden_size)
        self.rest = LSTM(hidden_size, hidden_size, num_layers - 1) if num_layers > 1 else None

    def forward(self, x):
        x, (h, c) = self.first(x)
        h, c = h[None], c[None]
        if self.rest is not None:
            x, (more_h, more_c) = self.rest(x)
            h, c = torch.vstack([h, more_h]), torch.vstack([c, more_c])
        return x, (h, c)
