# Keeps matrices for multiplication from the right in a ParameterDict, biases as rows, and gradients by hooks.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# base: release
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        k = hidden_size ** -0.5
        self.p = nn.ParameterDict({
            "h2h": nn.Parameter(torch.empty(hidden_size, hidden_size).uniform_(-k, k)),
            "i2h": nn.Parameter(torch.empty(input_size, hidden_size).uniform_(-k, k)),
            "bias": nn.Parameter(torch.zeros(1, hidden_size)),
        })

    def forward(self, x):
        B, T, _ = x.size()
        states = [torch.zeros(B, self.hidden_size)]
        for t in range(T):
            states += [self.nonlinearity(x[:, t, :].mm(self.p["i2h"]) + states[-1].mm(self.p["h2h"]) + self.p["bias"])]
        self.states = states[1:]
        return torch.stack(self.states, 1), states[-1]
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.W = nn.Parameter(torch.randn(recurrent_net.hidden_size, output_dim) * 0.1)
        self.b = nn.Parameter(torch.zeros(output_dim))

    def forward(self, x):
        all_h, _ = self.recurrent_net(x)
        return all_h @ self.W + self.b, all_h
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    if last_timestep_only:
        return torch.mean((pred[:, -1, :] - y[:, -1, :]) ** 2)
    return torch.mean((pred - y) ** 2)
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    pred, _ = model(x)
    for h in model.recurrent_net.states:
        h.retain_grad()
    loss_fn(pred, y, last_timestep_only).backward()
    return torch.tensor([h.grad.norm().item() for h in model.recurrent_net.states])
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.first = RNNLayer(input_size, hidden_size)
        self.others = nn.ModuleList()
        for _ in range(num_layers - 1):
            self.others.append(RNNLayer(hidden_size, hidden_size))

    def forward(self, x):
        out, h = self.first(x)
        hs = [h]
        for layer in self.others:
            out, h = layer(out)
            hs.append(h)
        return out, torch.stack(hs, dim=0)
