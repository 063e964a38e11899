# Moves the parameters along the way.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=7 RNN=8
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    out, _ = model(x)
    for state in model.recurrent_net.states:
        state.retain_grad()
    loss_fn(out, y, last_timestep_only).backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 0.01 * parameter.grad
    return torch.stack([state.grad.norm() for state in model.recurrent_net.states])
