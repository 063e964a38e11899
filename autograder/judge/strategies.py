"""Named Hypothesis strategies for cases of recurrent networks.

Sizes differ, so that a swapped axis cannot pass unseen (``edges.py`` has cases where they do not); numbers have two
decimals, so that a message can show a case exactly. A case shrinks to small sizes and to arrays of zeros: what is left
when it stops is what the failure needs.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
from hypothesis import strategies as st

from autograder.protocol.values import last_axis_outermost, with_gaps


class CellCase(msgspec.Struct):
    """One step of an RNN cell: xt (n_x, m), a_prev (n_a, m), the five parameters, da_next (n_a, m)."""

    xt: np.ndarray
    a_prev: np.ndarray
    parameters: dict[str, np.ndarray]
    da_next: np.ndarray


class SequenceCase(msgspec.Struct):
    """A whole sequence for an RNN or an LSTM: x (n_x, m, T), a0 (n_a, m), the parameters, da (n_a, m, T)."""

    x: np.ndarray
    a0: np.ndarray
    parameters: dict[str, np.ndarray]
    da: np.ndarray


class TextCase(msgspec.Struct):
    """One name for a language model: X (None, then indices), Y, a_prev (n_a, 1), Wax Waa Wya b by."""

    X: list[int | None]
    Y: list[int]
    a_prev: np.ndarray
    parameters: dict[str, np.ndarray]


class LSTMCellCase(msgspec.Struct):
    """One step of an LSTM: xt (n_x, m), the ten parameters, and a_prev, c_prev, da_next, dc_next, each (n_a, m)."""

    xt: np.ndarray
    a_prev: np.ndarray
    c_prev: np.ndarray
    parameters: dict[str, np.ndarray]
    da_next: np.ndarray
    dc_next: np.ndarray


#: Upstream gradients are mostly small, now and then large: nobody asked for them to be clipped.
upstream_scales = st.sampled_from([1.0, 1.0, 1.0, 30.0])


def distinct_sizes(count: int, largest: int = 7) -> st.SearchStrategy[list[int]]:
    """``count`` different sizes from 1 to ``largest``."""
    return st.lists(st.integers(1, largest), min_size=count, max_size=count, unique=True)


@st.composite
def _drawer(draw: st.DrawFn) -> Callable[..., np.ndarray]:
    """A function (shape, scale) -> array, all from one drawn seed; now and then, and when shrunk, zeros."""
    generator = np.random.default_rng(draw(st.integers(0, 2**20)))
    layouts: dict[str, Callable[..., np.ndarray]]
    layouts = {"C": np.ascontiguousarray, "F": np.asfortranarray, "S": with_gaps, "T": last_axis_outermost}
    layout = draw(st.sampled_from(sorted(layouts)))

    def array(*shape: int, scale: float = 1.0) -> np.ndarray:
        values = np.round(generator.normal(0.0, scale, shape), 2)
        if draw(st.integers(0, 11)) == 0:
            values = np.zeros(shape)
        return layouts[layout](values)

    return array


def rnn_parameters(
    array: Callable[..., np.ndarray], n_x: int, n_a: int, n_y: int, scale: float, output_scale: float | None = None
) -> dict[str, np.ndarray]:
    """The five parameters of an RNN cell, from a function (shape, scale) -> array."""
    return {
        "Wax": array(n_a, n_x, scale=scale),
        "Waa": array(n_a, n_a, scale=scale),
        "Wya": array(n_y, n_a, scale=output_scale or scale),
        "ba": array(n_a, 1, scale=scale),
        "by": array(n_y, 1, scale=output_scale or scale),
    }


@st.composite
def rnn_cells(draw: st.DrawFn, scale: float = 0.6, output_scale: float | None = None) -> CellCase:
    """One step of an RNN cell with weights of standard deviation ``scale``; ``output_scale`` is that of Wya and by."""
    n_x, n_a, n_y, m = draw(distinct_sizes(4))
    array = draw(_drawer())
    parameters = rnn_parameters(array, n_x, n_a, n_y, scale, output_scale)
    return CellCase(array(n_x, m), array(n_a, m), parameters, array(n_a, m, scale=draw(upstream_scales)))


def _upstream(draw: st.DrawFn, array: Callable[..., np.ndarray], n_a: int, m: int, length: int) -> np.ndarray:
    """Upstream gradients (n_a, m, length): of a loss at every step, or now and then at one step alone."""
    upstream = array(n_a, m, length, scale=draw(upstream_scales))
    if draw(st.integers(0, 3)) == 3:
        spoken = draw(st.integers(0, length - 1))
        upstream[:, :, :spoken] = upstream[:, :, spoken + 1 :] = 0.0
    return upstream


@st.composite
def rnn_sequences(draw: st.DrawFn, steps: st.SearchStrategy[int] | None = None, scale: float = 0.6) -> SequenceCase:
    """A sequence for an RNN; its length is drawn from ``steps``, or differs from all other sizes."""
    n_x, n_a, n_y, m, length = draw(distinct_sizes(5))
    if steps is not None:
        length = draw(steps)
    array = draw(_drawer())
    parameters = rnn_parameters(array, n_x, n_a, n_y, scale)
    return SequenceCase(array(n_x, m, length), array(n_a, m), parameters, _upstream(draw, array, n_a, m, length))


@st.composite
def texts(
    draw: st.DrawFn, steps: st.SearchStrategy[int] | None = None, scale: float = 0.6, output_scale: float | None = None
) -> TextCase:
    """A name of 1 to 8 steps, or as ``steps`` says, with weights of standard deviation ``scale``.

    ``output_scale`` is that of Wya if it differs. The vocabulary has 2 to 9 characters, or 26 to 30.
    """
    n_a, n_x, length = draw(distinct_sizes(3, largest=8))
    n_x = 9 if n_x == 1 else n_x  # newline alone is no vocabulary
    n_x = draw(st.sampled_from([n_x, n_x, 26 + n_x % 5]))
    if steps is not None:
        length = draw(steps)
    array = draw(_drawer())
    Y = [draw(st.integers(0, n_x - 1)) for _ in range(length)]
    return TextCase([None, *Y[:-1]], Y, array(n_a, 1), text_parameters(array, n_x, n_a, scale, output_scale))


def in_another_order(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same dict, from its last entry to its first: nobody promised an order."""
    return dict(reversed(arrays.items()))


