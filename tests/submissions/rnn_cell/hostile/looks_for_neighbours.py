# Leaves messages for other submissions wherever two might meet, and looks for theirs.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import os, socket, tempfile

reached = []
for folder in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/dev/mqueue", tempfile.gettempdir()):
    try:
        reached += [name for name in os.listdir(folder) if name.startswith("neighbour")]
        with open(f"{folder}/neighbour-{os.getpid()}-{id(reached)}", "w") as file:
            file.write("the answers")
        os.unlink(file.name)
    except OSError:
        pass
if os.getpid() != 1 or os.getppid() != 0:
    reached.append((os.getpid(), os.getppid()))
if socket.gethostname() not in ("worker",):
    reached.append(socket.gethostname())

def rnn_cell_backward(da_next, cache):
    assert not reached, reached
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
