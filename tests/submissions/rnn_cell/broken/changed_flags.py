# Has cells whose metadata claim other points and duties.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# edit: flag rnn_forward grade=true solution=false points=200
# edit: flag test_rnn_forward grade=false points=0
# edit: flag test_rnn_backward points=200 locked=false