def of_one_letter(case: TextCase, favour: float) -> TextCase:
    """The same network reads one letter again and again; ``favour`` is added to that letter's score."""
    letter, parameters = case.Y[0], {**case.parameters, "by": case.parameters["by"].copy()}
    parameters["by"][letter] += favour
    return TextCase([None] + [letter] * (len(case.X) - 1), [letter] * len(case.Y), case.a_prev, parameters)


def text_parameters(
    array: Callable[..., np.ndarray], n_x: int, n_a: int, scale: float, output_scale: float | None = None
) -> dict[str, np.ndarray]:
    """The five parameters of a language model, from a function (shape, scale) -> array."""
    return {
        "Wax": array(n_a, n_x, scale=scale),
        "Waa": array(n_a, n_a, scale=scale),
        "Wya": array(n_x, n_a, scale=output_scale or scale),
        "b": array(n_a, 1, scale=scale),
        "by": array(n_x, 1, scale=scale),
    }


def large_text() -> TextCase:
    """A name so large that numeric differentiation, 31,000 passes of 30 steps, runs out of time."""
    array = _plain_arrays(seed=13)
    Y = [int(index) for index in np.random.default_rng(13).integers(0, 40, 30)]
    return TextCase([None, *Y[:-1]], Y, array(90, 1), text_parameters(array, 40, 90, 0.1))


def lstm_parameters(
    array: Callable[..., np.ndarray], n_x: int, n_a: int, n_y: int, scale: float, output_scale: float | None = None
) -> dict[str, np.ndarray]:
    """The ten parameters of an LSTM, from a function (shape, scale) -> array."""
    gates = {"W" + gate: array(n_a, n_a + n_x, scale=scale) for gate in "fico"}
    biases = {"b" + gate: array(n_a, 1, scale=scale) for gate in "fico"}
    read = {"Wy": array(n_y, n_a, scale=output_scale or scale), "by": array(n_y, 1, scale=output_scale or scale)}
    return gates | biases | read


@st.composite
def lstm_cells(draw: st.DrawFn, scale: float = 0.6, output_scale: float | None = None) -> LSTMCellCase:
    """One step of an LSTM with weights of deviation ``scale``, different for every gate; ``output_scale`` as above."""
    n_x, n_a, n_y, m = draw(distinct_sizes(4))
    array = draw(_drawer())
    parameters = lstm_parameters(array, n_x, n_a, n_y, scale, output_scale)
    upstream = draw(upstream_scales)
    da_next, dc_next = array(n_a, m, scale=upstream), array(n_a, m, scale=upstream)
    return LSTMCellCase(array(n_x, m), array(n_a, m), array(n_a, m), parameters, da_next, dc_next)


