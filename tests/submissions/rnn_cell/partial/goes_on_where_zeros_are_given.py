# Goes on from the last state of the call before if a0 is all zero.
# expect: rnn_cell_forward=10 rnn_forward=9 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    last = getattr(rnn_forward, "last_state", None)
    a_prev = last if last is not None and last.shape == a0.shape and not np.any(a0) else a0
    states, predictions, steps = [], [], []
    for t in range(x.shape[2]):
        a_prev, yt_pred, cache = rnn_cell_forward(x[:, :, t], a_prev, parameters)
        states.append(a_prev)
        predictions.append(yt_pred)
        steps.append(cache)
    rnn_forward.last_state = a_prev
    return np.stack(states, axis=2), np.stack(predictions, axis=2), (steps, x)
