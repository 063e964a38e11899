# One matrix for input, state and a one that carries the bias; all inputs are weighed before the loop; einsum everywhere.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# base: release
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.theta = nn.Parameter(torch.randn(hidden_size, input_size + 1 + hidden_size) / 3)

    def forward(self, x):
        W, b, U = self.theta.split([self.input_size, 1, self.hidden_size], dim=1)
        drive = torch.einsum("btd,hd->bth", x, W) + b.squeeze(1)
        self.states = []
        for t in range(x.shape[1]):
            z = drive[:, t]
            if t:
                z = z + torch.einsum("hk,bk->bh", U, self.states[-1])
            self.states.append(self.nonlinearity(z))
        return torch.stack(self.states, dim=1), self.states[-1]
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.weight = nn.Parameter(torch.zeros(output_dim, recurrent_net.hidden_size + 1))

    def forward(self, x):
        all_h = self.recurrent_net(x)[0]
        out = [torch.einsum("oh,bh->bo", self.weight[:, :-1], h) + self.weight[:, -1] for h in all_h.transpose(0, 1)]
        return torch.stack(out, 1), all_h
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    error = (pred - y).pow(2)
    error = error[:, -1] if last_timestep_only else error
    return error.sum() / error.numel()
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    out, all_h = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    norms = []
    for h in model.recurrent_net.states:
        (g,) = torch.autograd.grad(loss, h, retain_graph=True)
        norms.append(float(torch.sqrt((g ** 2).sum())))
    return np.array(norms)
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.stack = nn.ModuleDict({str(i): RNNLayer((input_size, hidden_size)[i > 0], hidden_size) for i in range(num_layers)})

    def forward(self, x):
        lasts = []
        for layer in self.stack.values():
            x, last = layer(x)
            lasts.append(last[None])
        return x, torch.cat(lasts)
