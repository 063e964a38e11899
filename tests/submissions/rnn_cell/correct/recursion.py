# Solves both sequence exercises by recursion, without a loop.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    if x.shape[2] == 0:
        n_y = parameters["by"].shape[0]
        return np.zeros((*a0.shape, 0)), np.zeros((n_y, a0.shape[1], 0)), ([], x)
    state, y, cache = rnn_cell_forward(x[:, :, 0], a0, parameters)
    a_rest, y_rest, (caches, _) = rnn_forward(x[:, :, 1:], state, parameters)
    return (np.concatenate([state[:, :, None], a_rest], axis=2), np.concatenate([y[:, :, None], y_rest], axis=2),
            ([cache] + caches, x))
# %% item="rnn_backward"
def rnn_backward(da, caches):
    steps, x = caches

    def back(t):
        """What arrives at state t from later steps, and the sums of all later steps."""
        if t == len(steps):
            return 0, np.zeros((x.shape[0], x.shape[1], 0)), [0, 0, 0]
        later, dx, sums = back(t + 1)
        g = rnn_cell_backward(da[:, :, t] + later, steps[t])
        sums = [s + g[name] for s, name in zip(sums, ("dWax", "dWaa", "dba"))]
        return g["da_prev"], np.concatenate([g["dxt"][:, :, None], dx], axis=2), sums

    da0, dx, (dWax, dWaa, dba) = back(0)
    return {"dx": dx, "da0": da0, "dWax": dWax, "dWaa": dWaa, "dba": dba}
