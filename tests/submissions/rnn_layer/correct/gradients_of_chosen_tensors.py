# A scalar product of the errors with themselves; backward is asked to fill the states alone, and numpy takes the norms.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# base: solved
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    first = pred.size(1) - 1 if last_timestep_only else 0
    errors = torch.cat([(p - t).flatten() for p, t in zip(pred.unbind(1)[first:], y.unbind(1)[first:])])
    return torch.dot(errors, errors) / len(errors)
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    out = model(x)[0]
    states = list(model.recurrent_net.states)
    for state in states:
        state.retain_grad()
    torch.autograd.backward(loss_fn(out, y, last_timestep_only), inputs=states)
    stacked = np.array([state.grad.numpy() for state in states], dtype=np.float64)
    return torch.from_numpy(np.sqrt(np.einsum("tbh,tbh->t", stacked, stacked))).float()
