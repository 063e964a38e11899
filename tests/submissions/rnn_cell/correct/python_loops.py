# Loops over numbers in plain Python; numpy only holds the results.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# base: release
# %% item="rnn_cell_forward"
import math

def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya, ba, by = [parameters[k].tolist() for k in ("Wax", "Waa", "Wya", "ba", "by")]
    x, old = xt.tolist(), a_prev.tolist()
    n_a, m, n_y = len(old), len(old[0]), len(by)
    a_next = [[0.0] * m for _ in range(n_a)]
    yt = [[0.0] * m for _ in range(n_y)]
    for j in range(m):
        for i in range(n_a):
            z = ba[i][0]
            for k in range(len(x)):
                z += Wax[i][k] * x[k][j]
            for k in range(n_a):
                z += Waa[i][k] * old[k][j]
            a_next[i][j] = math.tanh(z)
        scores = [by[i][0] + sum(Wya[i][k] * a_next[k][j] for k in range(n_a)) for i in range(n_y)]
        top = max(scores)
        exps = [math.exp(s - top) for s in scores]
        for i in range(n_y):
            yt[i][j] = exps[i] / sum(exps)
    a_next = np.array(a_next)
    return a_next, np.array(yt), (a_next, a_prev, xt, parameters)
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    states, predictions, list_of_caches = [], [], []
    a = a0
    t = 0
    while t < x.shape[2]:
        a, y, cache = rnn_cell_forward(x[:, :, t], a, parameters)
        states.append(a)
        predictions.append(y)
        list_of_caches.append(cache)
        t += 1
    return np.stack(states, axis=-1), np.stack(predictions, axis=2), (list_of_caches, x)
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    Wax, Waa = parameters["Wax"], parameters["Waa"]
    (n_a, n_x), m = Wax.shape, xt.shape[1]
    g, h, old, x = da_next.tolist(), a_next.tolist(), a_prev.tolist(), xt.tolist()
    dz = [[g[i][j] * (1 - h[i][j] ** 2) for j in range(m)] for i in range(n_a)]
    dxt = [[sum(Wax[i, k] * dz[i][j] for i in range(n_a)) for j in range(m)] for k in range(n_x)]
    da_prev = [[sum(Waa[i, k] * dz[i][j] for i in range(n_a)) for j in range(m)] for k in range(n_a)]
    dWax = [[sum(dz[i][j] * x[k][j] for j in range(m)) for k in range(n_x)] for i in range(n_a)]
    dWaa = [[sum(dz[i][j] * old[k][j] for j in range(m)) for k in range(n_a)] for i in range(n_a)]
    dba = [[sum(row)] for row in dz]
    names = ("dxt", "da_prev", "dWax", "dWaa", "dba")
    return {name: np.array(value, dtype=float) for name, value in zip(names, (dxt, da_prev, dWax, dWaa, dba))}
# %% item="rnn_backward"
def rnn_backward(da, caches):
    list_of_caches, x = caches
    dx = np.zeros_like(x)
    carry = np.zeros_like(da[:, :, 0])
    sums = None
    for t in range(len(list_of_caches) - 1, -1, -1):
        g = rnn_cell_backward(da[:, :, t] + carry, list_of_caches[t])
        dx[:, :, t] = g["dxt"]
        carry = g["da_prev"]
        keep = [g["dWax"], g["dWaa"], g["dba"]]
        sums = keep if sums is None else [old + new for old, new in zip(sums, keep)]
    return {"dx": dx, "da0": carry, "dWax": sums[0], "dWaa": sums[1], "dba": sums[2]}
