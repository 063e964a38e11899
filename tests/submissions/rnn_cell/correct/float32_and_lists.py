# Stores float32 everywhere, and returns lists where tuples were asked for.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# base: release
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    P = {name: value.astype(np.float32) for name, value in parameters.items()}
    xt, a_prev = np.float32(xt), np.float32(a_prev)
    a_next = np.tanh(P["Wax"] @ xt + P["Waa"] @ a_prev + P["ba"])
    z = P["Wya"] @ a_next + P["by"]
    e = np.exp(z - z.max(0))
    return [a_next, e / e.sum(0), [a_next, a_prev, xt, P]]
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    n_x, m, T = x.shape
    a = np.zeros((a0.shape[0], m, T), dtype=np.float32)
    y = np.zeros((parameters["by"].shape[0], m, T), dtype=np.float32)
    caches, state = [], a0
    for t in range(T):
        state, y[:, :, t], cache = rnn_cell_forward(x[:, :, t], state, parameters)
        a[:, :, t] = state
        caches += [cache]
    return [a, y, [caches, x.astype(np.float32)]]
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, P = cache
    dz = (da_next * (1 - a_next**2)).astype("float32")
    grads = {"dxt": P["Wax"].T @ dz, "da_prev": P["Waa"].T @ dz, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T,
             "dba": dz.sum(1, keepdims=True)}
    return {name: value.astype("float32") for name, value in grads.items()}
# %% item="rnn_backward"
def rnn_backward(da, caches):
    steps, x = caches
    dx = np.zeros(x.shape, "float32")
    back, total = np.zeros(da[:, :, 0].shape, "float32"), {}
    for t in reversed(range(da.shape[2])):
        g = rnn_cell_backward(np.float32(da[:, :, t]) + back, steps[t])
        dx[:, :, t], back = g["dxt"], g["da_prev"]
        for name in ("dWax", "dWaa", "dba"):
            total[name] = total.get(name, np.float32(0)) + g[name]
    return {"dx": dx, "da0": back, **total}
