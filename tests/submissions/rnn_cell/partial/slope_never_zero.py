# Keeps the slope of tanh above 0.0001.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=3 rnn_backward=13
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = np.maximum(1 - a_next**2, 1e-4) * da_next
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
