# Writes replies of its own onto the worker's socket, in time, too early, too often, and malformed.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=0
# %% item="rnn_backward"
import gc, os, socket, threading
from autograder.protocol import framing, messages
from autograder.protocol.values import wrap

def sockets():
    return [one for one in gc.get_objects() if isinstance(one, socket.socket)]

def rnn_backward(da, caches):
    p = caches[0][0][3]
    zeros = {"dx": np.zeros(caches[1].shape), "da0": np.zeros(da.shape[:2]), "dWax": np.zeros(p["Wax"].shape),
             "dWaa": np.zeros(p["Waa"].shape), "dba": np.zeros(p["ba"].shape)}
    for connection in sockets():
        for number in range(300):
            framing.send_frame(connection, messages.encode(messages.Returned(number, wrap(zeros), {})))
        connection.sendall(b"\xff" * 10_000)
    return zeros
