# Squares the norms.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=0 RNN=8
# base: solved
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    out, _ = model(x)
    gradients = torch.autograd.grad(loss_fn(out, y, last_timestep_only), model.recurrent_net.states)
    return torch.stack([g.norm() ** 2 for g in gradients])
