# Handed in under the name that a browser gave to the third download.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# outcome: healed
# edit: rename Copy of rnn_cell (3) final.ipynb
