# Sets the other steps' errors to zero and divides by all steps.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=2 hidden_gradients=8 RNN=8
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    errors = (pred - y) ** 2
    if last_timestep_only:
        errors = torch.cat([0 * errors[:, :-1], errors[:, -1:]], dim=1)
    return errors.mean()
