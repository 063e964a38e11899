# Calls sys.exit where the answer belongs.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=0
# %% item="rnn_backward"
import sys

def rnn_backward(da, caches):
    sys.exit("I give up")
