# Keeps outputs and predictions in one array where they are of one size.
# expect: lstm_cell_forward=10 lstm_forward=3 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# %% item="lstm_forward"
def lstm_forward(x, a0, parameters):
    (n_a, m), T, n_y = a0.shape, x.shape[2], len(parameters["by"])
    room = {rows: np.zeros((rows, m, T)) for rows in (n_a, n_y)}
    a, y, c = room[n_a], room[n_y], np.zeros((n_a, m, T))
    a_prev, c_prev, steps = a0, np.zeros((n_a, m)), []
    for t in range(T):
        a_prev, c_prev, yt_pred, cache = lstm_cell_forward(x[:, :, t], a_prev, c_prev, parameters)
        a[:, :, t], c[:, :, t], y[:, :, t] = a_prev, c_prev, yt_pred
        steps.append(cache)
    return a, y, c, (steps, x)
