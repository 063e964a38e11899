# Deleted the cell of one answer.
# expect: rnn_cell_forward=10 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# outcome: healed
# edit: delete rnn_forward
