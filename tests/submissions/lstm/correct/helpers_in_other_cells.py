# Uses a cell class of its own in a cell added before, callable objects, magics and noisy output.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=6
# %% before="lstm_cell_forward"
%matplotlib inline
class Gates:
    def __init__(self, parameters):
        self.parameters = parameters

    def __call__(self, xt, a_prev):
        both = np.concatenate([a_prev, xt])
        for gate, squash in zip("fico", (sigmoid, sigmoid, np.tanh, sigmoid)):
            yield squash(self.parameters["W" + gate] @ both + self.parameters["b" + gate])
# %% item="lstm_cell_forward"
class Cell:
    calls = 0

    def __call__(self, xt, a_prev, c_prev, parameters):
        Cell.calls += 1
        ft, it, cct, ot = gates = list(Gates(parameters)(xt, a_prev))
        c_next = ft * c_prev + it * cct
        a_next = ot * np.tanh(c_next)
        print("step", Cell.calls)
        return a_next, c_next, softmax(parameters["Wy"] @ a_next + parameters["by"]), (a_next, c_next, a_prev, c_prev, *gates, xt, parameters)

lstm_cell_forward = Cell()
# %% before="LSTMLayer"
class Gate(torch.nn.Module):
    """One gate, used four times."""

    def __init__(self, sizes, squash):
        super().__init__()
        self.linear, self.squash = torch.nn.Linear(*sizes), squash

    def forward(self, *parts):
        return self.squash(self.linear(torch.cat(parts, dim=1)))

class OneStep(torch.nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.show, self.new = Gate(sizes, torch.nn.Sigmoid()), Gate(sizes, torch.nn.Tanh())
        self.keep, self.take = Gate(sizes, torch.nn.Sigmoid()), Gate(sizes, torch.nn.Sigmoid())

    def forward(self, xt, h, c):
        c = self.keep(xt, h) * c + self.take(xt, h) * self.new(xt, h)
        return self.show(xt, h) * torch.tanh(c), c
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.step = OneStep((input_size + hidden_size, hidden_size))

    def forward(self, x):
        states = [(torch.zeros(x.shape[0], self.hidden_size, device=x.device, dtype=x.dtype),) * 2]
        for t in range(x.shape[1]):
            states.append(self.step(x[:, t, :], *states[-1]))
        return torch.stack([h for h, _ in states[1:]], dim=1), states[-1]
