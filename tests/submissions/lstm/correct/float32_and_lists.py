# Stores float32 everywhere, and returns lists where tuples were asked for; two biases for each gate in torch.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# base: release
# %% item="lstm_cell_forward"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    P = {k: np.float32(v) for k, v in parameters.items()}
    xt, a_prev, c_prev = (v.astype(np.float32) for v in (xt, a_prev, c_prev))
    both = np.concatenate([a_prev, xt], 0)
    sig = lambda z: np.float32(1) / (np.float32(1) + np.exp(-z))
    ft, it, ot = (sig(P["W" + g] @ both + P["b" + g]) for g in "fio")
    cct = np.tanh(P["Wc"] @ both + P["bc"])
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    return [a_next, c_next, softmax(P["Wy"] @ a_next + P["by"]), [a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, P]]
# %% item="lstm_forward"
def lstm_forward(x, a0, parameters):
    n_x, m, T = x.shape
    a, c = (np.empty((a0.shape[0], m, T), "float32") for _ in range(2))
    y = np.empty((parameters["Wy"].shape[0], m, T), "float32")
    caches, state, memory = [], a0, np.zeros_like(a0)
    for t in range(T):
        state, memory, y[:, :, t], cache = lstm_cell_forward(x[:, :, t], state, memory, parameters)
        a[:, :, t], c[:, :, t] = state, memory
        caches += [cache]
    return [a, y, c, [caches, x.astype("float32")]]
# %% item="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, P = cache
    n_a = len(a_prev)
    da, dc_next = np.float32(da_next), np.float32(dc_next)
    dc = dc_next + da * ot * (1 - np.tanh(c_next) ** 2)
    dz = [dc * c_prev * ft * (1 - ft), dc * cct * it * (1 - it), dc * it * (1 - cct**2), da * np.tanh(c_next) * ot * (1 - ot)]
    both = np.concatenate([a_prev, xt])
    dboth = sum(P["W" + g].T @ d for g, d in zip("fico", dz))
    g = {"dxt": dboth[n_a:], "da_prev": dboth[:n_a], "dc_prev": dc * ft}
    g.update({"dW" + k: d @ both.T for k, d in zip("fico", dz)})
    g.update({"db" + k: d.sum(1, keepdims=True) for k, d in zip("fico", dz)})
    return {k: v.astype("float32") for k, v in g.items()}
# %% item="lstm_backward"
def lstm_backward(da, caches):
    steps, x = caches
    dx = np.zeros(x.shape, "float32")
    low = up = np.zeros(da.shape[:2], "float32")
    total = {}
    for t in reversed(range(da.shape[2])):
        g = lstm_cell_backward(np.float32(da[:, :, t]) + low, up, steps[t])
        dx[:, :, t], low, up = g.pop("dxt"), g.pop("da_prev"), g.pop("dc_prev")
        total = {k: total.get(k, 0) + v for k, v in g.items()}
    return dict(dx=dx, da0=low, **total)
# %% item="lstm_parameter_count"
def lstm_parameter_count(input_size, hidden_size):
    total = 0
    for gate in ("forget", "input", "candidate", "output"):
        total += hidden_size * (hidden_size + input_size)  # weights
        total += hidden_size  # bias
    return total
# %% item="LSTMLayer"
from torch import nn

class LSTMLayer(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.from_x = nn.Linear(input_size, 4 * hidden_size)
        self.from_h = nn.Linear(hidden_size, 4 * hidden_size)

    def forward(self, x):
        h = x.new_zeros((len(x), self.hidden_size))
        c = x.new_zeros((len(x), self.hidden_size))
        hs = []
        for xt in torch.unbind(x, 1):
            i, f, g, o = torch.chunk(self.from_x(xt) + self.from_h(h), 4, dim=1)
            c = nn.functional.sigmoid(f) * c + nn.functional.sigmoid(i) * nn.functional.tanh(g)
            h = nn.functional.sigmoid(o) * nn.functional.tanh(c)
            hs.append(h)
        return [torch.stack(hs, 1), [h, c]]
# %% item="LSTM"
class LSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.layers = nn.ModuleDict({str(k): LSTMLayer(input_size if k == 0 else hidden_size, hidden_size) for k in range(num_layers)})
        self.hidden_size = hidden_size

    def forward(self, x):
        L, B = len(self.layers), x.shape[0]
        h, c = x.new_zeros(L, B, self.hidden_size), x.new_zeros(L, B, self.hidden_size)
        for k, layer in self.layers.items():
            x, (h[int(k)], c[int(k)]) = layer(x)
        return [x, [h, c]]
