# Calls itself for ever.
# expect: rnn_cell_forward=10 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    return rnn_forward(x, a0, parameters)
