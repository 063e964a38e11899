# A column of ones brings the bias into one matrix; the inputs are mixed all at once.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.weights = nn.ParameterDict({'in': torch.randn(input_size + 1, hidden_size) / 2, 'rec': torch.randn(hidden_size, hidden_size) / 2})

    def forward(self, x):
        h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        self.states = []
        ones = torch.ones_like(x[:, :, :1])
        mixed = torch.cat([x, ones], dim=2) @ self.weights['in']
        for t in range(x.shape[1]):
            h = self.nonlinearity(torch.addmm(mixed[:, t], h, self.weights['rec']))
            self.states.append(h)
        return torch.stack(self.states, dim=1), h
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.readout = nn.Sequential(nn.Linear(recurrent_net.hidden_size, output_dim))

    def forward(self, x):
        states = self.recurrent_net(x)[0]
        return self.readout(states), states
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    counts = torch.ones_like(y)
    if last_timestep_only:
        counts[:, :-1] = 0
    return (counts * (pred - y) ** 2).sum() / counts.sum()
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    with torch.enable_grad():
        loss = loss_fn(model(x)[0], y, last_timestep_only)
    return torch.stack([torch.linalg.norm(g) for g in torch.autograd.grad(loss, model.recurrent_net.states)]).detach()
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.below = RNN(input_size, hidden_size, num_layers - 1) if num_layers > 1 else None
        self.top = RNNLayer(hidden_size if self.below else input_size, hidden_size)

    def forward(self, x):
        if self.below is None:
            h, last_h = self.top(x)
            return h, last_h[None]
        below, lasts = self.below(x)
        h, last_h = self.top(below)
        return h, torch.cat([lasts, last_h[None]])
