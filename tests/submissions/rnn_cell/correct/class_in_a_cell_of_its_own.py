# Puts all work into a class in a cell of its own, with an error class, a property and type hints.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# base: release
# %% before="rnn_cell_forward"
from __future__ import annotations
from dataclasses import dataclass

class ShapeError(ValueError):
    pass

@dataclass
class Cell:
    Wax: np.ndarray
    Waa: np.ndarray
    Wya: np.ndarray
    ba: np.ndarray
    by: np.ndarray

    @property
    def width(self) -> int:
        return self.Waa.shape[0]

    def forward(self, xt: np.ndarray, a_prev: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if a_prev.shape[0] != self.width:
            raise ShapeError(f"state of {a_prev.shape[0]} units, not {self.width}")
        state = np.tanh(self.Wax.dot(xt) + self.Waa.dot(a_prev) + self.ba)
        return state, self.softmax(self.Wya.dot(state) + self.by)

    @staticmethod
    def softmax(scores):
        shifted = scores - np.amax(scores, axis=0)
        return np.exp(shifted) / np.exp(shifted).sum(0)

    def backward(self, da_next, a_next, a_prev, xt):
        dz = (1.0 - np.square(a_next)) * da_next
        ones = np.ones((dz.shape[1], 1))
        return {"dxt": self.Wax.T.dot(dz), "da_prev": self.Waa.T.dot(dz), "dWax": dz.dot(xt.T),
                "dWaa": dz.dot(a_prev.T), "dba": dz.dot(ones)}
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    a_next, yt_pred = Cell(**parameters).forward(xt, a_prev)
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    cell = Cell(**parameters)
    T = x.shape[-1]
    a = np.empty((cell.width, x.shape[1], T + 1))
    a[..., 0] = a0
    y_pred = np.empty((cell.by.size, x.shape[1], T))
    for t in range(T):
        a[..., t + 1], y_pred[..., t] = cell.forward(x[..., t], a[..., t])
    caches = [(a[..., t + 1], a[..., t], x[..., t], parameters) for t in range(T)]
    return a[..., 1:], y_pred, (caches, x)
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    return Cell(**parameters).backward(da_next, a_next, a_prev, xt)
# %% item="rnn_backward"
def rnn_backward(da, caches):
    (steps, x), later = caches, 0
    total = {"dx": np.zeros(x.shape)}
    for t, cache in reversed(list(enumerate(steps))):
        one = rnn_cell_backward(da[..., t] + later, cache)
        total["dx"][..., t], later = one.pop("dxt"), one.pop("da_prev")
        total |= {name: total.get(name, 0) + value for name, value in one.items()}
    return {**total, "da0": later}
