# Keeps the weights in float64, and returns lists.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_in = nn.Linear(input_size, hidden_size, dtype=torch.float64)
        self.W_rec = nn.Linear(hidden_size, hidden_size, bias=False, dtype=torch.float64)

    def forward(self, x):
        dtype, x = x.dtype, x.to(self.W_in.weight.dtype)
        h = x.new_zeros(x.shape[0], self.hidden_size)
        self.states = []
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_in(x[:, t]) + self.W_rec(h))
            self.states.append(h)
        return [torch.stack(self.states, dim=1).to(dtype), h.to(dtype)]
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    out, _ = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    gradients = torch.autograd.grad(loss, model.recurrent_net.states)
    return torch.stack([g.double().norm() for g in gradients])
