# Collects the caches in a default argument, which remembers all earlier calls.
# expect: rnn_cell_forward=10 rnn_forward=7 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters, caches=[]):
    n_a, m = a0.shape
    T = x.shape[2]
    a = np.zeros((n_a, m, T))
    y_pred = np.zeros((parameters["Wya"].shape[0], m, T))
    a_next = a0
    for t in range(T):
        a_next, yt, cache = rnn_cell_forward(x[:, :, t], a_next, parameters)
        a[:, :, t] = a_next
        y_pred[:, :, t] = yt
        caches.append(cache)
    return a, y_pred, (caches, x)
