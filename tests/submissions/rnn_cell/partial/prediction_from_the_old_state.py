# Predicts from a_prev where the new state belongs.
# expect: rnn_cell_forward=3 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    Wax, Waa, Wya, ba, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "ba", "by"))
    a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)
    s = Wya @ a_prev + by
    e = np.exp(s - s.max(axis=0))
    yt_pred = e / e.sum(axis=0)
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)
