# Computes in native code that looks at no signal: a pattern that backtracks for ever.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import re

def rnn_cell_backward(da_next, cache):
    re.match(r"(a|a)*b", "a" * 60)
