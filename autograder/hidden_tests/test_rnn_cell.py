"""Hidden tests of the part rnn_cell: one recurrent cell, forward and through time."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from autograder.judge import item
from autograder.judge.compare import check_array, check_close, unpack
from autograder.judge.edges import rnn_cell_edges, rnn_sequence_edges
from autograder.judge.passes import check_cache, check_gradients, check_kept, serves
from autograder.judge.reference import load_reference
from autograder.judge.remembering import Remembering
from autograder.judge.strategies import (
    CellCase,
    SequenceCase,
    in_another_order,
    large_rnn_cell,
    large_rnn_sequence,
    rnn_cells,
    rnn_sequences,
)
from autograder.judge.student import Answer, Student, check_arguments

reference = Remembering(load_reference("rnn_cell"))

CELLS, SEQUENCES, LONGER = rnn_cell_edges(), rnn_sequence_edges(5, 2, 26), rnn_sequence_edges(5, 2, 7)

CELL_GRADIENTS = {
    "dxt": "(n_x, m)",
    "da_prev": "(n_a, m)",
    "dWax": "(n_a, n_x)",
    "dWaa": "(n_a, n_a)",
    "dba": "(n_a, 1)",
}
GRADIENTS = {"dx": "(n_x, m, T_x)", "da0": "(n_a, m)", "dWax": "(n_a, n_x)", "dWaa": "(n_a, n_a)", "dba": "(n_a, 1)"}


def softmax(logits: np.ndarray) -> np.ndarray:
    exponentials = np.exp(logits - logits.max(axis=0, keepdims=True))
    return exponentials / exponentials.sum(axis=0, keepdims=True)


# rnn_cell_forward ---------------------------------------------------------------------------------


def cell_forward(student: Student, case: CellCase) -> tuple[Answer, Any, Any]:
    answer = student.rnn_cell_forward(case.xt, case.a_prev, case.parameters)
    a_next, yt_pred, _ = unpack("rnn_cell_forward", answer.value, "a_next", "yt_pred", "cache")
    return answer, a_next, yt_pred


def check_cell_forward(case: CellCase, a_next: Any, yt_pred: Any) -> None:
    expected_a, expected_y, _ = reference.rnn_cell_forward(case.xt, case.a_prev, case.parameters)
    check_close("a_next", a_next, expected_a, "(n_a, m)")
    check_close("yt_pred", yt_pred, expected_y, "(n_y, m)")


@item("rnn_cell_forward", weight=3, edges=CELLS)
@given(case=rnn_cells())
def test_next_state_follows_the_recurrence(student: Student, case: CellCase) -> None:
    """The next state is tanh(Wax·xt + Waa·a_prev + ba), for every width and batch size.

    Credits a right state, whatever is wrong with the prediction and the cache.
    """
    _, a_next, _ = cell_forward(student, case)
    expected, _, _ = reference.rnn_cell_forward(case.xt, case.a_prev, case.parameters)
    check_close("a_next", a_next, expected, "(n_a, m)")


@item("rnn_cell_forward", weight=3, edges=CELLS)
@given(case=rnn_cells())
def test_prediction_is_read_from_the_next_state(student: Student, case: CellCase) -> None:
    """The prediction is the softmax of Wya·a_next + by, column by column, with the a_next that you return.

    Credits a right prediction, also from a wrong state.
    """
    _, a_next, yt_pred = cell_forward(student, case)
    own_state = check_array("a_next", a_next, case.a_prev.shape, "(n_a, m)")
    expected = softmax(case.parameters["Wya"] @ own_state + case.parameters["by"])
    check_close("yt_pred", yt_pred, expected, "(n_y, m)")


@item("rnn_cell_forward", weight=1, edges=rnn_cell_edges(-1000.0))
@given(case=rnn_cells(output_scale=600.0))
def test_softmax_survives_large_logits(student: Student, case: CellCase) -> None:
    """The softmax stays finite and right when Wya·a_next + by is in the hundreds."""
    _, a_next, yt_pred = cell_forward(student, case)
    check_cell_forward(case, a_next, yt_pred)


@item("rnn_cell_forward", weight=1, examples=8)
@given(case=rnn_cells())
def test_cell_keeps_no_state_and_changes_no_argument(student: Student, case: CellCase) -> None:
    """A second call is right too and leaves the first answer as it was; xt, a_prev and parameters stay unchanged."""
    answer, a_next, yt_pred = cell_forward(student, case)
    check_cell_forward(case, a_next, yt_pred)
    check_arguments(answer, {"xt": case.xt, "a_prev": case.a_prev, "parameters": case.parameters})
    other = other_cell(case)
    _, other_a, other_y = cell_forward(student, other)
    check_cell_forward(other, other_a, other_y)
    check_kept("rnn_cell_forward", student, answer)


@item("rnn_cell_forward", weight=2, edges=CELLS)
@given(case=rnn_cells())
def test_cell_cache_serves_the_backward_pass(student: Student, case: CellCase) -> None:
    """The cache (a_next, a_prev, xt, parameters) holds what the gradient of the cell needs."""
    answer, a_next, yt_pred = cell_forward(student, case)
    check_cell_forward(case, a_next, yt_pred)
    expected = cell_gradients(case)
    if not serves(lambda cache: reference.rnn_cell_backward(case.da_next, cache), answer.value[2], expected):
        gradients = student.rnn_cell_backward(case.da_next, answer[2]).value
        check_gradients("rnn_cell_backward", gradients, expected, CELL_GRADIENTS)


# rnn_forward --------------------------------------------------------------------------------------


def forward(student: Student, case: SequenceCase) -> tuple[Answer, Any, Any]:
    answer = student.rnn_forward(case.x, case.a0, case.parameters)
    a, y_pred, _ = unpack("rnn_forward", answer.value, "a", "y_pred", "caches")
    return answer, a, y_pred


def check_forward(case: SequenceCase, a: Any, y_pred: Any) -> None:
    expected_a, expected_y, _ = reference.rnn_forward(case.x, case.a0, case.parameters)
    check_close("a", a, expected_a, "(n_a, m, T_x)")
    check_close("y_pred", y_pred, expected_y, "(n_y, m, T_x)")


@item("rnn_forward", weight=4, edges=SEQUENCES)
@given(case=rnn_sequences())
def test_state_is_carried_from_step_to_step(student: Student, case: SequenceCase) -> None:
    """Each step starts from the state of the step before, the first from a0; a holds the states of all steps.

    Credits right states, whatever is wrong with predictions and caches.
    """
    _, a, _ = forward(student, case)
    expected, _, _ = reference.rnn_forward(case.x, case.a0, case.parameters)
    check_close("a", a, expected, "(n_a, m, T_x)")


@item("rnn_forward", weight=2, edges=SEQUENCES)
@given(case=rnn_sequences())
def test_each_step_has_the_prediction_of_its_state(student: Student, case: SequenceCase) -> None:
    """The prediction of step t is the softmax of Wya·a[:, :, t] + by, with the a that you return.

    Credits right predictions, also from wrong states.
    """
    _, a, y_pred = forward(student, case)
    states = check_array("a", a, case.da.shape, "(n_a, m, T_x)")
    logits = np.einsum("ya,amt->ymt", case.parameters["Wya"], states) + case.parameters["by"][:, :, None]
    check_close("y_pred", y_pred, softmax(logits), "(n_y, m, T_x)")


@item("rnn_forward", weight=1, edges=rnn_sequence_edges(1))
@given(case=rnn_sequences(steps=st.just(1)))
def test_sequence_of_one_step(student: Student, case: SequenceCase) -> None:
    """A sequence of a single step is one application of the cell to a0.

    Credits the step itself: a state that is not carried is right here.
    """
    _, a, y_pred = forward(student, case)
    check_forward(case, a, y_pred)


@item("rnn_forward", weight=1, examples=8)
@given(case=rnn_sequences())
def test_sequence_keeps_no_state_and_changes_no_argument(student: Student, case: SequenceCase) -> None:
    """A second call is right too and leaves the first answer as it was; x, a0 and parameters stay unchanged."""
    answer, a, y_pred = forward(student, case)
    check_forward(case, a, y_pred)
    check_arguments(answer, {"x": case.x, "a0": case.a0, "parameters": case.parameters})
    other = other_sequence(case)
    _, other_a, other_y = forward(student, other)
    check_forward(other, other_a, other_y)
    check_kept("rnn_forward", student, answer)


@item("rnn_forward", weight=2, edges=SEQUENCES)
@given(case=rnn_sequences())
def test_caches_serve_backpropagation(student: Student, case: SequenceCase) -> None:
    """The caches (list of one cache per step, x) hold what backpropagation through time needs."""
    answer, a, y_pred = forward(student, case)
    check_forward(case, a, y_pred)
    expected = sequence_gradients(case)
    if not serves(lambda caches: reference.rnn_backward(case.da, caches), answer.value[2], expected):
        gradients = student.rnn_backward(case.da, answer[2]).value
        check_gradients("rnn_backward", gradients, expected, GRADIENTS)


# rnn_cell_backward --------------------------------------------------------------------------------


def cell_gradients(case: CellCase) -> dict[str, np.ndarray]:
    _, _, cache = reference.rnn_cell_forward(case.xt, case.a_prev, case.parameters)
    return reference.rnn_cell_backward(case.da_next, cache)


def cell_backward(student: Student, case: CellCase) -> Answer:
    cache = student.given("rnn_cell_forward", case.xt, case.a_prev, case.parameters)[2]
    return student.rnn_cell_backward(case.da_next, cache)


def check_cell_gradient(student: Student, case: CellCase, *names: str) -> None:
    gradients = cell_backward(student, case).value
    axes = {name: CELL_GRADIENTS[name] for name in names}
    check_gradients("rnn_cell_backward", gradients, cell_gradients(case), axes)


@item("rnn_cell_backward", weight=2, edges=CELLS)
@given(case=rnn_cells())
def test_gradient_of_the_input(student: Student, case: CellCase) -> None:
    """dxt is the gradient of the loss with respect to the input of the cell.

    Credits dxt, whatever is wrong with the other gradients.
    """
    check_cell_gradient(student, case, "dxt")


@item("rnn_cell_backward", weight=2, edges=CELLS)
@given(case=rnn_cells())
def test_gradient_of_the_previous_state(student: Student, case: CellCase) -> None:
    """da_prev is the gradient of the loss with respect to the state that the cell was given.

    Credits da_prev, whatever is wrong with the other gradients.
    """
    check_cell_gradient(student, case, "da_prev")


@item("rnn_cell_backward", weight=3, edges=CELLS)
@given(case=rnn_cells())
def test_gradients_of_both_weight_matrices(student: Student, case: CellCase) -> None:
    """dWax and dWaa are the gradients of the loss with respect to the two matrices, summed over the batch.

    Credits the gradients of both matrices, whatever is wrong with the others.
    """
    check_cell_gradient(student, case, "dWax", "dWaa")


@item("rnn_cell_backward", weight=2, edges=CELLS)
@given(case=rnn_cells())
def test_gradient_of_the_bias(student: Student, case: CellCase) -> None:
    """dba is the gradient of the loss with respect to the bias, a column summed over the batch.

    Credits dba, whatever is wrong with the other gradients.
    """
    check_cell_gradient(student, case, "dba")


@item("rnn_cell_backward", weight=1, examples=8)
@given(case=rnn_cells())
def test_cell_backward_keeps_no_state_and_changes_no_argument(student: Student, case: CellCase) -> None:
    """A second call is right too and leaves the first answer as it was; da_next and the cache stay unchanged."""
    first = cell_backward(student, case)
    check_gradients("rnn_cell_backward", first.value, cell_gradients(case), CELL_GRADIENTS)
    check_arguments(first, {"da_next": case.da_next})
    check_cache(first)
    check_cell_gradient(student, other_cell(case), *CELL_GRADIENTS)
    check_kept("rnn_cell_backward", student, first)


@item("rnn_cell_backward", weight=2)
def test_cell_gradients_are_derived_not_estimated(student: Student) -> None:
    """The gradients of a cell with 200 units are found in a moment: by formula, not by trying each weight.

    Credits a derivation: whoever nudges every weight has right numbers, and runs out of time here alone.
    """
    case = large_rnn_cell()
    check_cell_gradient(student, case, *CELL_GRADIENTS)


# rnn_backward -------------------------------------------------------------------------------------


def sequence_gradients(case: SequenceCase) -> dict[str, np.ndarray]:
    _, _, caches = reference.rnn_forward(case.x, case.a0, case.parameters)
    return reference.rnn_backward(case.da, caches)


def backward(student: Student, case: SequenceCase) -> Answer:
    caches = student.given("rnn_forward", case.x, case.a0, case.parameters)[2]
    return student.rnn_backward(case.da, caches)


def check_sequence_gradient(student: Student, case: SequenceCase, *names: str) -> None:
    gradients = backward(student, case).value
    check_gradients("rnn_backward", gradients, sequence_gradients(case), {name: GRADIENTS[name] for name in names})


several_steps = st.sampled_from([3, 4, 5, 6, 3, 4, 5, 6, 40])


@item("rnn_backward", weight=1, edges=rnn_sequence_edges(1))
@given(case=rnn_sequences(steps=st.just(1)))
def test_backward_through_one_step(student: Student, case: SequenceCase) -> None:
    """For a single step all gradients are those of one cell (this much is right without any carrying)."""
    check_sequence_gradient(student, case, *GRADIENTS)


@item("rnn_backward", weight=3, edges=LONGER)
@given(case=rnn_sequences(steps=several_steps))
def test_gradient_of_every_input(student: Student, case: SequenceCase) -> None:
    """dx[:, :, t] gathers what the input of step t does to the loss of step t and of all later steps.

    Credits dx, whatever is wrong with the other gradients.
    """
    check_sequence_gradient(student, case, "dx")


@item("rnn_backward", weight=2, edges=LONGER)
@given(case=rnn_sequences(steps=several_steps))
def test_gradient_of_the_first_state(student: Student, case: SequenceCase) -> None:
    """da0 is the gradient that arrives at a0 after all steps were passed backwards.

    Credits da0, whatever is wrong with the other gradients.
    """
    check_sequence_gradient(student, case, "da0")


@item("rnn_backward", weight=3, edges=LONGER)
@given(case=rnn_sequences(steps=several_steps))
def test_gradients_of_shared_weights_are_summed_over_time(student: Student, case: SequenceCase) -> None:
    """dWax and dWaa are sums over all steps, because every step uses the same two matrices.

    Credits the gradients of both matrices, whatever is wrong with the others.
    """
    check_sequence_gradient(student, case, "dWax", "dWaa")


@item("rnn_backward", weight=1, edges=LONGER)
@given(case=rnn_sequences(steps=several_steps))
def test_gradient_of_the_shared_bias_is_summed_over_time(student: Student, case: SequenceCase) -> None:
    """dba is a sum over all steps and over the batch.

    Credits dba, whatever is wrong with the other gradients.
    """
    check_sequence_gradient(student, case, "dba")


@item("rnn_backward", weight=1, examples=8)
@given(case=rnn_sequences(steps=several_steps))
def test_backward_keeps_no_state_and_changes_no_argument(student: Student, case: SequenceCase) -> None:
    """A second call is right too and leaves the first answer as it was; da and the caches stay unchanged."""
    first = backward(student, case)
    check_gradients("rnn_backward", first.value, sequence_gradients(case), GRADIENTS)
    check_arguments(first, {"da": case.da})
    check_cache(first)
    check_sequence_gradient(student, other_sequence(case), *GRADIENTS)
    check_kept("rnn_backward", student, first)


@item("rnn_backward", weight=2)
def test_gradients_through_time_are_derived_not_estimated(student: Student) -> None:
    """The gradients of 80 units over 20 steps are found in a moment: by formula, not by trying each weight.

    Credits a derivation: whoever nudges every weight has right numbers, and runs out of time here alone.
    """
    check_sequence_gradient(student, large_rnn_sequence(), *GRADIENTS)


# Second cases ------------------------------------------------------------------------------------


def other_cell(case: CellCase) -> CellCase:
    """The same sizes, other input, nothing remembered yet: what a second call must not mix with the first.

    Its parameters are in another order.
    """
    parameters = in_another_order(case.parameters)
    return replace(case, parameters=parameters, xt=case.xt + 0.5, a_prev=0 * case.a_prev, da_next=case.da_next + 0.5)


def other_sequence(case: SequenceCase) -> SequenceCase:
    parameters = in_another_order(case.parameters)
    return replace(case, parameters=parameters, x=case.x + 0.5, a0=0 * case.a0, da=case.da + 0.5)
