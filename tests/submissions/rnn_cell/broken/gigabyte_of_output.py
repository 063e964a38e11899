# Prints a gigabyte while its cell runs, then answers right.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
line = "x" * 2**20
for _ in range(1024):
    print(line)

def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    print(line)
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
