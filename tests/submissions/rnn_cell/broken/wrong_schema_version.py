# Was touched by a version of nbgrader from the future.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# edit: flag * schema_version=99
