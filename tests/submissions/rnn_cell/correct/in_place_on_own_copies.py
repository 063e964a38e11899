# Works in place wherever it can, on arrays that it made itself.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    a_next = np.dot(parameters["Wax"], xt)
    a_next += np.dot(parameters["Waa"], a_prev)
    a_next += parameters["ba"]
    np.tanh(a_next, out=a_next)
    y = parameters["Wya"] @ a_next
    y += parameters["by"]
    y -= y.max(axis=0)
    np.exp(y, out=y)
    y /= y.sum(axis=0)
    return a_next, y, (a_next, a_prev.copy(), xt.copy(), dict(parameters))
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = np.array(da_next)
    slope = a_next.copy()
    slope *= slope
    slope *= -1
    slope += 1
    dz *= slope
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": np.add.reduce(dz, axis=1, keepdims=True)}
# %% item="rnn_backward"
def rnn_backward(da, caches):
    steps, x = caches
    dx, upstream = np.zeros_like(x), da.copy()
    dWax, dWaa, dba = (np.zeros(steps[0][3][name].shape) for name in ("Wax", "Waa", "ba"))
    for t in reversed(range(da.shape[2])):
        g = rnn_cell_backward(upstream[:, :, t], steps[t])
        if t > 0:
            upstream[:, :, t - 1] += g["da_prev"]
        dx[:, :, t] += g["dxt"]
        dWax += g["dWax"]
        dWaa += g["dWaa"]
        dba += g["dba"]
    return {"dx": dx, "da0": g["da_prev"], "dWax": dWax, "dWaa": dWaa, "dba": dba}
