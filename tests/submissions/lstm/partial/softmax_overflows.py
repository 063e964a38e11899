# Has a softmax of its own, nan for large scores.
# expect: lstm_cell_forward=9 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# %% item="lstm_cell_forward"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    stack = np.concatenate([a_prev, xt])
    f, i, c, o = (parameters["W" + gate] @ stack + parameters["b" + gate] for gate in "fico")
    ft, it, cct, ot = sigmoid(f), sigmoid(i), np.tanh(c), sigmoid(o)
    c_next = ft * c_prev + it * cct
    a_next = ot * np.tanh(c_next)
    odds = np.exp(parameters["Wy"] @ a_next + parameters["by"])
    yt_pred = odds / odds.sum(axis=0)
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
