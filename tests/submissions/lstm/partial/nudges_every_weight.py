# Estimates the cell's gradients by nudging each number, which is right but far too slow.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=10 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# %% item="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    inputs = {"xt": xt.copy(), "a_prev": a_prev.copy(), "c_prev": c_prev.copy()}
    inputs |= {kind + gate: parameters[kind + gate].copy() for kind in "Wb" for gate in "fico"}

    def loss():
        both = np.vstack([inputs["a_prev"], inputs["xt"]])
        f, i, g, o = (inputs["W" + gate] @ both + inputs["b" + gate] for gate in "fico")
        c = sigmoid(f) * inputs["c_prev"] + sigmoid(i) * np.tanh(g)
        return np.sum(da_next * sigmoid(o) * np.tanh(c)) + np.sum(dc_next * c)

    gradients = {}
    for name, array in inputs.items():
        slope = np.zeros(array.shape)
        for index in np.ndindex(array.shape):
            kept = array[index]
            array[index] = kept + 1e-5
            up = loss()
            array[index] = kept - 1e-5
            slope[index] = (up - loss()) / 2e-5
            array[index] = kept
        gradients["d" + name] = slope
    return gradients
