# Computes in float64 inside, with a cell module of its own, parameters in a ParameterList, and a stack without RNNLayer.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# base: release
# %% before="RNNLayer"
class Cell(nn.Module):
    def __init__(self, d, h, f):
        super().__init__()
        self.f = f
        self.weights = nn.ParameterList([nn.Parameter(torch.randn(s, h, dtype=torch.float64) / (1 + s)) for s in (h, d, 1)])

    def forward(self, x, h):
        U, W, b = self.weights
        return self.f(torch.addmm(b.expand(len(x), -1), x, W) + h.matmul(U))
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.cell = Cell(input_size, hidden_size, nonlinearity)

    def forward(self, x):
        x = x.double()
        h = torch.zeros((x.shape[0], self.hidden_size), dtype=torch.float64)
        self.states = states = []
        for t in range(x.shape[1]):
            h = self.cell(x[:, t], h)
            states.append(h)
        return torch.stack(states).permute(1, 0, 2), h
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.linear = nn.LazyLinear(output_dim)

    def forward(self, x):
        all_h, *_ = self.recurrent_net(x)
        return self.linear(all_h.float()), all_h
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    steps = [pred.shape[1] - 1] if last_timestep_only else range(pred.shape[1])
    return sum(((pred[:, t] - y[:, t]) ** 2).mean() for t in steps) / len(steps)
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    with torch.enable_grad():
        out, _ = model(x)
        grads = torch.autograd.grad(loss_fn(out, y, last_timestep_only), list(model.recurrent_net.states))
    return [g.flatten().norm().item() for g in grads]
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.H = hidden_size
        self.cells = nn.ModuleList([Cell(input_size if i == 0 else hidden_size, hidden_size, torch.tanh) for i in range(num_layers)])

    def forward(self, x):
        h = [torch.zeros(x.shape[0], self.H, dtype=torch.float64) for _ in self.cells]
        outputs = []
        for t in range(x.shape[1]):
            below = x[:, t].double()
            for i, cell in enumerate(self.cells):
                below = h[i] = cell(below, h[i])
            outputs.append(below)
        return torch.stack(outputs, 1), torch.stack(h)
