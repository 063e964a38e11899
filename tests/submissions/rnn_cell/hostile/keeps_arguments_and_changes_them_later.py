# Keeps every argument and answer, and overwrites them at the next call.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_backward"
reached, kept = [], []


def spoil():
    for array in kept:
        array[...] = np.nan
    del kept[:]

def rnn_cell_backward(da_next, cache):
    spoil()
    a_next, a_prev, xt, parameters = cache
    kept.extend([da_next.copy(), dz := da_next * (1 - a_next**2)])
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
