# Saved the solved notebook with old software, which knows no cell ids.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# edit: nbformat 4.4
