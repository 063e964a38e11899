# One product for all four gates, examples as rows, everything in Fortran order; in torch one raw matrix.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# base: release
# %% item="lstm_cell_forward"
GATES = ("o", "f", "i", "c")

def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    W = np.vstack([parameters["W" + g] for g in GATES])
    b = np.vstack([parameters["b" + g] for g in GATES])
    n_a = len(a_prev)
    z = (np.vstack([a_prev, xt]).T @ W.T + b.T).T
    s = sigmoid(z[:3 * n_a])
    ot, ft, it = s[:n_a], s[n_a:2 * n_a], s[2 * n_a:]
    cct = np.tanh(z[3 * n_a:])
    c_next = np.asfortranarray(ft * c_prev + it * cct)
    a_next = np.asfortranarray(ot * np.tanh(c_next))
    scores = parameters["Wy"] @ a_next + parameters["by"]
    e = np.exp(scores - scores.max(0))
    return a_next, c_next, e / e.sum(0), (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
# %% item="lstm_forward"
def lstm_forward(x, a0, parameters):
    steps, state = [], (a0, a0 * 0)
    for xt in np.moveaxis(x, 2, 0):
        steps.append(lstm_cell_forward(xt, *state, parameters))
        state = steps[-1][:2]
    a, c, y, caches = zip(*steps)
    return np.dstack(a), np.dstack(y), np.dstack(c), (list(caches), x)
# %% item="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    n_a = len(a_prev)
    t = np.tanh(c_next)
    dc = dc_next + da_next * ot * (1 - t * t)
    dz = np.vstack([da_next * t * ot * (1 - ot), dc * c_prev * ft * (1 - ft), dc * cct * it * (1 - it), dc * it * (1 - cct * cct)])
    W = np.vstack([parameters["W" + g] for g in GATES])
    dboth = W.T @ dz
    dW = dz @ np.vstack([a_prev, xt, np.ones((1, xt.shape[1]))]).T
    out = {"da_prev": dboth[:n_a], "dxt": dboth[n_a:], "dc_prev": dc * ft}
    for place, g in enumerate(GATES):
        rows = dW[place * n_a:(place + 1) * n_a]
        out["dW" + g], out["db" + g] = rows[:, :-1], rows[:, -1:]
    return out
# %% item="lstm_backward"
def lstm_backward(da, caches):
    steps, x = caches
    total = lstm_cell_backward(da[:, :, -1], np.zeros(da.shape[:2]), steps[-1])
    dx = [total.pop("dxt")]
    da0, dc = total.pop("da_prev"), total.pop("dc_prev")
    for t in range(len(steps) - 2, -1, -1):
        more = lstm_cell_backward(da[:, :, t] + da0, dc, steps[t])
        dx.insert(0, more["dxt"])
        da0, dc = more["da_prev"], more["dc_prev"]
        for name in total:
            total[name] = total[name] + more[name]
    return {"dx": np.stack(dx, axis=2), "da0": da0} | total
# %% item="lstm_parameter_count"
def lstm_parameter_count(input_size, hidden_size):
    gate = np.prod([hidden_size, input_size + hidden_size]) + hidden_size
    return 4 * gate
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.W = torch.nn.Parameter(torch.randn(input_size + hidden_size, 4 * hidden_size) * 0.1)
        self.b = torch.nn.Parameter(torch.zeros(4 * hidden_size))

    def forward(self, x):
        B, T, _ = x.shape
        h = c = torch.zeros(B, self.hidden_size).to(x)
        out = torch.zeros(B, T, self.hidden_size).to(x)
        for t in range(T):
            z = torch.cat([x[:, t], h], dim=-1) @ self.W + self.b
            o, f, g, i = z.split(self.hidden_size, dim=-1)
            c = c * f.sigmoid() + g.tanh() * i.sigmoid()
            h = c.tanh() * o.sigmoid()
            out[:, t] = h
        return out, (h, c)
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.num_layers = num_layers
        for k in range(num_layers):
            setattr(self, f"layer{k}", LSTMLayer(hidden_size if k else input_size, hidden_size))

    def forward(self, x):
        last = []
        for k in range(self.num_layers):
            x, hc = getattr(self, f"layer{k}")(x)
            last += [hc]
        return x, tuple(torch.stack(part, dim=0) for part in zip(*last))
