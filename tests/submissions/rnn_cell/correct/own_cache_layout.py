# Keeps other things in the caches than asked, in another order and unpacked by name, in both directions alike.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# base: release
# %% item="rnn_cell_forward"
from collections import namedtuple
Memory = namedtuple("Memory", "slope before xt Wax Waa")

def rnn_cell_forward(xt, a_prev, parameters):
    z = parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"]
    a_next = np.tanh(z)
    s = parameters["Wya"] @ a_next + parameters["by"]
    e = np.exp(s - np.max(s, axis=0, keepdims=True))
    memory = Memory(1 / np.cosh(z) ** 2, a_prev, xt, parameters["Wax"], parameters["Waa"])
    return a_next, e / np.sum(e, axis=0, keepdims=True), memory
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    a, y, caches = [], [], []
    for t in range(x.shape[2]):
        state, prediction, memory = rnn_cell_forward(x[:, :, t], a[-1] if a else a0, parameters)
        a.append(state)
        y.append(prediction)
        caches.append(memory)
    return np.dstack(a), np.dstack(y), {"steps": caches, "shape": x.shape}
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    dz = da_next * cache.slope
    return {"dxt": cache.Wax.T @ dz, "da_prev": cache.Waa.T @ dz, "dWax": dz @ cache.xt.T,
            "dWaa": dz @ cache.before.T, "dba": np.sum(dz, axis=1, keepdims=True)}
# %% item="rnn_backward"
def rnn_backward(da, caches):
    dx, da0 = np.zeros(caches["shape"]), 0
    dWax = dWaa = dba = 0
    for t in reversed(range(caches["shape"][2])):
        g = rnn_cell_backward(da[:, :, t] + da0, caches["steps"][t])
        dx[:, :, t], da0 = g["dxt"], g["da_prev"]
        dWax, dWaa, dba = dWax + g["dWax"], dWaa + g["dWaa"], dba + g["dba"]
    return {"dx": dx, "da0": da0, "dWax": dWax, "dWaa": dWaa, "dba": dba}
