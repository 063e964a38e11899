# Left the given cells as they were, answered below them, and turned one given cell into text.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# outcome: healed
# base: release
# edit: markdown rnn_backward
# %% after="rnn_backward"
def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.tanh(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    s = parameters["Wya"] @ a_next + parameters["by"]
    e = np.exp(s - s.max(axis=0))
    return a_next, e / e.sum(axis=0), (a_next, a_prev, xt, parameters)

def rnn_forward(x, a0, parameters):
    a, y, caches, state = [], [], [], a0
    for t in range(x.shape[2]):
        state, prediction, cache = rnn_cell_forward(x[:, :, t], state, parameters)
        a.append(state); y.append(prediction); caches.append(cache)
    return np.stack(a, 2), np.stack(y, 2), (caches, x)

def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
# %% item="rnn_backward"
def rnn_backward(da, caches):
    steps, x = caches
    dx, da0, dWax, dWaa, dba = np.zeros(x.shape), 0, 0, 0, 0
    for t in reversed(range(x.shape[2])):
        g = rnn_cell_backward(da[:, :, t] + da0, steps[t])
        dx[:, :, t], da0 = g["dxt"], g["da_prev"]
        dWax, dWaa, dba = dWax + g["dWax"], dWaa + g["dWaa"], dba + g["dba"]
    return {"dx": dx, "da0": da0, "dWax": dWax, "dWaa": dWaa, "dba": dba}
