# Returns arrays that claim more entries than there is memory for, and lists without end.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    endless = []
    endless.append(endless)
    huge = np.broadcast_to(0.0, (10**6, 10**6, 10**5))
    return {"dxt": endless, "da_prev": [[]] * 10**5, "dWax": 10**5000, "dWaa": huge, "dba": "x" * 10**5}
