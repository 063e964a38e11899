# Loops over the examples in Python and recurses over the steps; in torch, inputs meet their weights before the loop.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# base: release
# %% item="lstm_cell_forward"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    columns = []
    for k in range(xt.shape[1]):
        stack = np.append(a_prev[:, k], xt[:, k])
        ft, it, cct, ot = (parameters["W" + g].dot(stack) + parameters["b" + g].ravel() for g in "fico")
        ft, it, cct, ot = sigmoid(ft), sigmoid(it), np.tanh(cct), sigmoid(ot)
        c = ft * c_prev[:, k] + it * cct
        a = ot * np.tanh(c)
        s = parameters["Wy"].dot(a) + parameters["by"].ravel()
        p = np.exp(s - max(s))
        columns.append((a, c, p / sum(p), ft, it, cct, ot))
    a_next, c_next, yt_pred, ft, it, cct, ot = (np.column_stack(part) for part in zip(*columns))
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
# %% item="lstm_forward"
def lstm_forward(x, a0, parameters, c0=None):
    c0 = np.zeros_like(a0) if c0 is None else c0
    a, c, y, cache = lstm_cell_forward(x[:, :, 0], a0, c0, parameters)
    a, c, y, caches = a[:, :, None], c[:, :, None], y[:, :, None], [cache]
    if x.shape[2] > 1:
        more_a, more_y, more_c, (more, _) = lstm_forward(x[:, :, 1:], a[:, :, 0], parameters, c[:, :, 0])
        a, y, c = (np.concatenate(pair, axis=2) for pair in ((a, more_a), (y, more_y), (c, more_c)))
        caches = caches + more
    return a, y, c, (caches, x)
# %% before="lstm_cell_backward"
def d_sigmoid(s):
    return s * (1 - s)

def d_tanh(t):
    return 1 - t ** 2
# %% item="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    n_a, m = a_prev.shape
    gradients = {"dxt": np.zeros(xt.shape), "da_prev": np.zeros((n_a, m)), "dc_prev": np.zeros((n_a, m))}
    for g in "fico":
        gradients["dW" + g] = np.zeros(parameters["W" + g].shape)
        gradients["db" + g] = np.zeros((n_a, 1))
    for k in range(m):
        stack = np.append(a_prev[:, k], xt[:, k])
        t = np.tanh(c_next[:, k])
        dc = dc_next[:, k] + da_next[:, k] * ot[:, k] * d_tanh(t)
        gradients["dc_prev"][:, k] = ft[:, k] * dc
        for g, d in (("f", dc * c_prev[:, k] * d_sigmoid(ft[:, k])), ("i", dc * cct[:, k] * d_sigmoid(it[:, k])),
                     ("c", dc * it[:, k] * d_tanh(cct[:, k])), ("o", da_next[:, k] * t * d_sigmoid(ot[:, k]))):
            back = d @ parameters["W" + g]
            gradients["da_prev"][:, k] += back[:n_a]
            gradients["dxt"][:, k] += back[n_a:]
            gradients["dW" + g] += np.outer(d, stack)
            gradients["db" + g][:, 0] += d
    return gradients
# %% item="lstm_backward"
def lstm_backward(da, caches):
    steps, x = caches

    def back(t):
        """What arrives at step t from later ones: on both lanes, the inputs' gradients, and the sums."""
        if t == len(steps):
            return np.zeros(da.shape[:2]), np.zeros(da.shape[:2]), np.zeros((*x.shape[:2], 0)), None
        lower, upper, dx, sums = back(t + 1)
        g = lstm_cell_backward(da[:, :, t] + lower, upper, steps[t])
        dx = np.concatenate([g["dxt"][:, :, None], dx], axis=2)
        own = {name: value for name, value in g.items() if name[1] in "Wb"}
        return g["da_prev"], g["dc_prev"], dx, own if sums is None else {name: own[name] + sums[name] for name in own}

    da0, _, dx, sums = back(0)
    return {"dx": dx, "da0": da0, **sums}
# %% item="lstm_parameter_count"
def lstm_parameter_count(input_size, hidden_size):
    shapes = 4 * [(hidden_size, hidden_size + input_size), (hidden_size, 1)]
    return sum(rows * columns for rows, columns in shapes)
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.read = torch.nn.ModuleList(torch.nn.Linear(input_size, hidden_size) for _ in range(4))
        self.recall = torch.nn.ModuleList(torch.nn.Linear(hidden_size, hidden_size, bias=False) for _ in range(4))

    def forward(self, x):
        read = [linear(x) for linear in self.read]  # (B, T, H) each, all steps at once
        h, c = torch.zeros_like(read[0][:, 0]), torch.zeros_like(read[0][:, 0])
        all_h = torch.empty_like(read[0])
        for t in range(x.shape[1]):
            i, f, o, g = (r[:, t] + linear(h) for r, linear in zip(read, self.recall))
            c = torch.addcmul(torch.sigmoid(f) * c, torch.sigmoid(i), torch.tanh(g))
            h = torch.sigmoid(o) * torch.tanh(c)
            all_h[:, t] = h
        return all_h, (h, c)
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        layers = [LSTMLayer(input_size, hidden_size)] + [LSTMLayer(hidden_size, hidden_size) for _ in range(num_layers - 1)]
        self.stack = torch.nn.Sequential(*layers)

    def forward(self, x):
        results = []
        for layer in self.stack:
            results.append(layer(results[-1][0] if results else x))
        h, c = zip(*[last for _, last in results])
        return results[-1][0], (torch.stack(h), torch.stack(c))
