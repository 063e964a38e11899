# One product with [Waa Wax] and [a_prev; xt], batch as rows, everything in Fortran order.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# base: release
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    W = np.hstack([parameters["Waa"], parameters["Wax"]])
    rows = np.vstack([a_prev, xt]).T @ W.T + parameters["ba"].T
    a_next = np.tanh(rows).T
    scores = (a_next.T @ parameters["Wya"].T + parameters["by"].T).T
    e = np.exp(scores - scores.max(axis=0))
    return np.asfortranarray(a_next), np.asfortranarray(e / e.sum(axis=0)), (a_next, a_prev, xt, parameters)
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    a = np.zeros((*a0.shape, x.shape[2]), order="F")
    y_pred = np.zeros((len(parameters["Wya"]), x.shape[1], x.shape[2]), order="F")
    caches = []
    for t in range(x.shape[2]):
        a_prev = a0 if t == 0 else a[:, :, t - 1]
        a[:, :, t], y_pred[:, :, t], cache = rnn_cell_forward(x[:, :, t], a_prev, parameters)
        caches.append(cache)
    return a, y_pred, (caches, x)
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    n_a = a_next.shape[0]
    W = np.hstack([parameters["Waa"], parameters["Wax"]])
    dz = da_next - da_next * a_next * a_next
    dinput = W.T @ dz
    dW = dz @ np.vstack([a_prev, xt, np.ones((1, xt.shape[1]))]).T
    return {"da_prev": dinput[:n_a], "dxt": dinput[n_a:], "dWaa": dW[:, :n_a], "dWax": dW[:, n_a:-1], "dba": dW[:, -1:]}
# %% item="rnn_backward"
def rnn_backward(da, caches):
    steps, x = caches
    total = rnn_cell_backward(da[:, :, -1], steps[-1])
    dx = np.zeros_like(x, order="F")
    dx[:, :, -1] = total.pop("dxt")
    da0 = total.pop("da_prev")
    for t in range(len(steps) - 2, -1, -1):
        more = rnn_cell_backward(da[:, :, t] + da0, steps[t])
        dx[:, :, t], da0 = more["dxt"], more["da_prev"]
        for name in total:
            total[name] = total[name] + more[name]
    return {"dx": dx, "da0": da0} | total
