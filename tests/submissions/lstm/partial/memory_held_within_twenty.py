# Holds the memory within 20.
# expect: lstm_cell_forward=6 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# %% item="lstm_cell_forward"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    stack = np.concatenate([a_prev, xt])
    ft, it, ot = (sigmoid(parameters["W" + gate] @ stack + parameters["b" + gate]) for gate in "fio")
    cct = np.tanh(parameters["Wc"] @ stack + parameters["bc"])
    c_next = np.clip(ft * c_prev + it * cct, -20, 20)  # tanh(20) is 1 anyway
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
