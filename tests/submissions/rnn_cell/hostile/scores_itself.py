# Rewrites the graded cells so that they print full points, and claims more for them.
# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=0 rnn_backward=0
# base: release
# edit: flag test_rnn_cell_forward grade=true locked=false points=200
# edit: flag test_rnn_backward points=200 solution=true
# edit: flag rnn_forward grade=true points=100
# %% item="test_rnn_cell_forward"
10.0
# %% item="test_rnn_backward"
print("13.0")
200.0
# %% item="rnn_forward"
rnn_forward = score = 10.0
score
