# Splits every W into what meets a_prev and what meets xt, and sums by einsum; in torch a matrix per gate and side.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# base: release
# %% item="lstm_cell_forward"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    def gate(name, squash):
        W, n_a = parameters["W" + name], a_prev.shape[0]
        z = np.einsum("ij,jm->im", W[:, :n_a], a_prev) + np.einsum("ij,jm->im", W[:, n_a:], xt)
        return squash(z + parameters["b" + name])
    logistic = lambda z: np.where(z > 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))
    ft, it, cct, ot = gate("f", logistic), gate("i", logistic), gate("c", np.tanh), gate("o", logistic)
    c_next = np.einsum("im,im->im", ft, c_prev) + np.einsum("im,im->im", it, cct)
    a_next = ot * np.tanh(c_next)
    logits = np.einsum("ya,am->ym", parameters["Wy"], a_next) + parameters["by"]
    yt = np.exp(logits - np.logaddexp.reduce(logits, axis=0))
    return a_next, c_next, yt, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
# %% item="lstm_forward"
def lstm_forward(x, a0, parameters):
    T = x.shape[2]
    outputs, memories, predictions, caches = [a0], [np.zeros_like(a0)], [], []
    for t in range(T):
        a, c, y, cache = lstm_cell_forward(x[..., t], outputs[t], memories[t], parameters)
        outputs.append(a), memories.append(c), predictions.append(y), caches.append(cache)
    stack = lambda arrays: np.stack(arrays, axis=-1)
    return stack(outputs[1:]), stack(predictions), stack(memories[1:]), (caches, x)
# %% item="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    n_a = a_prev.shape[0]
    dc = dc_next + da_next * ot / np.cosh(c_next) ** 2
    dz = dict(f=dc * c_prev * ft * (1 - ft), i=dc * cct * it * (1 - it), c=dc * it * (1 - cct**2), o=da_next * np.tanh(c_next) * ot * (1 - ot))
    gradients = dict(dc_prev=dc * ft, dxt=0, da_prev=0)
    for name, d in dz.items():
        W = parameters["W" + name]
        gradients["da_prev"] = gradients["da_prev"] + np.einsum("ij,im->jm", W[:, :n_a], d)
        gradients["dxt"] = gradients["dxt"] + np.einsum("ij,im->jm", W[:, n_a:], d)
        gradients["dW" + name] = np.hstack([np.einsum("im,jm->ij", d, a_prev), np.einsum("im,jm->ij", d, xt)])
        gradients["db" + name] = np.einsum("im->i", d)[:, np.newaxis]
    return gradients
# %% item="lstm_backward"
def lstm_backward(da, caches):
    """Never calls the cell: first all dz, from the last step to the first, then every weight's gradient in one product."""
    steps, x = caches
    n_a, m, T = da.shape
    P = steps[0][9]
    both = np.stack([np.concatenate([step[2], step[8]]) for step in steps], axis=2)
    dz = {gate: np.zeros(da.shape) for gate in "fico"}
    dx, upper, lower = np.zeros(x.shape), np.zeros((n_a, m)), np.zeros((n_a, m))
    for t in range(T)[::-1]:
        a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, _ = steps[t]
        d = da[:, :, t] + lower
        dc = upper + d * ot * (1 - np.tanh(c_next) ** 2)
        dz["f"][:, :, t] = dc * c_prev * ft * (1 - ft)
        dz["i"][:, :, t] = dc * cct * it * (1 - it)
        dz["c"][:, :, t] = dc * it * (1 - cct**2)
        dz["o"][:, :, t] = d * np.tanh(c_next) * ot * (1 - ot)
        dboth = sum(P["W" + gate].T @ dz[gate][:, :, t] for gate in "fico")
        lower, dx[:, :, t], upper = dboth[:n_a], dboth[n_a:], dc * ft
    weights = {"dW" + gate: np.einsum("imt,jmt->ij", dz[gate], both) for gate in "fico"}
    biases = {"db" + gate: dz[gate].sum(axis=(1, 2))[:, None] for gate in "fico"}
    return {"dx": dx, "da0": lower, **weights, **biases}
# %% item="lstm_parameter_count"
lstm_parameter_count = lambda input_size, hidden_size: 4 * (hidden_size * input_size + hidden_size**2 + hidden_size)
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        scale = hidden_size**-0.5
        make = lambda *shape: torch.nn.Parameter(torch.empty(*shape).uniform_(-scale, scale))
        self.U = torch.nn.ParameterDict({gate: make(hidden_size, input_size) for gate in "figo"})
        self.V = torch.nn.ParameterDict({gate: make(hidden_size, hidden_size) for gate in "figo"})
        self.b = torch.nn.ParameterDict({gate: make(1, hidden_size) for gate in "figo"})

    def forward(self, x):
        h = torch.zeros(x.size(0), self.hidden_size, dtype=x.dtype)
        c = torch.zeros_like(h)
        all_h = []
        for t in range(x.size(1)):
            z = {k: torch.einsum("bd,hd->bh", x[:, t], self.U[k]) + torch.einsum("bj,hj->bh", h, self.V[k]) + self.b[k] for k in "figo"}
            f, i, o = (1 / (1 + torch.exp(-z[k])) for k in "fio")
            c = f * c + i * z["g"].tanh()
            h = o * c.tanh()
            all_h.append(h.unsqueeze(1))
        return torch.cat(all_h, dim=1), (h, c)
# %% item="LSTM"
class LSTM(torch.nn.ModuleList):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__([LSTMLayer(input_size, hidden_size)])
        self.extend(LSTMLayer(hidden_size, hidden_size) for _ in range(1, num_layers))

    def forward(self, x):
        last_step_h, last_step_c = [], []
        for layer in self:
            x, last = layer(x)
            last_step_h.append(last[0]), last_step_c.append(last[1])
        return x, (torch.stack(last_step_h), torch.stack(last_step_c))
