# Handed in what was given out.
# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=0 rnn_backward=0
# base: release
