# Makes files, folders, links and FIFOs until there is no room for their names.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import os

reached, made = [], 0
try:
    for made in range(40_000):
        os.mkfifo(f"/tmp/fifo{made}") if made % 2 else os.symlink("x" * 200, f"/tmp/link{made}")
    reached.append(f"{made} files")
except OSError as error:
    print(made > 100, error.strerror)
for name in os.listdir("/tmp"):
    if name.startswith(("fifo", "link")):
        os.unlink(f"/tmp/{name}")

def rnn_cell_backward(da_next, cache):
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
