# Treats each step as if it stood alone.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=1
# %% item="rnn_backward"
def rnn_backward(da, caches):
    steps, x = caches
    T = da.shape[2]
    parameters = steps[0][3]
    dx = np.zeros(x.shape)
    dWax, dWaa, dba = (np.zeros(parameters[name].shape) for name in ("Wax", "Waa", "ba"))
    da_prevt = np.zeros(da.shape[:2])
    for t in reversed(range(T)):
        g = rnn_cell_backward(da[:, :, t], steps[t])
        da_prevt = g["da_prev"]
        dx[:, :, t] = g["dxt"]
        dWax += g["dWax"]
        dWaa += g["dWaa"]
        dba += g["dba"]
    return {"dx": dx, "da0": da_prevt, "dWax": dWax, "dWaa": dWaa, "dba": dba}
