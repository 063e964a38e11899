# Sends replies whose counts promise billions of entries, bytes and pairs that never come.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import gc

def channel():
    return next(one.connection for one in gc.get_objects() if type(one).__name__ == "Worker" and hasattr(one, "caller"))

from autograder.protocol import framing

def rnn_cell_backward(da_next, cache):
    for lie in (b"\xdd\xff\xff\xff\xff", b"\xdf\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff", b"\xc9\xff\xff\xff\xff\x05"):
        framing.send_frame(channel(), b"\x94\xa8Returned\x01\x92\xa1l" + lie)
