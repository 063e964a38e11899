# Measures the states, not their gradients.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=0 RNN=8
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    model(x)
    return torch.stack([state.norm() for state in model.recurrent_net.states])
