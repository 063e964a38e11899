"""Recurrent layers as students write them: right ones in every layout, for tests of what judges them."""

import torch
from torch import nn


class Linears(nn.Module):
    """Two nn.Linear, one with a bias."""

    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.hidden_size, self.nonlinearity = hidden_size, nonlinearity
        self.read = nn.Linear(input_size, hidden_size, bias=False)
        self.carry = nn.Linear(hidden_size, hidden_size)

    def step(self, xt, h):
        return self.nonlinearity(self.read(xt) + self.carry(h))

    def start(self, x):
        return x.new_zeros(len(x), self.hidden_size)

    def forward(self, x):
        h, self.states = self.start(x), []
        for t in range(x.shape[1]):
            h = self.step(x[:, t], h)
            self.states.append(h)
        return torch.stack(self.states, 1), h


class Rows(Linears):
    """Matrices of one's own, multiplied from the right, and a bias of one row."""

    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        nn.Module.__init__(self)
        self.hidden_size, self.nonlinearity = hidden_size, nonlinearity
        self.W = nn.ParameterDict(
            {"x": torch.randn(input_size, hidden_size), "h": torch.randn(hidden_size, hidden_size)}
        )
        self.b = nn.Parameter(torch.zeros(1, hidden_size))

    def step(self, xt, h):
        return self.nonlinearity(xt @ self.W["x"] + h @ self.W["h"] + self.b)


class Fused(Linears):
    """One matrix on [h, x], in float64, bias included as a last row."""

    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        nn.Module.__init__(self)
        self.hidden_size, self.nonlinearity = hidden_size, nonlinearity
        self.weight = nn.Parameter(torch.randn(hidden_size + input_size + 1, hidden_size, dtype=torch.float64))

    def step(self, xt, h):
        return self.nonlinearity(torch.cat([h, xt, torch.ones_like(xt[:, :1])], 1) @ self.weight)


RIGHT = [Linears, Rows, Fused]


class Stack(nn.Module):
    """A stack of Linears."""

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(Linears(size, hidden_size) for size in sizes)

    def forward(self, x):
        last = []
        for layer in self.layers:
            x, h = layer(x)
            last.append(h)
        return x, torch.stack(last)


class LSTMLinear(nn.Module):
    """All gates in one nn.Linear on [h, x], in the order f, i, g, o."""

    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.gates = nn.Linear(hidden_size + input_size, 4 * hidden_size)

    def start(self, x):
        return x.new_zeros(len(x), self.hidden_size), x.new_zeros(len(x), self.hidden_size)

    def mix(self, xt, h):
        return self.gates(torch.cat([h, xt], 1)).chunk(4, 1)

    def step(self, xt, h, c):
        f, i, g, o = self.mix(xt, h)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c

    def forward(self, x):
        (h, c), found = self.start(x), []
        for t in range(x.shape[1]):
            h, c = self.step(x[:, t], h, c)
            found.append(h)
        return torch.stack(found, 1), (h, c)


class LSTMTorchStyle(LSTMLinear):
    """As torch.nn.LSTM lays it out: two matrices and two biases, in the order i, f, g, o."""

    def __init__(self, input_size, hidden_size):
        nn.Module.__init__(self)
        self.hidden_size = hidden_size
        self.ih, self.hh = nn.Linear(input_size, 4 * hidden_size), nn.Linear(hidden_size, 4 * hidden_size)

    def mix(self, xt, h):
        i, f, g, o = (self.ih(xt) + self.hh(h)).chunk(4, -1)
        return f, i, g, o


class LSTMPerGate(LSTMLinear):
    """Matrices of one's own for each gate, multiplied from the right, in float64."""

    def __init__(self, input_size, hidden_size):
        nn.Module.__init__(self)
        self.hidden_size = hidden_size
        shapes = {"W": (input_size + hidden_size, hidden_size), "b": (1, hidden_size)}
        for kind, shape in shapes.items():
            gates = {gate: nn.Parameter(torch.randn(shape, dtype=torch.float64)) for gate in "ofgi"}
            setattr(self, kind, nn.ParameterDict(gates))

    def mix(self, xt, h):
        both = torch.cat([xt, h], 1)
        return [both @ self.W[gate] + self.b[gate] for gate in "figo"]


LSTM_RIGHT = [LSTMLinear, LSTMTorchStyle, LSTMPerGate]


class LSTMStack(nn.Module):
    """A stack of LSTM layers."""

    def __init__(self, input_size, hidden_size, num_layers, kind=LSTMLinear):
        super().__init__()
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(kind(size, hidden_size) for size in sizes)

    def forward(self, x):
        last = []
        for layer in self.layers:
            x, states = layer(x)
            last.append(states)
        h, c = zip(*last, strict=True)
        return x, (torch.stack(h), torch.stack(c))
