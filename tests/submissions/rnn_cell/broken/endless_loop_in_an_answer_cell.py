# Left an endless training loop below a right answer, in the same cell.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_backward"
def rnn_backward(da, caches):
    steps, x = caches
    dx, da0, dWax, dWaa, dba = np.zeros(x.shape), 0, 0, 0, 0
    for t in reversed(range(x.shape[2])):
        g = rnn_cell_backward(da[:, :, t] + da0, steps[t])
        dx[:, :, t], da0 = g["dxt"], g["da_prev"]
        dWax, dWaa, dba = dWax + g["dWax"], dWaa + g["dWaa"], dba + g["dba"]
    return {"dx": dx, "da0": da0, "dWax": dWax, "dWaa": dWaa, "dba": dba}

step = 0
while True:
    step += 1
