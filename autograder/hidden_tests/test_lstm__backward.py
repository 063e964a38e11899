"""Hidden tests of the part lstm: the gradients of one cell and of a whole sequence, in numpy."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autograder.hidden_tests.test_lstm import (
    BIASES,
    CELL_GRADIENTS,
    CELLS,
    GRADIENTS,
    LONGER,
    WEIGHTS,
    cell_gradients,
    other_cell,
    other_sequence,
    sequence_gradients,
)
from autograder.judge import item
from autograder.judge.edges import lstm_sequence_edges
from autograder.judge.passes import check_cache, check_gradients, check_kept
from autograder.judge.strategies import (
    LSTMCellCase,
    SequenceCase,
    deaf_to_outputs,
    forgetful,
    large_lstm_cell,
    large_lstm_sequence,
    lstm_cells,
    lstm_sequences,
    saturated,
)
from autograder.judge.student import Answer, Student, check_arguments

# lstm_cell_backward -------------------------------------------------------------------------------


def cell_backward(student: Student, case: LSTMCellCase) -> Answer:
    cache = student.given("lstm_cell_forward", case.xt, case.a_prev, case.c_prev, case.parameters)[3]
    return student.lstm_cell_backward(case.da_next, case.dc_next, cache)


def check_cell_gradient(student: Student, case: LSTMCellCase, *names: str) -> None:
    gradients = cell_backward(student, case).value
    check_gradients(
        "lstm_cell_backward", gradients, cell_gradients(case), {name: CELL_GRADIENTS[name] for name in names}
    )


@item("lstm_cell_backward", weight=2, edges=CELLS)
@given(case=lstm_cells() | lstm_cells().map(saturated))
def test_gradient_of_the_memory_before(student: Student, case: LSTMCellCase) -> None:
    """dc_prev is the gradient that reaches c_prev: what came to c_next on both routes, through the forget gate.

    Credits dc_prev, whatever is wrong with the other gradients.
    """
    check_cell_gradient(student, case, "dc_prev")


@item("lstm_cell_backward", weight=2, edges=CELLS)
@given(case=lstm_cells())
def test_gradient_of_what_the_gates_read(student: Student, case: LSTMCellCase) -> None:
    """dxt and da_prev gather the gradients of all four gates, because all four read xt and a_prev.

    Credits dxt and da_prev, whatever is wrong with the other gradients.
    """
    check_cell_gradient(student, case, "dxt", "da_prev")


@item("lstm_cell_backward", weight=2, edges=CELLS)
@given(case=lstm_cells())
def test_gradients_of_forget_input_and_candidate_weights(student: Student, case: LSTMCellCase) -> None:
    """dWf, dWi and dWc are the gradients of the gates that make the memory, summed over the batch.

    Credits three matrices, whatever is wrong with the other gradients.
    """
    check_cell_gradient(student, case, "dWf", "dWi", "dWc")


@item("lstm_cell_backward", weight=1, edges=CELLS)
@given(case=lstm_cells())
def test_gradients_of_the_output_weights(student: Student, case: LSTMCellCase) -> None:
    """dWo and dbo are the gradients of the gate that shows the memory, summed over the batch.

    Credits the output gate: no error in what reaches the memory is seen here.
    """
    check_cell_gradient(student, case, "dWo", "dbo")


@item("lstm_cell_backward", weight=2, edges=CELLS)
@given(case=lstm_cells())
def test_gradients_of_forget_input_and_candidate_biases(student: Student, case: LSTMCellCase) -> None:
    """dbf, dbi and dbc are columns, summed over the batch.

    Credits three biases, whatever is wrong with the other gradients.
    """
    check_cell_gradient(student, case, "dbf", "dbi", "dbc")


@item("lstm_cell_backward", weight=1, examples=8)
@given(case=lstm_cells())
def test_lstm_cell_backward_keeps_no_state_and_changes_no_argument(student: Student, case: LSTMCellCase) -> None:
    """A second call is right too and leaves the first answer as it was; da_next, dc_next and the cache stay."""
    first = cell_backward(student, case)
    check_gradients("lstm_cell_backward", first.value, cell_gradients(case), CELL_GRADIENTS)
    check_arguments(first, {"da_next": case.da_next, "dc_next": case.dc_next})
    check_cache(first, position=2)
    check_cell_gradient(student, other_cell(case), *CELL_GRADIENTS)
    check_kept("lstm_cell_backward", student, first)


@item("lstm_cell_backward", weight=2)
def test_lstm_cell_gradients_are_derived_not_estimated(student: Student) -> None:
    """The gradients of a cell with 110 units are found in a moment: by formula, not by trying each weight.

    Credits a derivation: whoever nudges every weight has right numbers, and runs out of time here alone.
    """
    check_cell_gradient(student, large_lstm_cell(), *CELL_GRADIENTS)


# lstm_backward ------------------------------------------------------------------------------------


def backward(student: Student, case: SequenceCase) -> Answer:
    caches = student.given("lstm_forward", case.x, case.a0, case.parameters)[3]
    return student.lstm_backward(case.da, caches)


def check_sequence_gradient(student: Student, case: SequenceCase, *names: str) -> None:
    gradients = backward(student, case).value
    check_gradients("lstm_backward", gradients, sequence_gradients(case), {name: GRADIENTS[name] for name in names})


# the memory begins empty, so dWf and dbf say nothing in the first step
several_steps = st.sampled_from([3, 4, 5, 6, 3, 4, 5, 6, 40])


@item("lstm_backward", weight=1, edges=lstm_sequence_edges(1))
@given(case=lstm_sequences(steps=st.just(1)))
def test_lstm_backward_through_one_step(student: Student, case: SequenceCase) -> None:
    """For a single step all gradients are those of one cell (this much is right without any carrying).

    Credits the step itself: what is not carried back is right here.
    """
    check_sequence_gradient(student, case, *GRADIENTS)


@item("lstm_backward", weight=2)
@given(case=lstm_sequences(steps=several_steps).map(deaf_to_outputs))
def test_gradient_is_carried_back_through_the_memory(student: Student, case: SequenceCase) -> None:
    """Where gates read the inputs alone, what a later step says reaches an earlier one through the memory: dc.

    Credits whoever carries dc back, also if da is not carried.
    """
    check_sequence_gradient(student, case, *GRADIENTS)


@item("lstm_backward", weight=2)
@given(case=lstm_sequences(steps=several_steps).map(forgetful))
def test_gradient_is_carried_back_through_the_outputs(student: Student, case: SequenceCase) -> None:
    """Where the forget gate is shut, what a later step says reaches an earlier one through the outputs: da.

    Credits whoever carries da back, also if dc is not carried.
    """
    check_sequence_gradient(student, case, *GRADIENTS)


@item("lstm_backward", weight=1, edges=LONGER)
@given(case=lstm_sequences(steps=several_steps))
def test_lstm_gradient_of_every_input(student: Student, case: SequenceCase) -> None:
    """dx[:, :, t] gathers what the input of step t does to the loss of step t and of all later steps.

    Credits dx, whatever is wrong with the other gradients.
    """
    check_sequence_gradient(student, case, "dx")


@item("lstm_backward", weight=1, edges=LONGER)
@given(case=lstm_sequences(steps=several_steps))
def test_gradient_of_the_first_output(student: Student, case: SequenceCase) -> None:
    """da0 is the gradient that arrives at a0 after all steps were passed backwards.

    Credits da0, whatever is wrong with the other gradients.
    """
    check_sequence_gradient(student, case, "da0")


@item("lstm_backward", weight=2, edges=LONGER)
@given(case=lstm_sequences(steps=several_steps))
def test_gradients_of_shared_gates_are_summed_over_time(student: Student, case: SequenceCase) -> None:
    """The gradients of all four matrices and biases are sums over all steps, because every step uses them.

    Credits the sums over time, whatever is wrong with dx and da0.
    """
    check_sequence_gradient(student, case, *WEIGHTS, *BIASES)


@item("lstm_backward", weight=1, examples=8)
@given(case=lstm_sequences(steps=several_steps))
def test_lstm_backward_keeps_no_state_and_changes_no_argument(student: Student, case: SequenceCase) -> None:
    """A second call is right too and leaves the first answer as it was; da and the caches stay unchanged."""
    first = backward(student, case)
    check_gradients("lstm_backward", first.value, sequence_gradients(case), GRADIENTS)
    check_arguments(first, {"da": case.da})
    check_cache(first)
    check_sequence_gradient(student, other_sequence(case), *GRADIENTS)
    check_kept("lstm_backward", student, first)


@item("lstm_backward", weight=2)
def test_lstm_gradients_through_time_are_derived_not_estimated(student: Student) -> None:
    """The gradients of 55 units over 15 steps are found in a moment: by formula, not by trying each weight.

    Credits a derivation: whoever nudges every weight has right numbers, and runs out of time here alone.
    """
    check_sequence_gradient(student, large_lstm_sequence(), *GRADIENTS)
