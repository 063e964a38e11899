# One linear map on state and input side by side; gradients by hooks on the states.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.mix = nn.Linear(hidden_size + input_size, hidden_size)

    def forward(self, x):
        h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        self.states = []
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.mix(torch.cat([h, x[:, t]], dim=1)))
            self.states.append(h)
        return torch.stack(self.states, dim=1), h
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.readout = nn.Linear(recurrent_net.hidden_size, output_dim, bias=False)
        self.offset = nn.Parameter(torch.zeros(output_dim))

    def forward(self, x):
        all_h = self.recurrent_net(x)[0]
        out = torch.stack([self.readout(h) + self.offset for h in all_h.unbind(1)], dim=1)
        return out, all_h
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    if last_timestep_only:
        pred, y = pred[:, -1:, :], y[:, -1:, :]
    return torch.mean(torch.pow(pred - y, 2))
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    found = {}
    out, _ = model(x)
    for t, state in enumerate(model.recurrent_net.states):
        state.register_hook(lambda gradient, t=t: found.update({t: gradient.norm()}))
    loss_fn(out, y, last_timestep_only=last_timestep_only).backward()
    return torch.stack([found[t] for t in range(x.shape[1])])
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.layers = nn.Sequential(RNNLayer(input_size, hidden_size), *[RNNLayer(hidden_size, hidden_size) for _ in range(1, num_layers)])

    def forward(self, x):
        last_steps = []
        for layer in self.layers:
            x, last_h = layer(x)
            last_steps.append(last_h)
        return x, torch.stack(last_steps)
