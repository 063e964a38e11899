"""Known mistakes in the stack of layers of the part lstm.

Weights are the student's own here, so outputs cannot be compared: the tests follow known wrong networks
(``judge/lstm_networks.py``) and say which. These classes only prove that the tests see each mistake.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from autograder.judge import mistake
from autograder.judge.reference import load_reference

reference = load_reference("lstm")


# LSTM ---------------------------------------------------------------------------------------------


class Stack(nn.Module):
    """The reference in pieces, for a mistake to replace one."""

    def __init__(self, input_size: int, hidden_size: int, num_layers: int) -> None:
        super().__init__()
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers: Any = nn.ModuleList(reference.LSTMLayer(size, hidden_size) for size in sizes)

    def upwards(self, x: torch.Tensor, states: torch.Tensor) -> Any:
        return states

    def packed(self, last_h: Any, last_c: Any) -> Any:
        return torch.stack(last_h), torch.stack(last_c)

    def forward(self, x: torch.Tensor) -> Any:
        last_h, last_c = [], []
        for layer in self.layers:
            states, (h, c) = layer(x)
            x = self.upwards(x, states)
            last_h.append(h)
            last_c.append(c)
        return states, self.packed(last_h, last_c)


@mistake("LSTM", silent=True)
class LayersInAPlainList(Stack):
    """Your layers stand in a plain list, where parameters() does not find them."""

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__(input_size, hidden_size, num_layers)
        layers = list(self.layers)
        del self.layers
        self.layers = layers


@mistake("LSTM", silent=True)
class OneLayerForAll(Stack):
    """Your stack uses one layer again and again. Each layer has weights of its own."""

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__(input_size, hidden_size, num_layers)
        self.layers = nn.ModuleList([self.layers[0], *[self.layers[-1]] * (num_layers - 1)])


@mistake("LSTM", silent=True)
class OneLayerTooFew(Stack):
    """Your stack has one layer less than was asked for. How many does the loop make besides the first?"""

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__(input_size, hidden_size, max(num_layers - 1, 1))


@mistake("LSTM", silent=True)
class OneLayerTooMany(Stack):
    """Your stack has one layer more than was asked for. How many does the loop make besides the first?"""

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__(input_size, hidden_size, num_layers + 1)


@mistake("LSTM", silent=True)
class EveryLayerReadsX(Stack):
    """All your layers read x. What should the second layer read?"""

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__(input_size, hidden_size, num_layers)
        self.layers = nn.ModuleList(reference.LSTMLayer(input_size, hidden_size) for _ in range(num_layers))

    def upwards(self, x, states):
        return x


@mistake("LSTM", silent=True)
class OnlyTheLastOutputGoesUp(Stack):
    """Your upper layers read one step only. A layer hands all of its outputs to the next."""

    def upwards(self, x, states):
        return states[:, -1:]


@mistake("LSTM", silent=True)
class CutBetweenLayers(Stack):
    """Your layers are cut off from one another, so that the lower ones never learn."""

    def upwards(self, x, states):
        return states.detach()


@mistake("LSTM", silent=True)
class InputAddedToTheStates(Stack):
    """Your upper layers read the sum of what the layer below read and made. Here each reads the outputs alone."""

    def upwards(self, x, states):
        return states + x if x.shape == states.shape else states


@mistake("LSTM", silent=True)
class LastLayerFirst(Stack):
    """The layers stand in the opposite order in your last states. The first layer comes first."""

    def packed(self, last_h, last_c):
        return torch.stack(last_h[::-1]), torch.stack(last_c[::-1])


@mistake("LSTM", silent=True)
class OutputsAndMemoriesSwapped(Stack):
    """Your last outputs and last memories stand in each other's place."""

    def packed(self, last_h, last_c):
        return torch.stack(last_c), torch.stack(last_h)


@mistake("LSTM", silent=True)
class TopLayerOnly(Stack):
    """Your last states are those of the top layer alone. Every layer has a last output and a last memory."""

    def packed(self, last_h, last_c):
        return last_h[-1][None], last_c[-1][None]


@mistake("LSTM", silent=True)
class MemoryOfTheTopLayer(Stack):
    """Your last memories are those of the top layer, repeated for each layer."""

    def packed(self, last_h, last_c):
        return torch.stack(last_h), torch.stack([last_c[-1]] * len(last_c))


@mistake("LSTM", silent=True)
class BatchBeforeLayers(Stack):
    """Your last states have the batch first. The docstring says which axis counts the layers."""

    def packed(self, last_h, last_c):
        return torch.stack(last_h, dim=1), torch.stack(last_c, dim=1)
