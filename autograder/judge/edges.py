"""Cases at the edges of what a notebook states, met by every submission: chance may draw none of them.

One of each size, all sizes equal, many classes, units that are saturated. Numbers have two decimals; a hidden test
names such cases in ``@item(..., edges=...)``, and they are played after those that it draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.judge.strategies import (
    CellCase,
    LSTMCellCase,
    SequenceCase,
    TextCase,
    lstm_parameters,
    of_one_letter,
    rnn_parameters,
    text_parameters,
)

Edges = tuple[dict[str, Any], ...]
Draw = Callable[..., np.ndarray]

#: n_x, n_a, n_y and m.
_SIZES = ((1, 1, 1, 1), (1, 3, 2, 4), (2, 1, 3, 4), (2, 3, 1, 4), (3, 4, 2, 1), (3, 3, 3, 3), (2, 3, 30, 4))
_SCALE = 0.6


def _draws() -> Iterator[tuple[Draw, tuple[int, int, int, int]]]:
    """For each of the sizes, a function (shape, scale) -> array of its own."""
    for seed, sizes in enumerate(_SIZES):
        yield _drawer(seed), sizes


def _drawer(seed: int) -> Draw:
    generator = np.random.default_rng([17, seed])
    return lambda *shape, scale=1.0: np.round(generator.normal(0.0, scale, shape), 2)


def _edges(*cases: Any) -> Edges:
    return tuple({"case": case} for case in cases)


def rnn_cell_edges(output_shift: float = 0.0) -> Edges:
    """Steps of an RNN cell, the last of them saturated; ``output_shift`` is added to all scores."""
    cases = []
    for array, (n_x, n_a, n_y, m) in _draws():
        parameters = rnn_parameters(array, n_x, n_a, n_y, _SCALE)
        parameters["by"] += output_shift
        cases.append(CellCase(array(n_x, m), array(n_a, m), parameters, array(n_a, m)))
    first = cases[1]
    full = {**first.parameters, "ba": first.parameters["ba"] + 30}
    return _edges(*cases, CellCase(first.xt, first.a_prev, full, first.da_next))


def rnn_sequence_edges(*lengths: int) -> Edges:
    """Sequences for an RNN, of these lengths in turn."""
    return _sequences(rnn_parameters, lengths)


def lstm_sequence_edges(*lengths: int) -> Edges:
    """Sequences for an LSTM, of these lengths in turn."""
    return _sequences(lstm_parameters, lengths)


def _sequences(parameters: Callable[..., dict[str, np.ndarray]], lengths: tuple[int, ...]) -> Edges:
    cases = []
    for number, (array, (n_x, n_a, n_y, m)) in enumerate(_draws()):
        length = lengths[number % len(lengths)]
        drawn = parameters(array, n_x, n_a, n_y, _SCALE)
        cases.append(SequenceCase(array(n_x, m, length), array(n_a, m), drawn, array(n_a, m, length)))
    return _edges(*cases)


def lstm_cell_edges(output_shift: float = 0.0) -> Edges:
    """Steps of an LSTM; ``output_shift`` is added to all scores."""
    cases = []
    for array, (n_x, n_a, n_y, m) in _draws():
        parameters = lstm_parameters(array, n_x, n_a, n_y, _SCALE)
        parameters["by"] += output_shift
        xt, a_prev, c_prev, da_next, dc_next = (array(rows, m) for rows in (n_x, n_a, n_a, n_a, n_a))
        cases.append(LSTMCellCase(xt, a_prev, c_prev, parameters, da_next, dc_next))
    return _edges(*cases)


def text_edges(*lengths: int) -> Edges:
    """Names for a language model of 1 to 3 units and 2, 3, 9 or 30 characters, of these lengths in turn.

    In the last two the network is all but certain at every step: of the right letter, then of another.
    """
    cases = []
    for number, (n_x, n_a) in enumerate(((2, 1), (3, 3), (9, 1), (2, 3), (30, 3))):
        array, length = _drawer(number), lengths[number % len(lengths)]
        Y = [(2 * step + number) % n_x for step in range(length)]
        parameters = text_parameters(array, n_x, n_a, _SCALE)
        cases.append(TextCase([None, *Y[:-1]], Y, array(n_a, 1), parameters))
    certain = [of_one_letter(cases[1], favour) for favour in (40.0, -40.0)]
    return _edges(*cases, *certain)
