# Returns zeros of the right shapes, and proper caches.
# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=0 rnn_backward=0
# base: release
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    return np.zeros_like(a_prev), np.zeros((len(parameters["by"]), xt.shape[1])), (np.zeros_like(a_prev), a_prev, xt, parameters)
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    return np.zeros((*a0.shape, x.shape[2])), np.zeros((len(parameters["by"]), *x.shape[1:])), ([rnn_cell_forward(x[:, :, t], a0, parameters)[2] for t in range(x.shape[2])], x)
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    a, b, x, p = cache; return {"dxt": np.zeros(x.shape), "da_prev": np.zeros(b.shape), "dWax": np.zeros(p["Wax"].shape), "dWaa": np.zeros(p["Waa"].shape), "dba": np.zeros(p["ba"].shape)}
# %% item="rnn_backward"
def rnn_backward(da, caches):
    p = caches[0][0][3]; return {"dx": np.zeros(caches[1].shape), "da0": np.zeros(da.shape[:2]), "dWax": np.zeros(p["Wax"].shape), "dWaa": np.zeros(p["Waa"].shape), "dba": np.zeros(p["ba"].shape)}
