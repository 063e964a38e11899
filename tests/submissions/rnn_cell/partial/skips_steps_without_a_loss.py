# Skips every step whose own loss says nothing, although a gradient is carried through it.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=4
# %% item="rnn_backward"
def rnn_backward(da, caches):
    steps, x = caches
    n_a, m, T = da.shape
    parameters = steps[0][3]
    dx, da_prev = np.zeros(x.shape), np.zeros((n_a, m))
    dWax, dWaa = np.zeros_like(parameters["Wax"]), np.zeros_like(parameters["Waa"])
    dba = np.zeros_like(parameters["ba"])
    for t in range(T - 1, -1, -1):
        if not da[:, :, t].any():
            continue  # this step has no loss
        g = rnn_cell_backward(da[:, :, t] + da_prev, steps[t])
        dx[:, :, t], da_prev = g["dxt"], g["da_prev"]
        dWax, dWaa, dba = dWax + g["dWax"], dWaa + g["dWaa"], dba + g["dba"]
    return {"dx": dx, "da0": da_prev, "dWax": dWax, "dWaa": dWaa, "dba": dba}
