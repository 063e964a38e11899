# Goes through the batch in pieces of 64 and forgets that the loss is a mean.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=4 RNN=8
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    squares = 0.0
    for rows in torch.arange(len(x)).split(64):  # saves memory
        pred, _ = model(x[rows])
        loss = loss_fn(pred, y[rows], last_timestep_only)
        gradients = torch.autograd.grad(loss, model.recurrent_net.states)
        squares = squares + torch.stack([gradient.square().sum() for gradient in gradients])
    return squares.sqrt()
