# Multiplies the square out, which cancels where values are large beside their errors.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=2 hidden_gradients=8 RNN=8
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    if last_timestep_only:
        pred, y = pred[:, -1:], y[:, -1:]
    return (pred * pred).mean() - 2 * (pred * y).mean() + (y * y).mean()
