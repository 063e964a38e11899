# Describes dicts with keys that are arrays, dicts, not numbers, or all the same.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import sys
calls, values = sys.modules["autograder.worker.calls"], sys.modules["autograder.protocol.values"]
nan, array = float("nan"), values.Array("float64", (1,), "C", bytes(8))
odd = [values.Dict([(array, 1)]), values.Dict([(values.Dict([]), 1)]), values.Dict([(nan, 1)] * 9), values.Dict([("dxt", 1)] * 9), values.Dict([(values.Tuple([array]), 1)]), values.Dict([(values.Opaque("dxt"), 1)])]

def rnn_cell_backward(da_next, cache):
    calls.wrap = lambda value, handles=False: odd[len(da_next) % len(odd)]
