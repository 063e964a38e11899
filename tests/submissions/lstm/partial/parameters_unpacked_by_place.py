# Takes the matrices by their places in the dict.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=11 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# %% item="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    n_a = len(a_prev)
    stack = np.concatenate([a_prev, xt])
    tanh_c = np.tanh(c_next)
    dc = dc_next + da_next * ot * (1 - tanh_c**2)
    dz = {
        "f": dc * c_prev * ft * (1 - ft),
        "i": dc * cct * it * (1 - it),
        "c": dc * it * (1 - cct**2),
        "o": da_next * tanh_c * ot * (1 - ot),
    }
    Wf, Wi, Wc, Wo, *_ = parameters.values()
    dstack = Wf.T @ dz["f"] + Wi.T @ dz["i"] + Wc.T @ dz["c"] + Wo.T @ dz["o"]
    gradients = {"dxt": dstack[n_a:], "da_prev": dstack[:n_a], "dc_prev": dc * ft}
    for gate in "fico":
        gradients["dW" + gate] = dz[gate] @ stack.T
        gradients["db" + gate] = dz[gate].sum(axis=1, keepdims=True)
    return gradients
