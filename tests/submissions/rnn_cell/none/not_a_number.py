# Divides zero by zero everywhere.
# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=0 rnn_backward=0
# base: release
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    n = np.full(a_prev.shape, np.nan); return n, np.full((len(parameters["by"]), xt.shape[1]), np.nan), (n, a_prev, xt, parameters)
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    n = np.full((*a0.shape, x.shape[2]), np.nan); return n, np.full((len(parameters["by"]), *x.shape[1:]), np.inf), ([rnn_cell_forward(x[:, :, 0], a0, parameters)[2]] * x.shape[2], x)
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    a, b, x, p = cache; return {"dxt": x * np.nan, "da_prev": b * np.nan, "dWax": p["Wax"] * np.nan, "dWaa": p["Waa"] * np.nan, "dba": p["ba"] * np.nan}
# %% item="rnn_backward"
def rnn_backward(da, caches):
    p = caches[0][0][3]; return {"dx": caches[1] * np.nan, "da0": da[:, :, 0] * np.nan, "dWax": p["Wax"] * np.nan, "dWaa": p["Waa"] * np.nan, "dba": p["ba"] * np.nan}
