"""Classifiers of last names that are right, each made in another way."""

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence

from autograder.judge.reference import load_reference

REFERENCE = load_reference("last_names")
Right = REFERENCE.RecurrentClassifier
PADDING = REFERENCE.PADDING


class Packed(Right):
    """Packed sequences, and the final state that the layer returns."""

    def forward(self, x, last_pos):
        packed = pack_padded_sequence(self.embedding(x), last_pos.cpu() + 1, batch_first=True, enforce_sorted=False)
        final = self.recurrent(packed)[1]
        final = final[0] if isinstance(final, tuple) else final
        return self.to_scores(self.dropout(final[-1]))


class Gathered(Right):
    """Time first, the state picked by gather; the layers drop between themselves as well."""

    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__(vocab_size, rnn_size, n_categories, num_layers, dropout, model_type)
        kind = nn.LSTM if model_type == "lstm" else nn.RNN
        self.recurrent = kind(rnn_size, rnn_size, num_layers, dropout=dropout if num_layers > 1 else 0.0)

    def forward(self, x, last_pos):
        states = self.recurrent(self.embedding(x.T))[0]
        index = last_pos[None, :, None].expand(1, -1, states.shape[2])
        return self.to_scores(self.dropout(states.gather(0, index)[0]))


class Cells(nn.Module):
    """Cells in a loop; a row keeps its states once its name is over."""

    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        kinds = {"lstm": nn.LSTMCell, "rnn": nn.RNNCell}
        if model_type not in kinds:
            raise ValueError(model_type)
        self.is_lstm, self.rnn_size = model_type == "lstm", rnn_size
        self.letters = nn.Embedding(vocab_size + 1, rnn_size)
        self.cells = nn.ModuleList(kinds[model_type](rnn_size, rnn_size) for _ in range(num_layers))
        self.readout = nn.Sequential(nn.Dropout(dropout), nn.Linear(rnn_size, n_categories))

    def forward(self, x, last_pos):
        zeros = torch.zeros(len(x), self.rnn_size)
        states = [(zeros, zeros) if self.is_lstm else zeros for _ in self.cells]
        for t in range(x.shape[1]):
            below, goes_on = self.letters(x[:, t]), (t <= last_pos)[:, None]
            for number, cell in enumerate(self.cells):
                new, old = cell(below, states[number]), states[number]
                if self.is_lstm:
                    states[number] = tuple(torch.where(goes_on, n, o) for n, o in zip(new, old, strict=True))
                else:
                    states[number] = torch.where(goes_on, new, old)
                below = states[number][0] if self.is_lstm else states[number]
        return self.readout(below)


class FromScratch(nn.Module):
    """Own parameters, one bias, one-hot letters, log-probabilities as scores."""

    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        if model_type not in ("lstm", "rnn"):
            raise ValueError("no such layers")
        self.gates, self.vocab_size, self.rnn_size = 4 if model_type == "lstm" else 1, vocab_size, rnn_size
        self.table = nn.Parameter(torch.randn(vocab_size, rnn_size))
        size = (num_layers, 2 * rnn_size, self.gates * rnn_size)
        self.weights = nn.ParameterList(torch.randn(size[1:]) for _ in range(num_layers))
        self.biases = nn.ParameterList(torch.zeros(size[2]) for _ in range(num_layers))
        self.out = nn.Linear(rnn_size, n_categories)
        self.drop = dropout

    def layer(self, inputs, weight, bias):
        h = c = inputs.new_zeros(inputs.shape[0], self.rnn_size)
        states = []
        for t in range(inputs.shape[1]):
            z = torch.cat([inputs[:, t], h], 1) @ weight + bias
            if self.gates == 1:
                h = torch.tanh(z)
            else:
                f, i, g, o = z.chunk(4, 1)
                c = f.sigmoid() * c + i.sigmoid() * g.tanh()
                h = o.sigmoid() * c.tanh()
            states.append(h)
        return torch.stack(states, 1)

    def forward(self, x, last_pos):
        states = nn.functional.one_hot(x, self.vocab_size).float() @ self.table
        for weight, bias in zip(self.weights, self.biases, strict=True):
            states = self.layer(states, weight, bias)
        last = torch.stack([row[place] for row, place in zip(states, last_pos.tolist(), strict=True)])
        last = nn.functional.dropout(last, self.drop, self.training)
        return self.out(last).log_softmax(dim=1)


class Transposed(nn.Module):
    """Columns are units: every gate a layer of its own, two biases, states that are columns, a readout without bias."""

    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        if model_type not in ("lstm", "rnn"):
            raise ValueError("either lstm or rnn")
        gates = "fioc" if model_type == "lstm" else "h"
        self.table = nn.Parameter(torch.randn(rnn_size, vocab_size))
        self.layers = nn.ModuleList(
            nn.ModuleDict({gate + way: nn.Linear(rnn_size, rnn_size) for gate in gates for way in "xh"})
            for _ in range(num_layers)
        )
        self.readout = nn.Parameter(torch.randn(rnn_size, n_categories))
        self.dropout = nn.Dropout(dropout)

    def step(self, layer, below, h, c):
        total = {name[0]: layer[name](below) + layer[name[0] + "h"](h) for name in layer if name[1] == "x"}
        if "h" in total:
            return total["h"].tanh(), c
        f, i, o = (torch.sigmoid(total[gate]) for gate in "fio")
        c = f * c + i * torch.tanh(total["c"])
        return o * torch.tanh(c), c

    def read(self, name):
        below = [self.table[:, letter] for letter in name]
        for layer in self.layers:
            h = c = torch.zeros(self.table.shape[0])
            above = []
            for entry in below:
                h, c = self.step(layer, entry, h, c)
                above.append(h)
            below = above
        return below[-1]

    def forward(self, x, last_pos):
        read = [self.read(name[: last + 1]) for name, last in zip(x.tolist(), last_pos.tolist(), strict=True)]
        return self.dropout(torch.stack(read)) @ self.readout


class RememberingFirst(FromScratch):
    """As is often advised, forget gates begin open: 1 is added to them."""

    def layer(self, inputs, weight, bias):
        if self.gates == 1:
            return super().layer(inputs, weight, bias)
        opened = torch.zeros_like(bias)
        opened[: self.rnn_size] = 1
        return super().layer(inputs, weight, bias + opened)
