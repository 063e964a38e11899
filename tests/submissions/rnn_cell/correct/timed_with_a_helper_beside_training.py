# Times the answer, which uses a helper that stands in a cell with an endless training loop.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% before="rnn_cell_forward"
def squashed(scores):
    return np.tanh(scores)


while True:
    squashed(rng.standard_normal(3))
# %% item="rnn_cell_forward"
%%time
def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
    a_next = squashed(Wax @ xt + Waa @ a_prev + parameters["ba"])
    scores = Wya @ a_next + parameters["by"]
    weights = np.exp(scores - scores.max(axis=0))
    yt_pred = weights / weights.sum(axis=0)
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)
