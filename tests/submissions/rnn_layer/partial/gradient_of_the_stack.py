# Asks for the gradient of the stack, which later steps have not read.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=1 RNN=8
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    out, all_h = model(x)
    all_h.retain_grad()
    loss_fn(out, y, last_timestep_only).backward()
    return all_h.grad.norm(dim=(0, 2))
