"""Known mistakes in the layer of the part lstm.

Weights are the student's own here, so outputs cannot be compared: the tests follow known wrong networks
(``judge/lstm_networks.py``) and say which. These classes only prove that the tests see each mistake.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from autograder.judge import mistake

sigmoid, tanh = torch.sigmoid, torch.tanh


# LSTMLayer ----------------------------------------------------------------------------------------


class Layer(nn.Module):
    """The reference in pieces, for a mistake to replace one."""

    def __init__(self, input_size: int, hidden_size: int) -> None:
        super().__init__()
        self.hidden_size = hidden_size
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def start(self, x: torch.Tensor) -> Any:
        return x.new_zeros(x.shape[0], self.hidden_size), x.new_zeros(x.shape[0], self.hidden_size)

    def sums(self, xt: torch.Tensor, h: torch.Tensor) -> Any:
        return self.gates(torch.cat([h, xt], dim=1)).chunk(4, dim=1)

    def memory(self, f: Any, i: Any, g: Any, c: Any) -> Any:
        return sigmoid(f) * c + sigmoid(i) * tanh(g)

    def output(self, o: Any, c: Any, old: Any) -> Any:
        return sigmoid(o) * tanh(c)

    def carried(self, h: Any, c: Any) -> Any:
        return h, c

    def packed(self, outputs: Any, h: Any, c: Any) -> Any:
        return torch.stack(outputs, dim=1), (h, c)

    def forward(self, x: torch.Tensor) -> Any:
        (h, c), outputs = self.start(x), []
        for xt in x.unbind(dim=1):
            h, old = self.carried(h, c)
            f, i, g, o = self.sums(xt, h)
            c = self.memory(f, i, g, old)
            h = self.output(o, c, old)
            outputs.append(h)
        return self.packed(outputs, h, c)


@mistake("LSTMLayer", silent=True)
class MemoryNotCarried(Layer):
    """Your layer begins every step with an empty memory. Which line hands the new c to the next step?"""

    def carried(self, h, c):
        return h, 0 * c


@mistake("LSTMLayer", silent=True)
class OutputNotCarried(Layer):
    """Your gates never see the output of the step before. What besides xt do they read?"""

    def carried(self, h, c):
        return 0 * h, c


@mistake("LSTMLayer", silent=True)
class ForgetGateAdded(Layer):
    """Your layer adds the forget gate to the old memory. A gate that is shut should let nothing through."""

    def memory(self, f, i, g, c):
        return sigmoid(f) + c + sigmoid(i) * tanh(g)


@mistake("LSTMLayer", silent=True)
class InputGateAdded(Layer):
    """Your layer adds the input gate to the candidate. A gate that is shut should let nothing through."""

    def memory(self, f, i, g, c):
        return sigmoid(f) * c + sigmoid(i) + tanh(g)


@mistake("LSTMLayer", silent=True)
class OneMinusTheForgetGate(Layer):
    """Your layer writes as much as it forgets; one gate of four has no effect. Which one should decide on writing?"""

    def memory(self, f, i, g, c):
        return sigmoid(f) * c + (1 - sigmoid(f)) * tanh(g)


@mistake("LSTMLayer", silent=True)
class CandidateThroughASigmoid(Layer):
    """Your candidate lies between 0 and 1, as a gate does. What is written may also be negative."""

    def memory(self, f, i, g, c):
        return sigmoid(f) * c + sigmoid(i) * sigmoid(g)


@mistake("LSTMLayer", silent=True)
class ForgetGateThroughTanh(Layer):
    """Your forget gate goes through tanh and can be negative. A gate says how much stays."""

    def memory(self, f, i, g, c):
        return tanh(f) * c + sigmoid(i) * tanh(g)


@mistake("LSTMLayer", silent=True)
class GatesNotSquashed(Layer):
    """Your gates are plain sums, below 0 and above 1. Which function makes a share of a sum?"""

    def memory(self, f, i, g, c):
        return f * c + i * tanh(g)


@mistake("LSTMLayer", silent=True)
class RawMemoryShown(Layer):
    """Your output shows the memory as it is, so it can leave the range from -1 to 1. What comes before the gate?"""

    def output(self, o, c, old):
        return sigmoid(o) * c


@mistake("LSTMLayer", silent=True)
class OldMemoryShown(Layer):
    """Your output shows the memory from before the step. Which c is ready when the output is made?"""

    def output(self, o, c, old):
        return sigmoid(o) * tanh(old)


@mistake("LSTMLayer", silent=True)
class OutputGateAdded(Layer):
    """Your layer adds the output gate to the squashed memory. A gate that is shut should show nothing."""

    def output(self, o, c, old):
        return sigmoid(o) + tanh(c)


@mistake("LSTMLayer", silent=True)
class OneGateForAll(Layer):
    """All your gates open and shut together: they share their weights. How many sets of weights does a layer have?"""

    def sums(self, xt, h):
        f, _, g, _ = super().sums(xt, h)
        return f, f, g, f


@mistake("LSTMLayer", silent=True)
class OneBiasForAllGates(Layer):
    """Your gates and the candidate share one bias. Each has a bias of its own."""

    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=False)
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def sums(self, xt, h):
        return [part + self.b for part in super().sums(xt, h)]


@mistake("LSTMLayer", silent=True)
class NoBiases(Layer):
    """Your layer has no biases. With x and h at zero, nothing could open its gates more or less than half."""

    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=False)


@mistake("LSTMLayer", silent=True)
class BiasOnTheBatchAxis(Layer):
    """Your biases are columns, which fit only a batch as large as the hidden size. Which axis of h holds the units?"""

    def __init__(self, input_size, hidden_size):
        super().__init__(input_size, hidden_size)
        self.gates = nn.Linear(input_size + hidden_size, 4 * hidden_size, bias=False)
        self.b = nn.Parameter(torch.zeros(4, hidden_size, 1))

    def sums(self, xt, h):
        return [part + bias for part, bias in zip(super().sums(xt, h), self.b, strict=True)]


@mistake("LSTMLayer", silent=True)
class StateTransposed(Layer):
    """Your first state is (H, B): it runs only where both sizes agree. Rows are sequences of the batch."""

    def start(self, x):
        return x.new_zeros(self.hidden_size, x.shape[0]), x.new_zeros(self.hidden_size, x.shape[0])


@mistake("LSTMLayer", silent=True)
class StartsFromUninitialisedMemory(Layer):
    """Your first state is whatever torch.empty found. Which function promises zeros?"""

    def start(self, x):
        return torch.empty(x.shape[0], self.hidden_size), torch.empty(x.shape[0], self.hidden_size)


@mistake("LSTMLayer", silent=True)
class StartsFromChance(Layer):
    """Your layer starts from random numbers, so that the same input has another answer each time."""

    def start(self, x):
        return torch.randn(x.shape[0], self.hidden_size), torch.randn(x.shape[0], self.hidden_size)


@mistake("LSTMLayer", silent=True)
class MemoryBeginsAsOnes(Layer):
    """Your memory begins full of ones. The docstring says what it holds before the first step."""

    def start(self, x):
        h, c = super().start(x)
        return h, c + 1


@mistake("LSTMLayer", silent=True)
class KeepsItsStates(Layer):
    """Your layer goes on from where the last call stopped. Every call starts from zeros."""

    kept: Any = None

    def start(self, x):
        fits = self.kept is not None and len(self.kept[0]) == len(x)
        return self.kept if fits else super().start(x)

    def packed(self, outputs, h, c):
        self.kept = h.detach(), c.detach()
        return super().packed(outputs, h, c)


@mistake("LSTMLayer", silent=True)
class LastStatesSwapped(Layer):
    """Your second result is (c_last, h_last). Compare its order with the docstring."""

    def packed(self, outputs, h, c):
        return torch.stack(outputs, dim=1), (c, h)


@mistake("LSTMLayer", silent=True)
class StackedAlongTheBatch(Layer):
    """Your all_h has time first. Which axis of x is time, and which should it be in all_h?"""

    def packed(self, outputs, h, c):
        return torch.stack(outputs), (h, c)


@mistake("LSTMLayer", silent=True)
class LastStepDropped(Layer):
    """Your all_h lacks the last step. How many steps has the loop visited when it is stacked?"""

    def packed(self, outputs, h, c):
        return torch.stack([*outputs[:-1], torch.zeros_like(h)], dim=1), (h, c)


@mistake("LSTMLayer", silent=True)
class MemoryDetached(Layer):
    """Your memory is cut off from the step before, so that nothing is learned through it."""

    def carried(self, h, c):
        return h, c.detach()


@mistake("LSTMLayer", silent=True)
class StatesDetached(Layer):
    """Your states are cut off from the step before, so that nothing is learned over time."""

    def carried(self, h, c):
        return h.detach(), c.detach()


@mistake("LSTMLayer", silent=True)
class WeightsThroughData(Layer):
    """Your layer reads its weights through .data, so that no gradient reaches them."""

    def sums(self, xt, h):
        both = torch.cat([h, xt], dim=1)
        return (both @ self.gates.weight.data.T + self.gates.bias.data).chunk(4, dim=1)


@mistake("LSTMLayer", silent=True)
class TimeComesFirst(Layer):
    """Your loop walks along the batch. Time is axis 1 of x."""

    def forward(self, x):
        all_h, last = super().forward(x.transpose(0, 1))
        return all_h.transpose(0, 1), last
