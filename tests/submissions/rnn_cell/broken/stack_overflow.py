# Raises the recursion limit, then recurses until the process crashes.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=0
# %% item="rnn_backward"
import sys

def rnn_backward(da, caches):
    sys.setrecursionlimit(10**9)
    return sorted([da], key=lambda one: rnn_backward(one, caches))
