# Sends signals to every process, group and thread that it can name.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import ctypes, os, signal

reached, libc = [], ctypes.CDLL(None, use_errno=True)
for number in [-1, 0, *range(1, 300)]:
    for send in (lambda: os.kill(number, 9), lambda: os.killpg(max(number, 0), 9), lambda: os.kill(number, signal.SIGSTOP)):
        try:
            send()
            reached.append(number)
        except OSError:
            pass
    for call in ((200, number, 9), (234, number, number, 9), (129, number, 9, 0), (434, number, 0)):
        if libc.syscall(*call) >= 0:
            reached.append((call, number))

def rnn_cell_backward(da_next, cache):
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
