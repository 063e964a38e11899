# Announces a reply of four gigabytes and sends as much of it as is read.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import gc

def channel():
    return next(one.connection for one in gc.get_objects() if type(one).__name__ == "Worker" and hasattr(one, "caller"))

def rnn_cell_backward(da_next, cache):
    channel().sendall(b"\xff\xff\xff\xff" + bytes(1 << 20))
    while True:
        channel().sendall(bytes(1 << 20))
