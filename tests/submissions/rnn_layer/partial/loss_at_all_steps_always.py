# Forgets to hand last_timestep_only on.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=6 RNN=8
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    out, _ = model(x)
    loss = loss_fn(out, y)
    gradients = torch.autograd.grad(loss, model.recurrent_net.states)
    return torch.stack([g.norm() for g in gradients])
