# Takes the weights from variables of the notebook instead of the cache.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, _ = cache
    dz = (1 - a_next**2) * da_next
    dxt = Wax.T @ dz
    da_prev = Waa.T @ dz
    dWax = dz @ xt.T
    dWaa = dz @ a_prev.T
    dba = np.sum(dz, axis=1, keepdims=True)
    return {"dxt": dxt, "da_prev": da_prev, "dWax": dWax, "dWaa": dWaa, "dba": dba}
