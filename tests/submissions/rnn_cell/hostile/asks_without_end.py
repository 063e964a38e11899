# Fails the cell on purpose, then asks for correct answers a million times in one call.
# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    raise ValueError("not I")
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    for _ in range(1_000_000):
        rnn_cell_forward(x[:, :, 0], a0, parameters)
