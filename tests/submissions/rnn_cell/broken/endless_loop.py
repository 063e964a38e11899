# Counts its loop in the wrong direction and never ends.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=0
# %% item="rnn_backward"
def rnn_backward(da, caches):
    t = 0
    while t < da.shape[2]:
        t -= 1
