# Computes nothing and returns nothing.
# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=0 rnn_backward=0
# base: release
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    pass
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    pass
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    pass
# %% item="rnn_backward"
def rnn_backward(da, caches):
    pass
