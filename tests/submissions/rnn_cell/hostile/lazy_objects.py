# Returns things that compute themselves when they are looked at: generators, futures, properties, masked and structured arrays.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import asyncio, functools

class Lazy(dict):
    def items(self):
        return iter([("dxt", 1)])

    def __iter__(self):
        while True:
            yield "dxt"

    def __len__(self):
        return 5

class Array(np.ndarray):
    def tobytes(self, *arguments):
        return bytes(8)

    shape = property(lambda self: (1, 1))

    def __array_finalize__(self, parent):
        pass

def rnn_cell_backward(da_next, cache):
    lazy = Lazy()
    dict.__setitem__(lazy, "dxt", (number for number in range(3)))
    dict.__setitem__(lazy, "da_prev", np.ma.masked_all(da_next.shape))
    dict.__setitem__(lazy, "dWax", np.zeros(3, [("a", float), ("b", object)]))
    dict.__setitem__(lazy, "dWaa", functools.partial(np.zeros, (2, 2)))
    dict.__setitem__(lazy, "dba", np.zeros((2, 2)).view(Array))
    return lazy
