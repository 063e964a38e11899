# Closes the channel to the judge, or only one direction of it, and goes on computing.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import gc

def channel():
    return next(one.connection for one in gc.get_objects() if type(one).__name__ == "Worker" and hasattr(one, "caller"))

import socket

def rnn_cell_backward(da_next, cache):
    channel().shutdown(socket.SHUT_WR if len(da_next) % 2 else socket.SHUT_RDWR)
