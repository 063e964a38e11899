# Reports no norm below 1e-6.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=6 RNN=8
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    pred, _ = model(x)
    loss = loss_fn(pred, y, last_timestep_only)
    gradients = torch.autograd.grad(loss, model.recurrent_net.states)
    return torch.stack([gradient.norm() for gradient in gradients]).clamp(min=1e-6)
