# Describes arrays of forbidden dtypes, negative and endless shapes, and too few bytes, past the worker's own checks.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import itertools, sys
calls, values = sys.modules["autograder.worker.calls"], sys.modules["autograder.protocol.values"]
A = values.Array
odd = itertools.cycle([A("object", (1,), "C", bytes(8)), A("float64", (-1,), "C", b""), A("float64", (2, 2), "C", b""), A("float64", (0, 2**62), "C", b""),
                       A("float64", (1,) * 40, "C", bytes(8)), A("<U9", (1,), "C", bytes(36)), A("float128", (1,), "C", bytes(16)), A("V8", (1,), "C", bytes(8)),
                       A("float64", (2**32, 2**32), "C", b""), A("datetime64[s]", (1,), "C", bytes(8)), A("float64", (2,), "Z", bytes(8)), values.Handle(1), values.Generator(-1)])
wrap = values.wrap

def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    right = {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T, "dWaa": dz @ a_prev.T}
    pairs = [(name, wrap(value)) for name, value in right.items()]
    calls.wrap = lambda value, handles=False: values.Dict([*pairs, ("dba", next(odd))])
