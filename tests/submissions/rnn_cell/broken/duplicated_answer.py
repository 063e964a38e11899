# Copied an answer cell before filling it in; the untouched copy stands below.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# outcome: healed
# edit: duplicate rnn_forward
# edit: duplicate test_rnn_forward
