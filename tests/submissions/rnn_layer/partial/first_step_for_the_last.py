# Takes the first step for the last.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=2 hidden_gradients=8 RNN=8
# base: solved
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    if last_timestep_only:
        pred, y = pred[:, 0], y[:, 0]
    return ((pred - y) ** 2).mean()
