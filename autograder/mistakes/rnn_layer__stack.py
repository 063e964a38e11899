"""Known mistakes in what is built from layers in the part rnn_layer: a readout, a stack.

Weights are the student's own here, so outputs cannot be compared: the tests follow known wrong networks
(``judge/rnn_networks.py``) and say which. These classes only prove that the tests see each mistake.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from autograder.judge import mistake
from autograder.judge.reference import load_reference

reference = load_reference("rnn_layer")


# RecurrentRegressionModel -------------------------------------------------------------------------


class Model(nn.Module):
    """The reference in pieces, for a mistake to replace one."""

    def __init__(self, recurrent_net: Any, output_dim: int = 1) -> None:
        super().__init__()
        self.recurrent_net = recurrent_net
        self.readout = nn.Linear(recurrent_net.hidden_size, output_dim)

    def states(self, x: torch.Tensor) -> Any:
        return self.recurrent_net(x)[0]

    def read(self, all_h: Any) -> Any:
        return self.readout(all_h)

    def forward(self, x: torch.Tensor) -> Any:
        all_h = self.states(x)
        return self.read(all_h), all_h


@mistake("RecurrentRegressionModel", silent=True)
class AlwaysOneNumber(Model):
    """Your model predicts one number, whatever output_dim says."""

    def __init__(self, recurrent_net, output_dim=1):
        super().__init__(recurrent_net, 1)


@mistake("RecurrentRegressionModel", silent=True)
class ReadoutWithoutBias(Model):
    """Your readout has no bias."""

    def __init__(self, recurrent_net, output_dim=1):
        super().__init__(recurrent_net, output_dim)
        self.readout = nn.Linear(recurrent_net.hidden_size, output_dim, bias=False)


@mistake("RecurrentRegressionModel", silent=True)
class ReadoutSquashed(Model):
    """Your predictions go through tanh, so that they never leave the range from -1 to 1."""

    def read(self, all_h):
        return torch.tanh(super().read(all_h))


@mistake("RecurrentRegressionModel", silent=True)
class SoftmaxOnNumbers(Model):
    """Your predictions go through a softmax. They are numbers, not probabilities."""

    def read(self, all_h):
        return super().read(all_h).softmax(-1)


@mistake("RecurrentRegressionModel", silent=True)
class ReadsTheLastStateOnly(Model):
    """Your model predicts from the last state at every step."""

    def read(self, all_h):
        return super().read(all_h[:, -1:]).expand(-1, all_h.shape[1], -1)


@mistake("RecurrentRegressionModel", silent=True)
class OnePredictionForTheSequence(Model):
    """Your model predicts once, after the last step. A prediction is asked for at every step."""

    def read(self, all_h):
        return super().read(all_h[:, -1])


@mistake("RecurrentRegressionModel", silent=True)
class NetCutOff(Model):
    """Your readout is cut off from the net, which never learns."""

    def states(self, x):
        return super().states(x).detach()


@mistake("RecurrentRegressionModel", silent=True)
class ReadoutMadeAnew(Model):
    """Your model makes a new readout in every call, so that nothing it learned stays."""

    def read(self, all_h):
        return nn.Linear(all_h.shape[-1], self.readout.out_features)(all_h)


@mistake("RecurrentRegressionModel", silent=True)
class NetOfItsOwn(Model):
    """Your model makes a net of its own and leaves the one that it was given."""

    def __init__(self, recurrent_net, output_dim=1):
        super().__init__(recurrent_net, output_dim)
        self.recurrent_net = reference.RNNLayer(2, recurrent_net.hidden_size)


@mistake("RecurrentRegressionModel", silent=True)
class NetByAnotherName(nn.Module):
    """Your model keeps the net under another name, where hidden_gradients does not look."""

    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.net = recurrent_net
        self.readout = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x):
        all_h = self.net(x)[0]
        return self.readout(all_h), all_h


# RNN ----------------------------------------------------------------------------------------------


class Stack(nn.Module):
    """The reference in pieces, for a mistake to replace one."""

    def __init__(self, input_size: int, hidden_size: int, num_layers: int) -> None:
        super().__init__()
        widths = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers: Any = nn.ModuleList([reference.RNNLayer(width, hidden_size) for width in widths])

    def upwards(self, x: torch.Tensor, states: torch.Tensor) -> Any:
        return states

    def packed(self, last: Any) -> Any:
        return torch.stack(last)

    def forward(self, x: torch.Tensor) -> Any:
        last = []
        for layer in self.layers:
            states, last_h = layer(x)
            x = self.upwards(x, states)
            last.append(last_h)
        return states, self.packed(last)


@mistake("RNN", silent=True)
class LayersInAPlainList(Stack):
    """Your layers stand in a plain list, where parameters() does not find them."""

    def __init__(self, *sizes):
        super().__init__(*sizes)
        layers = list(self.layers)
        del self.layers
        self.layers = layers


@mistake("RNN", silent=True)
class OneLayerForAll(Stack):
    """Your stack uses one layer again and again. Each layer has weights of its own."""

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__(input_size, hidden_size, num_layers)
        self.layers = nn.ModuleList([self.layers[0], *[self.layers[-1]] * (num_layers - 1)])


@mistake("RNN", silent=True)
class OneLayerTooFew(Stack):
    """Your stack has one layer less than was asked for."""

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__(input_size, hidden_size, max(num_layers - 1, 1))


@mistake("RNN", silent=True)
class OneLayerTooMany(Stack):
    """Your stack has one layer more than was asked for."""

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__(input_size, hidden_size, num_layers + 1)


@mistake("RNN", silent=True)
class EveryLayerReadsX(Stack):
    """All your layers read x. What should the second layer read?"""

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__(input_size, hidden_size, num_layers)
        self.layers = nn.ModuleList([reference.RNNLayer(input_size, hidden_size) for _ in range(num_layers)])

    def upwards(self, x, states):
        return x


@mistake("RNN", silent=True)
class UpperLayersReadTheLastState(Stack):
    """Your upper layers read one state only. A layer hands all of its states to the next."""

    def upwards(self, x, states):
        return states[:, -1:]


@mistake("RNN", silent=True)
class LayersCutOff(Stack):
    """Your layers are cut off from one another, so that the lower ones never learn."""

    def upwards(self, x, states):
        return states.detach()


@mistake("RNN", silent=True)
class LastLayerFirst(Stack):
    """The layers stand in the opposite order in your last states. The first layer comes first."""

    def packed(self, last):
        return torch.stack(last[::-1])


@mistake("RNN", silent=True)
class LastLayerForEvery(Stack):
    """Your last states are those of the top layer, repeated for each layer."""

    def packed(self, last):
        return torch.stack([last[-1]] * len(last))


@mistake("RNN", silent=True)
class TopLayerOnly(Stack):
    """Your last states are those of the top layer alone. Every layer has one."""

    def packed(self, last):
        return last[-1][None]


@mistake("RNN", silent=True)
class BatchBeforeLayers(Stack):
    """Your last states have the batch first. The docstring says which axis counts the layers."""

    def packed(self, last):
        return torch.stack(last, dim=1)
