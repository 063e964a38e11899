# Gives its right answers the number of another call, of none, and of calls beyond any count.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import itertools, sys
calls = sys.modules["autograder.worker.calls"]
numbers, answer = itertools.cycle([0, -1, 2**63 - 1, True]), calls.Caller.answer

def under_another(self, call):
    right = answer(self, call)
    if call.function != "rnn_cell_backward":
        return right
    return type(right)(next(numbers), *[getattr(right, name) for name in right.__struct_fields__[1:]])

calls.Caller.answer = under_another

def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
