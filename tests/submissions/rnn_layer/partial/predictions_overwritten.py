# Writes the errors over the predictions.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=3 hidden_gradients=8 RNN=8
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    with torch.no_grad():
        value = ((pred - y) ** 2).mean()
    loss = ((pred - y) ** 2).mean()
    pred.detach().sub_(y)
    return loss
