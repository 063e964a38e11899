# Left a bracket open.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=0 hidden_gradients=8 RNN=8
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    return ((pred - y ** 2).mean()
