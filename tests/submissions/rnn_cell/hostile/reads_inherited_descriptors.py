# Looks into every descriptor that may have been inherited: files, folders, sockets of the grader.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import os, stat

reached, sockets = [], 0
for number in range(3, 1024):
    try:
        status = os.fstat(number)
    except OSError:
        continue
    if stat.S_ISSOCK(status.st_mode):
        sockets += 1
    elif not stat.S_ISCHR(status.st_mode):
        reached.append((number, oct(status.st_mode)))
    for path in (".", "..", "submitted", "../.."):
        try:
            reached.append(os.listdir(os.open(path, os.O_RDONLY, dir_fd=number)))
        except OSError:
            pass
if sockets != 1:
    reached.append(f"{sockets} sockets")

def rnn_cell_backward(da_next, cache):
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
