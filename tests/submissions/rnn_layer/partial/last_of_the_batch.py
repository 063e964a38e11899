# Takes the last sequence for the last step.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=2 hidden_gradients=8 RNN=8
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    if last_timestep_only:
        pred, y = pred[-1], y[-1]
    return ((pred - y) ** 2).mean()
