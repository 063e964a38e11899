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
