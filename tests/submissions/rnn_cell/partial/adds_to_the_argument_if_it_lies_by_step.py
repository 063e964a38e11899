# Adds to da itself where da lies in memory step by step: ascontiguousarray then makes no copy.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=12
# %% item="rnn_backward"
def rnn_backward(da, caches):
    steps, x = caches
    by_step = np.ascontiguousarray(np.moveaxis(da, 2, 0))  # (T, n_a, m)
    dx, sums = np.zeros(x.shape), {"dWax": 0, "dWaa": 0, "dba": 0}
    for t in reversed(range(len(steps))):
        one = rnn_cell_backward(by_step[t], steps[t])
        dx[:, :, t] = one["dxt"]
        if t:
            by_step[t - 1] += one["da_prev"]
        for name in sums:
            sums[name] = sums[name] + one[name]
    return {"dx": dx, "da0": one["da_prev"], **sums}
