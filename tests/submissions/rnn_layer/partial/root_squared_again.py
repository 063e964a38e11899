# Takes the root and squares it: no slope where all is right.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=3 hidden_gradients=8 RNN=8
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    difference = (pred - y)[:, -1:] if last_timestep_only else pred - y
    root_mean_square = difference.square().mean().sqrt()
    return root_mean_square**2
