# A cell class in a cell of its own, states written into a tensor made beforehand.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# %% before="RNNLayer"
class Step(nn.Module):
    def __init__(self, size, width):
        super().__init__()
        self.read, self.carry = nn.Linear(size, width, bias=False), nn.Linear(width, width)

    def forward(self, x, h, f):
        return f(self.read(x) + self.carry(h))

def run_steps(step, x, h, f):
    for xt in x.unbind(dim=1):
        h = step(xt, h, f)
        yield h
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    """Every step is taken by a cell."""

    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.step = Step(input_size, hidden_size)

    def forward(self, x):
        start = torch.zeros((len(x), self.hidden_size)).to(x)
        self.states = list(run_steps(self.step, x, start, self.nonlinearity))
        all_h = x.new_zeros(len(x), x.shape[1], self.hidden_size)
        for t, state in enumerate(self.states):
            all_h[:, t, :] = state
        return all_h, self.states[-1]
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.w = nn.ParameterList(nn.Parameter(torch.randn(recurrent_net.hidden_size)) for _ in range(output_dim))
        self.c = nn.ParameterList(nn.Parameter(torch.randn(())) for _ in range(output_dim))

    def forward(self, x):
        all_h = self.recurrent_net(x)[0]
        outs = [(all_h * w).sum(dim=2) + c for w, c in zip(self.w, self.c)]
        return torch.stack(outs, dim=2), all_h
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x):
        sequences, last_states = [x], []
        for layer in self.layers:
            all_h, last_h = layer.forward(sequences[-1])
            sequences += [all_h]
            last_states += [last_h]
        return [sequences[-1], torch.stack(last_states, 0)]
