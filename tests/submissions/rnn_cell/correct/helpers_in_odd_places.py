# Keeps helpers inside an experiment cell, under if __name__, in a try, and in the cell of the imports.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# base: release
# %% inside="import matplotlib.pyplot"
from functools import partial, reduce
import numpy.linalg as la
# %% inside="Wax, Waa, a0 = np.array"
def affine(W, x, U, a, b):
    return W @ x + U @ a + b
# %% before="rnn_cell_forward"
if __name__ == "__main__":
    AXIS = 0

    def softmax(scores):
        e = np.exp(scores - scores.max(AXIS, keepdims=True))
        return e / e.sum(AXIS, keepdims=True)
# %% before="rnn_cell_forward"
try:
    from scipy.special import nothing_of_this_name as squash
except ImportError:
    squash = np.tanh

with np.errstate(all="ignore"):
    ORDER = ["dWax", "dWaa", "dba"]
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya, ba, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "ba", "by"))
    a_next = squash(affine(Wax, xt, Waa, a_prev, ba))
    return a_next, softmax(Wya @ a_next + by), (a_next, a_prev, xt, parameters)
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    def step(done, t):
        return done + [rnn_cell_forward(x[:, :, t], done[-1][0] if done else a0, parameters)]

    steps = reduce(step, range(x.shape[2]), [])
    a, y, caches = zip(*steps)
    return stack(a), stack(y), (list(caches), x)
# %% after="rnn_forward"
stack = partial(np.stack, axis=-1)
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = la.multi_dot([np.eye(len(da_next)), da_next * (1 - a_next**2)])
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(1)[:, None]}
# %% item="rnn_backward"
def rnn_backward(da, caches):
    steps, x = caches
    results, carried = [], 0
    for t in range(len(steps))[::-1]:
        results.insert(0, rnn_cell_backward(da[:, :, t] + carried, steps[t]))
        carried = results[0]["da_prev"]
    return {"dx": stack([r["dxt"] for r in results]), "da0": carried} | {k: sum(r[k] for r in results) for k in ORDER}
