"""Hidden tests of the part lstm: one cell and a sequence, forward, in numpy; and how many parameters there are."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from autograder.judge import item
from autograder.judge.compare import WrongAnswer, check_array, check_close, kind_of, unpack
from autograder.judge.edges import lstm_cell_edges, lstm_sequence_edges
from autograder.judge.passes import check_gradients, check_kept, serves
from autograder.judge.reference import load_reference
from autograder.judge.remembering import Remembering
from autograder.judge.strategies import (
    LSTMCellCase,
    SequenceCase,
    in_another_order,
    lstm_cells,
    lstm_sequences,
    overflowing,
    saturated,
)
from autograder.judge.student import Answer, Student, check_arguments

reference = Remembering(load_reference("lstm"))

CELLS, SEQUENCES, LONGER = lstm_cell_edges(), lstm_sequence_edges(5, 2, 26), lstm_sequence_edges(5, 2, 7)

WEIGHTS = {"dW" + gate: "(n_a, n_a + n_x)" for gate in "fico"}
BIASES = {"db" + gate: "(n_a, 1)" for gate in "fico"}
CELL_GRADIENTS = {"dxt": "(n_x, m)", "da_prev": "(n_a, m)", "dc_prev": "(n_a, m)"} | WEIGHTS | BIASES
GRADIENTS = {"dx": "(n_x, m, T)", "da0": "(n_a, m)"} | WEIGHTS | BIASES


def prediction(parameters: dict[str, np.ndarray], a: np.ndarray) -> np.ndarray:
    """What should be predicted from given outputs, (n_a, m) or (n_a, m, T)."""
    scores = np.tensordot(parameters["Wy"], a, axes=1) + parameters["by"].reshape(-1, *[1] * (a.ndim - 1))
    weights = np.exp(scores - scores.max(axis=0))
    return np.asarray(weights / weights.sum(axis=0))


# lstm_cell_forward --------------------------------------------------------------------------------


def cell_forward(student: Student, case: LSTMCellCase) -> tuple[Answer, Any, Any, Any]:
    answer = student.lstm_cell_forward(case.xt, case.a_prev, case.c_prev, case.parameters)
    a_next, c_next, yt_pred, _ = unpack("lstm_cell_forward", answer.value, "a_next", "c_next", "yt_pred", "cache")
    return answer, a_next, c_next, yt_pred


def check_cell_forward(case: LSTMCellCase, a_next: Any, c_next: Any, yt_pred: Any) -> None:
    a, c, y, _ = reference.lstm_cell_forward(case.xt, case.a_prev, case.c_prev, case.parameters)
    check_close("c_next", c_next, c, "(n_a, m)")
    check_close("a_next", a_next, a, "(n_a, m)")
    check_close("yt_pred", yt_pred, y, "(n_y, m)")


@item("lstm_cell_forward", weight=4, edges=CELLS)
@given(case=lstm_cells() | lstm_cells().map(saturated))
def test_memory_keeps_by_the_forget_gate_and_takes_in_by_the_input_gate(student: Student, case: LSTMCellCase) -> None:
    """The memory c_next is ft ∗ c_prev + it ∗ cct, each gate with weights of its own on [a_prev; xt], however large.

    Credits a right memory, whatever is wrong with output, prediction and cache.
    """
    _, _, c_next, _ = cell_forward(student, case)
    _, expected, _, _ = reference.lstm_cell_forward(case.xt, case.a_prev, case.c_prev, case.parameters)
    check_close("c_next", c_next, expected, "(n_a, m)")


@item("lstm_cell_forward", weight=2, edges=CELLS)
@given(case=lstm_cells() | lstm_cells().map(saturated))
def test_output_is_the_memory_as_the_output_gate_shows_it(student: Student, case: LSTMCellCase) -> None:
    """The output a_next is ot ∗ tanh(c_next), with the c_next that you return, however large it is.

    Credits a right output, also of a wrong memory.
    """
    _, a_next, c_next, _ = cell_forward(student, case)
    own_memory = check_array("c_next", c_next, case.c_prev.shape, "(n_a, m)")
    _, expected, _, cache = reference.lstm_cell_forward(case.xt, case.a_prev, case.c_prev, case.parameters)
    if expected.any() and not own_memory.any():
        raise WrongAnswer("c_next is 0 everywhere, so a_next cannot show what the output gate does with it.")
    check_close("a_next", a_next, cache[7] * np.tanh(own_memory), "(n_a, m)")


@item("lstm_cell_forward", weight=1, edges=CELLS)
@given(case=lstm_cells())
def test_prediction_of_a_cell_is_read_from_its_output(student: Student, case: LSTMCellCase) -> None:
    """The prediction is the softmax of Wy·a_next + by, column by column, with the a_next that you return.

    Credits a right prediction, also from a wrong output.
    """
    _, a_next, _, yt_pred = cell_forward(student, case)
    own_output = check_array("a_next", a_next, case.a_prev.shape, "(n_a, m)")
    check_close("yt_pred", yt_pred, prediction(case.parameters, own_output), "(n_y, m)")


@item("lstm_cell_forward", weight=1, edges=lstm_cell_edges(-1000.0))
@given(case=lstm_cells(output_scale=600.0) | lstm_cells().map(overflowing))
def test_cell_survives_large_sums_and_scores(student: Student, case: LSTMCellCase) -> None:
    """Memory and output stay finite, and the prediction right, when scores or the sums in gates are in the hundreds.

    Credits whoever avoids overflow, also where the memory is wrong.
    """
    _, a_next, c_next, yt_pred = cell_forward(student, case)
    check_array("c_next", c_next, case.c_prev.shape, "(n_a, m)")
    own_output = check_array("a_next", a_next, case.a_prev.shape, "(n_a, m)")
    check_close("yt_pred", yt_pred, prediction(case.parameters, own_output), "(n_y, m)")


@item("lstm_cell_forward", weight=1, examples=8)
@given(case=lstm_cells())
def test_lstm_cell_keeps_no_state_and_changes_no_argument(student: Student, case: LSTMCellCase) -> None:
    """A second call is right too and leaves the first answer as it was; all four arguments stay unchanged."""
    answer, *first = cell_forward(student, case)
    check_cell_forward(case, *first)
    given_arguments = {"xt": case.xt, "a_prev": case.a_prev, "c_prev": case.c_prev, "parameters": case.parameters}
    check_arguments(answer, given_arguments)
    other = other_cell(case)
    _, *second = cell_forward(student, other)
    check_cell_forward(other, *second)
    check_kept("lstm_cell_forward", student, answer)


@item("lstm_cell_forward", weight=1, edges=CELLS)
@given(case=lstm_cells())
def test_lstm_cell_cache_serves_the_backward_pass(student: Student, case: LSTMCellCase) -> None:
    """The cache of ten holds what the gradient of the cell needs."""
    answer, *forward = cell_forward(student, case)
    check_cell_forward(case, *forward)
    expected = cell_gradients(case)
    if not serves(
        lambda cache: reference.lstm_cell_backward(case.da_next, case.dc_next, cache), answer.value[3], expected
    ):
        gradients = student.lstm_cell_backward(case.da_next, case.dc_next, answer[3]).value
        check_gradients("lstm_cell_backward", gradients, expected, CELL_GRADIENTS)


# lstm_forward -------------------------------------------------------------------------------------


def forward(student: Student, case: SequenceCase) -> tuple[Answer, Any, Any, Any]:
    answer = student.lstm_forward(case.x, case.a0, case.parameters)
    a, y, c, _ = unpack("lstm_forward", answer.value, "a", "y", "c", "caches")
    return answer, a, y, c


def check_forward(case: SequenceCase, a: Any, y: Any, c: Any) -> None:
    expected_a, expected_y, expected_c, _ = reference.lstm_forward(case.x, case.a0, case.parameters)
    check_close("a", a, expected_a, "(n_a, m, T)")
    check_close("y", y, expected_y, "(n_y, m, T)")
    check_close("c", c, expected_c, "(n_a, m, T)")


@item("lstm_forward", weight=2, edges=SEQUENCES)
@given(case=lstm_sequences())
def test_outputs_are_carried_from_step_to_step(student: Student, case: SequenceCase) -> None:
    """Each step reads the output of the step before, the first reads a0; a holds the outputs of all steps.

    Credits right outputs, whatever is wrong with memories, predictions and caches.
    """
    _, a, _, _ = forward(student, case)
    check_close("a", a, reference.lstm_forward(case.x, case.a0, case.parameters)[0], "(n_a, m, T)")


@item("lstm_forward", weight=2, edges=SEQUENCES)
@given(case=lstm_sequences())
def test_memory_is_carried_from_step_to_step(student: Student, case: SequenceCase) -> None:
    """Each step starts from the memory of the step before, the first from zeros; c holds the memories of all steps.

    Credits right memories, whatever is wrong with outputs, predictions and caches.
    """
    _, _, _, c = forward(student, case)
    check_close("c", c, reference.lstm_forward(case.x, case.a0, case.parameters)[2], "(n_a, m, T)")


@item("lstm_forward", weight=1, edges=SEQUENCES)
@given(case=lstm_sequences())
def test_each_step_has_the_prediction_of_its_output(student: Student, case: SequenceCase) -> None:
    """The prediction of step t is the softmax of Wy·a[:, :, t] + by, with the a that you return.

    Credits right predictions, also from wrong outputs.
    """
    _, a, y, _ = forward(student, case)
    outputs = check_array("a", a, case.da.shape, "(n_a, m, T)")
    check_close("y", y, prediction(case.parameters, outputs), "(n_y, m, T)")


@item("lstm_forward", weight=1, edges=lstm_sequence_edges(1))
@given(case=lstm_sequences(steps=st.just(1)))
def test_lstm_of_one_step(student: Student, case: SequenceCase) -> None:
    """A sequence of a single step is one application of the cell to a0 and an empty memory.

    Credits the step itself: what is not carried is right here.
    """
    _, *got = forward(student, case)
    check_forward(case, *got)


@item("lstm_forward", weight=1, examples=8)
@given(case=lstm_sequences())
def test_lstm_keeps_no_state_and_changes_no_argument(student: Student, case: SequenceCase) -> None:
    """A second call is right too and leaves the first answer as it was; x, a0 and parameters stay unchanged."""
    answer, *first = forward(student, case)
    check_forward(case, *first)
    check_arguments(answer, {"x": case.x, "a0": case.a0, "parameters": case.parameters})
    other = other_sequence(case)
    _, *second = forward(student, other)
    check_forward(other, *second)
    check_kept("lstm_forward", student, answer)


@item("lstm_forward", weight=1, edges=SEQUENCES)
@given(case=lstm_sequences())
def test_lstm_caches_serve_backpropagation(student: Student, case: SequenceCase) -> None:
    """The caches (list of one cache per step, x) hold what backpropagation through time needs."""
    answer, *got = forward(student, case)
    check_forward(case, *got)
    expected = sequence_gradients(case)
    if not serves(lambda caches: reference.lstm_backward(case.da, caches), answer.value[3], expected):
        gradients = student.lstm_backward(case.da, answer[3]).value
        check_gradients("lstm_backward", gradients, expected, GRADIENTS)


# lstm_parameter_count -----------------------------------------------------------------------------


@item("lstm_parameter_count")
@given(input_size=st.integers(1, 600), hidden_size=st.integers(1, 600))
def test_every_gate_has_weights_for_input_and_output_and_a_bias(
    student: Student, input_size: int, hidden_size: int
) -> None:
    """An LSTM layer learns four times a matrix of n rows and d + n columns and a bias of n, for any d and n."""
    student.lstm_parameter_count(input_size + 1, hidden_size)
    got = student.lstm_parameter_count(input_size, hidden_size).value
    if not isinstance(got, int | np.integer) or isinstance(got, bool):
        raise WrongAnswer(f"lstm_parameter_count returned {kind_of(got)}; it should return an int.")
    expected = reference.lstm_parameter_count(input_size, hidden_size)
    if got != expected:
        raise WrongAnswer(f"lstm_parameter_count returned {str(got)[:30]}; it should be {expected}.")


# What backward tests share ------------------------------------------------------------------------


def cell_gradients(case: LSTMCellCase) -> dict[str, np.ndarray]:
    cache = reference.lstm_cell_forward(case.xt, case.a_prev, case.c_prev, case.parameters)[3]
    gradients: dict[str, np.ndarray] = reference.lstm_cell_backward(case.da_next, case.dc_next, cache)
    return gradients


def sequence_gradients(case: SequenceCase) -> dict[str, np.ndarray]:
    caches = reference.lstm_forward(case.x, case.a0, case.parameters)[3]
    gradients: dict[str, np.ndarray] = reference.lstm_backward(case.da, caches)
    return gradients


def other_cell(case: LSTMCellCase) -> LSTMCellCase:
    """The same sizes, other input, nothing remembered yet: what a second call must not mix with the first.

    Its parameters are in another order.
    """
    changed = {name: getattr(case, name) - 0.25 for name in ("da_next", "dc_next")}
    empty = {name: 0 * getattr(case, name) for name in ("a_prev", "c_prev")}
    return replace(case, parameters=in_another_order(case.parameters), xt=case.xt + 0.5, **changed, **empty)


def other_sequence(case: SequenceCase) -> SequenceCase:
    parameters = in_another_order(case.parameters)
    return replace(case, parameters=parameters, x=case.x + 0.5, a0=0 * case.a0, da=case.da + 0.5)
