"""Known mistakes in the layer of the part rnn_layer.

Weights are the student's own here, so outputs cannot be compared: the tests follow known wrong networks
(``judge/rnn_networks.py``) and say which. These classes only prove that the tests see each mistake.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from autograder.judge import mistake

# RNNLayer -----------------------------------------------------------------------------------------


class Layer(nn.Module):
    """The reference in pieces, for a mistake to replace one."""

    def __init__(self, input_size: int, hidden_size: int, nonlinearity: Any = torch.tanh) -> None:
        super().__init__()
        self.input_size, self.hidden_size, self.nonlinearity = input_size, hidden_size, nonlinearity
        self.from_input = nn.Linear(input_size, hidden_size)
        self.from_state = nn.Linear(hidden_size, hidden_size, bias=False)

    def start(self, x: torch.Tensor) -> torch.Tensor:
        return x.new_zeros(x.shape[0], self.hidden_size)

    def step(self, xt: torch.Tensor, state: torch.Tensor) -> Any:
        return self.nonlinearity(self.from_input(xt) + self.from_state(state))

    def kept(self, states: Any) -> Any:
        return states

    def packed(self, states: Any) -> Any:
        return torch.stack(states, dim=1), states[-1]

    def forward(self, x: torch.Tensor) -> Any:
        state, states = self.start(x), []
        for t in range(x.shape[1]):
            state = self.step(x[:, t], state)
            states.append(state)
        self.states = self.kept(states)
        return self.packed(states)


@mistake("RNNLayer", silent=True)
class PastForgotten(Layer):
    """Your layer starts every step from zeros. Which line hands the new state on?"""

    def step(self, xt, state):
        return super().step(xt, 0 * state)


@mistake("RNNLayer", silent=True)
class NothingSquashed(Layer):
    """Your states are plain sums: the nonlinearity is never applied."""

    def step(self, xt, state):
        return self.from_input(xt) + self.from_state(state)


@mistake("RNNLayer", silent=True)
class AlwaysTanh(Layer):
    """Your layer applies tanh, whatever nonlinearity it was given. Where is the argument kept?"""

    def step(self, xt, state):
        return torch.tanh(self.from_input(xt) + self.from_state(state))


@mistake("RNNLayer", silent=True)
class SquashedOneByOne(Layer):
    """Your layer squashes each term and then adds. Add first."""

    def step(self, xt, state):
        return self.nonlinearity(self.from_input(xt)) + self.nonlinearity(self.from_state(state))


@mistake("RNNLayer", silent=True)
class SumCarried(Layer):
    """Your layer adds the old state once more after the nonlinearity."""

    def step(self, xt, state):
        return super().step(xt, state) + state


@mistake("RNNLayer", silent=True)
class ProductForTheSum(Layer):
    """Your layer multiplies what comes from the input with what comes from the state. The equation adds them."""

    def step(self, xt, state):
        return self.nonlinearity(self.from_input(xt) * (1 + self.from_state(state)))


@mistake("RNNLayer", silent=True)
class TwoBiases(Layer):
    """Your layer has two biases, of which one is enough: 21 numbers for RNNLayer(2, 3) in place of 18."""

    def __init__(self, *args):
        super().__init__(*args)
        self.from_state = nn.Linear(self.hidden_size, self.hidden_size)


@mistake("RNNLayer", silent=True)
class NoBias(Layer):
    """Your layer has no bias. Which term of the equation belongs to no input and no state?"""

    def __init__(self, *args):
        super().__init__(*args)
        self.from_input = nn.Linear(self.input_size, self.hidden_size, bias=False)


@mistake("RNNLayer", silent=True)
class OneBiasForAllUnits(Layer):
    """Your bias is one number for all units. Each unit has one of its own."""

    def __init__(self, *args):
        super().__init__(*args)
        self.from_input = nn.Linear(self.input_size, self.hidden_size, bias=False)
        self.b = nn.Parameter(torch.zeros(1))

    def step(self, xt, state):
        return self.nonlinearity(self.from_input(xt) + self.from_state(state) + self.b)


@mistake("RNNLayer", silent=True)
class BiasOnTheBatchAxis(OneBiasForAllUnits):
    """Your bias is a column, which fits only a batch as large as the hidden size. Which axis holds the units?"""

    def __init__(self, *args):
        super().__init__(*args)
        self.b = nn.Parameter(torch.zeros(self.hidden_size, 1))


@mistake("RNNLayer", silent=True)
class StateOnItsSide(Layer):
    """Your first state is (H, B): it runs only where both sizes agree. Rows are sequences of the batch."""

    def start(self, x):
        return x.new_zeros(self.hidden_size, x.shape[0])


@mistake("RNNLayer", silent=True)
class StartsFromUninitialisedMemory(Layer):
    """Your first state is whatever torch.empty found. Which function promises zeros?"""

    def start(self, x):
        return torch.empty(x.shape[0], self.hidden_size)


@mistake("RNNLayer", silent=True)
class StartsFromOnes(Layer):
    """Your first state is full of ones. The docstring says what it is."""

    def start(self, x):
        return super().start(x) + 1


@mistake("RNNLayer", silent=True)
class StartsFromChance(Layer):
    """Your layer starts from random numbers, so that the same input has another answer each time."""

    def start(self, x):
        return torch.randn(x.shape[0], self.hidden_size)


@mistake("RNNLayer", silent=True)
class GoesOnFromTheLastCall(Layer):
    """Your layer goes on from where the last call stopped. Every call starts from zeros."""

    def start(self, x):
        last = getattr(self, "states", [])
        return last[-1].detach() if last and len(last[-1]) == len(x) else super().start(x)


@mistake("RNNLayer", silent=True)
class TimeComesFirst(Layer):
    """Your loop walks along the batch. Time is axis 1 of x."""

    def forward(self, x):
        all_h, last_h = super().forward(x.transpose(0, 1))
        return all_h.transpose(0, 1), last_h


@mistake("RNNLayer", silent=True)
class ReadsFromTheEnd(Layer):
    """Your layer reads the sequence from its end."""

    def forward(self, x):
        all_h, last_h = super().forward(x.flip(1))
        return all_h.flip(1), last_h


@mistake("RNNLayer", silent=True)
class StackedAlongTheBatch(Layer):
    """Your all_h has time first. The docstring says which axis it is."""

    def packed(self, states):
        return torch.stack(states), states[-1]


@mistake("RNNLayer", silent=True)
class FirstStateSecond(Layer):
    """Your second result is the state after the first step."""

    def packed(self, states):
        return torch.stack(states, dim=1), states[0]


@mistake("RNNLayer", silent=True)
class LastStateOfTheBatch(Layer):
    """Your second result holds the states of the last sequence. Which index picks the last step?"""

    def packed(self, states):
        all_h = torch.stack(states, dim=1)
        return all_h, all_h[-1]


@mistake("RNNLayer", silent=True)
class PastDetached(Layer):
    """Your states are cut off from the step before, so that nothing is learned over time."""

    def step(self, xt, state):
        return super().step(xt, state.detach())


@mistake("RNNLayer", silent=True)
class WeightsThroughData(Layer):
    """Your layer reads its weights through .data, so that no gradient reaches them."""

    def step(self, xt, state):
        from_input = xt @ self.from_input.weight.data.T + self.from_input.bias.data
        return self.nonlinearity(from_input + state @ self.from_state.weight.data.T)


@mistake("RNNLayer", silent=True)
class StatesNotKept(Layer):
    """Your layer.states stays empty. hidden_gradients needs the states of the last call."""

    def kept(self, states):
        return []


@mistake("RNNLayer", silent=True)
class StatesAreCopies(Layer):
    """Your layer.states holds copies, to which no gradient comes. Keep the tensors that went on."""

    def kept(self, states):
        return [state.detach().clone() for state in states]


@mistake("RNNLayer", silent=True)
class StatesAreSlicesOfTheStack(Layer):
    """Your layer.states are cut from all_h, which later steps have not read. Keep the tensors that went on."""

    def packed(self, states):
        all_h, last_h = super().packed(states)
        self.states = list(all_h.unbind(1))
        return all_h, last_h


@mistake("RNNLayer", silent=True)
class StatesWithTheStart(Layer):
    """Your layer.states begins with the zeros before the first step, so that it has one entry too many."""

    def kept(self, states):
        return [torch.zeros_like(states[0]), *states]
