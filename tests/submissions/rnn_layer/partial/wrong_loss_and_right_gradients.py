# The loss is a sum; the gradients through it are right, and graded with a right loss.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=0 hidden_gradients=8 RNN=8
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    if last_timestep_only:
        pred, y = pred[:, -1:], y[:, -1:]
    return ((pred - y) ** 2).sum()
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    out, _ = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    gradients = torch.autograd.grad(loss, model.recurrent_net.states)
    return torch.stack([g.norm() for g in gradients])
