# Fails the cell on purpose, then has the reference work on arrays that would fill any memory.
# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    raise ValueError("not I")
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    for rows, columns in ((300_000, 1), (90_000, 1), (1, 90_000), (1000, 900)):
        huge = {"Wax": np.zeros((rows, columns)), "Waa": np.zeros((columns, rows)), "Wya": np.zeros((1, rows)), "ba": np.zeros((rows, 1)), "by": np.zeros((1, 1))}
        for argument in (np.zeros((columns, rows)), np.zeros((0, 2**20)), np.zeros((1,) * 16), [[0.0]] * 50_000):
            try:
                rnn_cell_forward(argument, np.zeros((rows, 1)), huge)
            except ValueError:
                pass
