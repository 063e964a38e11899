# Answers with a lambda, a decorated function, a callable object and a bound method instead of plain functions.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
rnn_cell_backward = lambda da_next, cache: (lambda dz: {
    "dxt": cache[3]["Wax"].T @ dz, "da_prev": cache[3]["Waa"].T @ dz, "dWax": dz @ cache[2].T,
    "dWaa": dz @ cache[1].T, "dba": dz.sum(axis=1, keepdims=True)})(da_next * (1 - cache[0] ** 2))
# %% before="rnn_backward"
import functools
import time

def timed(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        started = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            wrapper.seconds = time.perf_counter() - started
    return wrapper
# %% item="rnn_backward"
@timed
def rnn_backward(da, caches, names=("dWax", "dWaa", "dba")):
    steps, x = caches
    gradients = dict.fromkeys(names, 0) | {"dx": np.zeros(x.shape), "da0": np.zeros(da.shape[:2])}
    for t in range(len(steps) - 1, -1, -1):
        *_, = one = rnn_cell_backward(da[:, :, t] + gradients["da0"], steps[t])
        gradients["dx"][:, :, t] = one["dxt"]
        gradients["da0"] = one["da_prev"]
        gradients |= {name: gradients[name] + one[name] for name in names}
    return gradients
# %% item="rnn_forward"
class Unrolled:
    def __init__(self, cell):
        self.cell = cell

    def run(self, x, a0, parameters):
        triples = list(self.steps(x, a0, parameters))
        return np.dstack([s for s, _, _ in triples]), np.dstack([y for _, y, _ in triples]), ([c for *_, c in triples], x)

    def steps(self, x, state, parameters):
        for t in range(x.shape[2]):
            yield (triple := self.cell(x[:, :, t], state, parameters))
            state = triple[0]

rnn_forward = Unrolled(lambda *a: rnn_cell_forward(*a)).run