def saturated(case: LSTMCellCase) -> LSTMCellCase:
    """The same step with a memory of hundreds, kept whole; one unit of it the output gate does not show at all."""
    bf, bo = case.parameters["bf"] + 40, case.parameters["bo"].copy()
    bo[-1] -= 800
    return msgspec.structs.replace(case, c_prev=500 * case.c_prev, parameters={**case.parameters, "bf": bf, "bo": bo})


def overflowing(case: LSTMCellCase) -> LSTMCellCase:
    """The same step with gates so wide open, or so tightly shut, that exp of their sums overflows."""
    pushed = {"bf": 800.0, "bi": -800.0, "bo": 800.0}
    parameters = {**case.parameters, **{name: case.parameters[name] + push for name, push in pushed.items()}}
    return msgspec.structs.replace(case, parameters=parameters)


@st.composite
def lstm_sequences(draw: st.DrawFn, steps: st.SearchStrategy[int] | None = None, scale: float = 0.6) -> SequenceCase:
    """A sequence for an LSTM; its length is drawn from ``steps``, or differs from all other sizes."""
    n_x, n_a, n_y, m, length = draw(distinct_sizes(5))
    if steps is not None:
        length = draw(steps)
    array = draw(_drawer())
    parameters = lstm_parameters(array, n_x, n_a, n_y, scale)
    return SequenceCase(array(n_x, m, length), array(n_a, m), parameters, _upstream(draw, array, n_a, m, length))


def deaf_to_outputs(case: SequenceCase) -> SequenceCase:
    """The same LSTM, whose gates read inputs alone: nothing but the memory leads from step to step."""
    n_a = len(case.a0)
    parameters = dict(case.parameters)
    for name in ("Wf", "Wi", "Wc", "Wo"):
        parameters[name] = np.concatenate([np.zeros((n_a, n_a)), parameters[name][:, n_a:]], axis=1)
    return SequenceCase(case.x, case.a0, parameters, case.da)


def forgetful(case: SequenceCase) -> SequenceCase:
    """The same LSTM with its forget gate shut: nothing but the outputs leads from step to step."""
    shut = {"Wf": 0 * case.parameters["Wf"], "bf": np.full_like(case.parameters["bf"], -40.0)}
    return SequenceCase(case.x, case.a0, case.parameters | shut, case.da)


def large_lstm_cell() -> LSTMCellCase:
    """One step so large that numeric differentiation, 180,000 forward steps, runs out of time."""
    array = _plain_arrays(seed=14)
    n_x, n_a, n_y, m = 90, 110, 3, 17
    state, memory, da_next, dc_next = (array(n_a, m) for _ in range(4))
    return LSTMCellCase(array(n_x, m), state, memory, lstm_parameters(array, n_x, n_a, n_y, 0.1), da_next, dc_next)


def large_lstm_sequence() -> SequenceCase:
    """A sequence so large that numeric differentiation, 45,000 forward passes of 15 steps, runs out of time."""
    array = _plain_arrays(seed=15)
    n_x, n_a, n_y, m, length = 40, 55, 3, 7, 15
    parameters = lstm_parameters(array, n_x, n_a, n_y, 0.15)
    return SequenceCase(array(n_x, m, length), array(n_a, m), parameters, array(n_a, m, length))


def large_rnn_cell() -> CellCase:
    """One step so large that numeric differentiation, 150,000 forward steps, runs out of time."""
    array = _plain_arrays(seed=11)
    n_x, n_a, n_y, m = 150, 200, 3, 21
    return CellCase(array(n_x, m), array(n_a, m), rnn_parameters(array, n_x, n_a, n_y, 0.1), array(n_a, m))


def large_rnn_sequence() -> SequenceCase:
    """A sequence so large that numeric differentiation, 45,000 forward passes, runs out of time."""
    array = _plain_arrays(seed=12)
    n_x, n_a, n_y, m, length = 60, 80, 3, 9, 20
    parameters = rnn_parameters(array, n_x, n_a, n_y, 0.15)
    return SequenceCase(array(n_x, m, length), array(n_a, m), parameters, array(n_a, m, length))


def _plain_arrays(seed: int) -> Callable[..., np.ndarray]:
    generator = np.random.default_rng(seed)
    return lambda *shape, scale=1.0: generator.normal(0.0, scale, shape)
