# Sends replies of lists in lists in lists, deeper than any stack.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import gc

def channel():
    return next(one.connection for one in gc.get_objects() if type(one).__name__ == "Worker" and hasattr(one, "caller"))

from autograder.protocol import framing

def rnn_cell_backward(da_next, cache):
    for depth in (10, 1_000, 1_000_000):
        framing.send_frame(channel(), b"\x94\xa8Returned\x01" + b"\x92\xa1l\x91" * depth + b"\xc0\x80")
