# Makes a new tensor of the loss, from which no gradient flows back.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=3 hidden_gradients=8 RNN=8
# base: solved
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return torch.tensor(((pred - y) ** 2).mean().item())
