# Writes every sum as an einsum, and all weight gradients at once over the whole sequence.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# base: release
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    z = np.einsum("ax,xm->am", parameters["Wax"], xt) + np.einsum("ab,bm->am", parameters["Waa"], a_prev)
    a_next = np.tanh(z + parameters["ba"])
    logits = np.einsum("ya,am->ym", parameters["Wya"], a_next) + parameters["by"]
    log_norm = np.logaddexp.reduce(logits, axis=0)
    return a_next, np.exp(logits - log_norm), (a_next, a_prev, xt, parameters)
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    steps, before = [], a0
    for xt in np.moveaxis(x, 2, 0):
        steps.append(rnn_cell_forward(xt, before, parameters))
        before = steps[-1][0]
    a, y, caches = zip(*steps)
    return np.moveaxis(np.array(a), 0, 2), np.moveaxis(np.array(y), 0, 2), (list(caches), x)
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    dz = np.einsum("am,am->am", da_next, 1 - a_next * a_next)
    return dict(
        dxt=np.einsum("ax,am->xm", parameters["Wax"], dz),
        da_prev=np.einsum("ab,am->bm", parameters["Waa"], dz),
        dWax=np.einsum("am,xm->ax", dz, xt),
        dWaa=np.einsum("am,bm->ab", dz, a_prev),
        dba=np.einsum("am->a", dz)[:, np.newaxis],
    )
# %% item="rnn_backward"
def rnn_backward(da, caches):
    """Never calls the cell: first all dz, from the last to the first, then every gradient in one product."""
    steps, x = caches
    states = np.stack([cache[0] for cache in steps], axis=2)
    befores = np.stack([cache[1] for cache in steps], axis=2)
    Wax, Waa = steps[0][3]["Wax"], steps[0][3]["Waa"]
    dz = np.zeros(da.shape)
    arriving = np.zeros(da.shape[:2])
    for t in range(da.shape[2])[::-1]:
        dz[:, :, t] = (da[:, :, t] + arriving) * (1 - states[:, :, t] ** 2)
        arriving = Waa.T @ dz[:, :, t]
    return {
        "dx": np.einsum("ax,amt->xmt", Wax, dz),
        "da0": arriving,
        "dWax": np.einsum("amt,xmt->ax", dz, x),
        "dWaa": np.einsum("amt,bmt->ab", dz, befores),
        "dba": dz.sum(axis=(1, 2))[:, None],
    }
