# Treats each step as if it stood alone: carries neither da nor dc back.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=1 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# %% item="lstm_backward"
def lstm_backward(da, caches):
    steps, x = caches
    n_x, m, T = x.shape
    dx = np.zeros((n_x, m, T))
    da_prevt, dc_prevt = np.zeros(da.shape[:2]), np.zeros(da.shape[:2])
    total = {d + gate: 0.0 for d in ("dW", "db") for gate in "fico"}
    for t in reversed(range(T)):
        gradients = lstm_cell_backward(da[:, :, t], dc_prevt, steps[t])
        dx[:, :, t] = gradients["dxt"]
        for name in total:
            total[name] = total[name] + gradients[name]
    return {"dx": dx, "da0": gradients["da_prev"], **total}
