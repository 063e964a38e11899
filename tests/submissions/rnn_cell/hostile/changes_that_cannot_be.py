# Answers right, and reports changes of arguments that there are none of, or that are no data.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import sys
calls, values = sys.modules["autograder.worker.calls"], sys.modules["autograder.protocol.values"]

def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    calls.changes = lambda before, after: {-1: 1, 7: values.Handle(1), 2**62: values.Opaque("nothing"), 0: values.Dict([(values.List([]), 1)]), 1: None}
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
