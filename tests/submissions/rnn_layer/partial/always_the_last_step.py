# Only ever looks at the last step.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=1 hidden_gradients=8 RNN=8
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    return ((pred[:, -1] - y[:, -1]) ** 2).mean()
