"""Recurrent layers whose parameters are all one number: their states are known, whatever their names and layout.

All units of a layer are alike then, so that a state is one number. A readout shows it: the state is what a score
gains for each weight of its own. Two scores are alike too, so that nothing but the readout tells them apart.
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import Any

import msgspec
import numpy as np
import torch

from autograder.judge.classifiers import Sizes
from autograder.judge.compare import TOLERANCE, WrongAnswer, check_array
from autograder.judge.student import Student, altered

#: The numbers that all parameters are, in turn: with them no state is near 0, for any layers and widths asked for.
VALUES = (0.25, -0.28)
#: How many letters the names have.
LENGTHS = range(1, 7)


class Make(msgspec.Struct, frozen=True):
    """How recurrent layers may be made: of which kind, how many, and with how many biases each.

    ``keeps`` is what stands in a forget gate besides its weights, ``learned`` whether the first state is a parameter,
    ``shifted`` whether a letter's numbers have a bias, as they have where a linear map reads one-hot letters.
    """

    kind: str
    layers: int
    biases: int
    keeps: float = 0.0
    learned: bool = False
    shifted: bool = False

    def states(self, width: int, value: float) -> list[float]:
        """The last layer's state after each letter, up to the longest name."""
        step = self._rnn if self.kind == "rnn" else self._lstm
        start = value if self.learned else 0.0
        inputs = [2 * value if self.shifted else value for _ in LENGTHS]
        for _ in range(self.layers):
            h = c = start
            outputs = []
            for below in inputs:
                h, c = step(width * value * (below + h) + self.biases * value, c)
                outputs.append(h)
            inputs = outputs
        return inputs

    def _rnn(self, total: float, c: float) -> tuple[float, float]:
        return math.tanh(total), c

    def _lstm(self, total: float, c: float) -> tuple[float, float]:
        gate = _sigmoid(total)
        c = _sigmoid(total + self.keeps) * c + gate * math.tanh(total)
        return gate * math.tanh(c), c


def _sigmoid(number: float) -> float:
    return 1 / (1 + math.exp(-number))


def makes() -> list[Make]:
    """All that may stand in a classifier; whether it is what was asked for is judged by the number of parameters."""
    plain = itertools.product(range(1, 4), range(3), (False, True), (False, True))
    return [
        Make(kind, layers, biases, keeps, learned, shifted)
        for layers, biases, learned, shifted in plain
        for kind, keeps in (("rnn", 0.0), ("lstm", 0.0), ("lstm", 1.0))
    ]


@functools.cache
def known_states(width: int) -> np.ndarray:
    """The states (makes, values, lengths) of all layers of this width."""
    return np.array([[make.states(width, value) for value in VALUES] for make in makes()])


def check_states(student: Student, sizes: Sizes) -> None:
    """Require that a classifier's scores read the last state of recurrent layers, and nothing else.

    Raises StudentRaised, WrongAnswer.
    """
    states = np.array([[_state_read(gains, sizes.rnn_size) for gains in rows] for rows in _gains(student, sizes)])
    known = np.abs(known_states(sizes.rnn_size))
    if not (np.abs(known - states) <= TOLERANCE).all(axis=(1, 2)).any():
        shown = ", ".join(f"{state:.4f}" for state in states[0])
        raise WrongAnswer(
            f"With all parameters set to {VALUES[0]}, the scores of names of {LENGTHS[0]} to {LENGTHS[-1]} letters are "
            f"read from {shown}. No RNN or LSTM, of any number of layers, has these states (but for their sign): does "
            "the state go from each letter to the next, and is it the last layer's state after the last letter that is "
            "read?"
        )


def _gains(student: Student, sizes: Sizes) -> list[list[Any]]:
    """By how much each parameter entry moves a name's first score away from its second, for each value and length."""
    student.subject = "RecurrentClassifier"
    names = [1 + torch.arange(length) % (sizes.vocab_size - 2) for length in LENGTHS]
    student.code = "\n".join(
        [
            f"import torch\nmodel = {sizes.shown}.eval()\nwith torch.no_grad():",
            f"    for parameter in model.parameters(): parameter.fill_({VALUES[0]})",
            f"x, last_pos = torch.tensor([{names[-1].tolist()}]), torch.tensor([{len(names[-1]) - 1}])",
            "scores = model(x, last_pos)\n(scores[0, 0] - scores[0, 1]).backward()",
            "for name, parameter in model.named_parameters(): print(name, parameter.grad)",
        ]
    )
    found = student.gains(sizes.arguments, list(VALUES), names).of_type(list[list[Any]])
    if [len(rows) for rows in found] != [len(names)] * len(VALUES):
        raise altered()
    return found


def _state_read(gains: Any, width: int) -> float:
    """The size of the one number that the first score is a sum of, ``width`` times, besides a bias."""
    if not isinstance(gains, np.ndarray):
        raise altered()
    array = check_array("the gradient of all parameters", gains, gains.shape)
    found = np.sort(array[array > TOLERANCE])
    if len(found) == width + 1:
        found = np.delete(found, np.abs(found - 1).argmin())
    if len(found) != width or np.ptp(found) > TOLERANCE:
        raise WrongAnswer(
            "With all parameters set to one number, every score should be that number times the sum of "
            f"{width} equal numbers, the last layer's state after the last letter, with at most one bias. These scores "
            "do not change with the parameters in this way: is something else done to them, or to the state?"
        )
    return float(found.mean())
