# Thinks in columns: weights on the left, states as (H, B), turned round at the end.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.U = nn.Parameter(torch.empty(hidden_size, input_size))
        self.V = nn.Parameter(torch.empty(hidden_size, hidden_size))
        self.bias = nn.Parameter(torch.zeros(hidden_size, 1))
        nn.init.xavier_uniform_(self.U)
        nn.init.orthogonal_(self.V)

    def forward(self, x):
        h = x.new_zeros(x.shape[0], self.hidden_size)
        self.states = []
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.U @ x[:, t].T + self.V @ h.T + self.bias).T
            self.states.append(h)
        return torch.stack(self.states, dim=1), h
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.R = nn.Parameter(torch.randn(output_dim, recurrent_net.hidden_size))
        self.c = nn.Parameter(torch.randn(1, 1, output_dim))

    def forward(self, x):
        all_h = self.recurrent_net(x)[0]
        return torch.einsum('oh,bth->bto', self.R, all_h) + self.c, all_h
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    steps = slice(-1, None) if last_timestep_only else slice(None)
    errors = (y - pred)[:, steps, :]
    return errors.square().sum() / errors.numel()
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    losses = loss_fn(model(x)[0], y, last_timestep_only)
    found = [torch.autograd.grad(losses, state, retain_graph=True)[0] for state in model.recurrent_net.states]
    return torch.stack(found).pow(2).sum(dim=(1, 2)).sqrt()
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.first = RNNLayer(input_size, hidden_size)
        self.rest = nn.ModuleList([RNNLayer(hidden_size, hidden_size) for _ in range(num_layers - 1)])

    def forward(self, x):
        h, last_h = self.first(x)
        last_step_h = last_h[None]
        for layer in self.rest:
            h, last_h = layer(h)
            last_step_h = torch.vstack([last_step_h, last_h[None]])
        return h, last_step_h
