# Opens descriptors and starts threads until it may have no more, and leaves all of them behind after each call.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import os, socket, threading

reached, kept = [], []


def hoard():
    try:
        while len(kept) < 500:
            kept.append(socket.socketpair())
            kept.append(os.open("/dev/null", os.O_RDONLY))
        reached.append("descriptors")
    except OSError:
        pass
    try:
        for _ in range(200):
            threading.Thread(target=threading.Event().wait).start()
        reached.append("threads")
    except RuntimeError:
        pass

def rnn_cell_backward(da_next, cache):
    hoard()
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
