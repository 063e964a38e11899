# Opens sockets and pairs of sockets of every family that the kernel may know, some of which would load a module.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import socket

reached = []
for family in range(1, 46):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        for make in (socket.socket, socket.socketpair):
            if make is socket.socketpair and family == socket.AF_UNIX:
                continue
            try:
                make(family, kind)
                reached.append((make.__name__, family, kind))
            except OSError as error:
                if error.errno not in (1, 13):
                    reached.append((make.__name__, family, kind, error.strerror))

def rnn_cell_backward(da_next, cache):
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
