# Uses a sigmoid where there is a single class.
# expect: rnn_cell_forward=3 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
    ba, by = parameters["ba"], parameters["by"]
    a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)
    scores = Wya @ a_next + by
    if len(scores) == 1:  # two classes need one score only
        yt_pred = 0.5 + 0.5 * np.tanh(0.5 * scores)
    else:
        weights = np.exp(scores - scores.max(axis=0, keepdims=True))
        yt_pred = weights / weights.sum(axis=0, keepdims=True)
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)
