# Calls os._exit in a function.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=0
# %% item="rnn_backward"
import os

def rnn_backward(da, caches):
    os._exit(0)
