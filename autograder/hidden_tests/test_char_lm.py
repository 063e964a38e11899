"""Hidden tests of the part char_lm: a language model of characters, its loss, its gradients, and a step of training."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autograder.judge import item
from autograder.judge.compare import (
    WrongAnswer,
    check_array,
    check_close,
    check_unchanged,
    entries,
    kind_of,
    unpack,
)
from autograder.judge.edges import text_edges
from autograder.judge.passes import check_kept
from autograder.judge.reference import check_modest, load_reference
from autograder.judge.remembering import Remembering
from autograder.judge.strategies import TextCase, in_another_order, large_text, of_one_letter, texts
from autograder.judge.student import Answer, Student, check_arguments

reference = Remembering(load_reference("char_lm"))

TEXTS, LONGER = text_edges(4, 2, 12), text_edges(4, 3, 12)

GRADIENTS = {
    "dWax": "(n_a, n_x)",
    "dWaa": "(n_a, n_a)",
    "dWya": "(n_x, n_a)",
    "db": "(n_a, 1)",
    "dby": "(n_x, 1)",
}

# clip ---------------------------------------------------------------------------------------------

bounds = st.sampled_from([0.001, 0.25, 0.5, 1, 2.5, 5, 10])
gradient_dicts = texts(steps=st.just(1), scale=18.0).map(
    lambda case: {"d" + name: value / 3 for name, value in case.parameters.items()}
)


def exploded(gradients: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same gradients as after too many steps back."""
    return {name: 1e20 * values for name, values in gradients.items()}


def check_clipped(student: Student, gradients: dict[str, np.ndarray], bound: float) -> Answer:
    answer = student.clip(gradients, bound)
    got = entries("clip", answer.value, GRADIENTS)
    for name in GRADIENTS:
        check_close(name, got[name], np.clip(gradients[name], -bound, bound), GRADIENTS[name])
    return answer


@item("clip", weight=2)
@given(gradients=gradient_dicts | gradient_dicts.map(exploded), bound=bounds)
def test_entries_beyond_the_bound_become_the_bound(
    student: Student, gradients: dict[str, np.ndarray], bound: float
) -> None:
    """Every entry above maxValue becomes maxValue, every entry below -maxValue becomes -maxValue, for any bound.

    Credits the bound itself.
    """
    check_clipped(student, gradients, bound)


@item("clip", weight=1)
@given(gradients=gradient_dicts, bound=bounds)
def test_entries_within_the_bound_stay(student: Student, gradients: dict[str, np.ndarray], bound: float) -> None:
    """An entry between -maxValue and maxValue is returned as it was, whatever happens to others of the same array.

    Credits whoever leaves small entries alone, also if large ones become something else than the bound.
    """
    mixed = {**gradients, "dWax": gradients["dWax"].copy()}
    mixed["dWax"][0, 0], mixed["dWax"][-1, -1] = 3 * bound, -3 * bound
    got = entries("clip", student.clip(mixed, bound).value, GRADIENTS)
    for name, before in mixed.items():
        after = check_array(name, got[name], before.shape, GRADIENTS[name])
        check_close(name, after, np.where(abs(before) <= bound, before, after))
    if np.array_equal(got["dWax"], mixed["dWax"]):
        raise WrongAnswer("dWax came back unchanged, although it has entries beyond the bound.")


@item("clip", weight=1, examples=8)
@given(first=gradient_dicts, second=gradient_dicts, bound=bounds)
def test_clip_keeps_no_state(
    student: Student, first: dict[str, np.ndarray], second: dict[str, np.ndarray], bound: float
) -> None:
    """A second call, with other sizes and another bound, is as right as the first, whose result it leaves alone.

    Credits a function that remembers nothing.
    """
    answer = check_clipped(student, first, bound)
    check_clipped(student, second, 2 * bound)
    check_clipped(student, {name: values + 0.5 for name, values in first.items()}, bound)
    check_clipped(student, in_another_order(second), bound)
    check_kept("clip", student, answer)


# sequence_loss ------------------------------------------------------------------------------------


def read(student: Student, case: TextCase) -> tuple[Answer, Any]:
    answer = student.sequence_loss(case.X, case.Y, case.a_prev, case.parameters)
    loss, _ = unpack("sequence_loss", answer.value, "loss", "cache")
    return answer, loss


def expected_loss(case: TextCase) -> float:
    return float(reference.sequence_loss(case.X, case.Y, case.a_prev, case.parameters)[0])


def check_loss(student: Student, case: TextCase) -> Answer:
    answer, loss = read(student, case)
    check_close("loss", loss, expected_loss(case))
    return answer


@item("sequence_loss", weight=4, edges=TEXTS)
@given(case=texts())
def test_loss_is_the_sum_of_the_surprises(student: Student, case: TextCase) -> None:
    """The loss is the sum over all steps of -log(probability of Y[t]), for any length and vocabulary.

    Credits a right loss, whatever the cache holds.
    """
    check_loss(student, case)


@item("sequence_loss", weight=1, edges=text_edges(1))
@given(case=texts(steps=st.just(1)))
def test_name_without_letters(student: Student, case: TextCase) -> None:
    """For X = [None] the loss is that of one step, whose input is the zero vector.

    Credits a single step: nothing is read and nothing carried.
    """
    check_loss(student, case)


@item("sequence_loss", weight=1)
@given(case=texts(), shift=st.sampled_from([-2000.0, 1000.0, 3000.0]))
def test_loss_survives_large_scores(student: Student, case: TextCase, shift: float) -> None:
    """The loss stays finite and right when scores are thousands above or below zero, each other, and those of before.

    One character is all but impossible, with a surprise of 60 nats, and one unit of the network is saturated.

    Credits a softmax that does not overflow, and a logarithm of what it says.
    """
    parameters = {name: value.copy() for name, value in case.parameters.items()}
    parameters["by"] += shift
    parameters["by"][[index for index in range(len(parameters["by"])) if index not in case.Y]] -= 2000
    parameters["by"][case.Y[-1]] -= 60
    parameters["Wya"][:, -1] += shift
    parameters["b"][0] += shift
    check_loss(student, TextCase(case.X, case.Y, case.a_prev, parameters))


@item("sequence_loss", weight=1, examples=8)
@given(case=texts())
def test_reading_keeps_no_state_and_changes_no_argument(student: Student, case: TextCase) -> None:
    """A second call is right too and leaves the first result as it was; X, Y, a_prev and parameters stay.

    Credits a function that remembers and damages nothing.
    """
    answer = check_loss(student, case)
    check_arguments(answer, {"X": case.X, "Y": case.Y, "a_prev": case.a_prev, "parameters": case.parameters})
    check_loss(student, other_text(case))
    check_kept("sequence_loss", student, answer)


@item("sequence_loss", weight=3, edges=TEXTS)
@given(case=texts())
def test_cache_serves_the_way_back(student: Student, case: TextCase) -> None:
    """The cache (probabilities, states) holds what the gradients of the loss need."""
    answer = check_loss(student, case)
    expected = expected_gradients(case)
    if not serves(case, answer.value[1], expected):
        got = student.sequence_gradients(case.X, case.Y, case.parameters, answer[1]).value
        gradients, _ = unpack("sequence_gradients", got, "gradients", "a")
        check_gradients("sequence_gradients", gradients, expected)


# sequence_gradients -------------------------------------------------------------------------------


def expected_gradients(case: TextCase) -> dict[str, np.ndarray]:
    _, cache = reference.sequence_loss(case.X, case.Y, case.a_prev, case.parameters)
    gradients: dict[str, np.ndarray] = reference.sequence_gradients(case.X, case.Y, case.parameters, cache)[0]
    return gradients


def way_back(student: Student, case: TextCase) -> tuple[Answer, Any, Any]:
    cache = student.given("sequence_loss", case.X, case.Y, case.a_prev, case.parameters)[1]
    answer = student.sequence_gradients(case.X, case.Y, case.parameters, cache)
    gradients, a = unpack("sequence_gradients", answer.value, "gradients", "a")
    return answer, gradients, a


def check_gradient(student: Student, case: TextCase, *names: str) -> None:
    _, gradients, _ = way_back(student, case)
    check_gradients("sequence_gradients", gradients, expected_gradients(case), *names)


several_steps = st.integers(3, 6)
#: Wya of this size makes gradients of more than 10 in nearly every case.
STEEP = 9.0
#: With the largest, nearly every probability is close to 0 or 1.
several_texts = st.sampled_from([0.6, 0.6, STEEP, 100.0]).flatmap(
    lambda scale: texts(steps=several_steps, output_scale=scale)
)


@item("sequence_gradients", weight=1, edges=text_edges(1))
@given(case=texts(steps=st.just(1)))
def test_gradients_of_a_name_without_letters(student: Student, case: TextCase) -> None:
    """For a single step all five gradients are right (this much needs no carrying).

    Credits the gradients of a single step.
    """
    check_gradient(student, case, *GRADIENTS)


@item("sequence_gradients", weight=3, edges=LONGER)
@given(case=several_texts)
def test_gradients_at_the_scores(student: Student, case: TextCase) -> None:
    """dWya and dby are sums over all steps of what probability minus truth says.

    Credits dWya and dby: what is carried is not seen here.
    """
    check_gradient(student, case, "dWya", "dby")


@item("sequence_gradients", weight=3, edges=LONGER)
@given(case=several_texts)
def test_gradients_of_the_recurrence(student: Student, case: TextCase) -> None:
    """dWaa and db are sums over all steps, with what later steps say carried back to earlier ones.

    Credits dWaa and db, whatever is wrong with the other gradients.
    """
    check_gradient(student, case, "dWaa", "db")


@item("sequence_gradients", weight=2, edges=LONGER)
@given(case=several_texts)
def test_gradient_of_the_input_weights(student: Student, case: TextCase) -> None:
    """Column i of dWax gathers the steps that read character i; None adds nothing to any column.

    Credits dWax, whatever is wrong with the other gradients.
    """
    check_gradient(student, case, "dWax")


@item("sequence_gradients", weight=1, examples=8)
@given(case=texts())
def test_way_back_keeps_no_state_and_changes_no_argument(student: Student, case: TextCase) -> None:
    """A second call is right too and leaves the first result as it was; a ends with the last state; arguments stay.

    Credits a function that remembers and damages nothing, and the last state.
    """
    answer, gradients, a = way_back(student, case)
    check_gradients("sequence_gradients", gradients, expected_gradients(case))
    states = reference.sequence_loss(case.X, case.Y, case.a_prev, case.parameters)[1][1]
    if not isinstance(a, list | tuple) or len(a) != len(states):
        raise WrongAnswer(f"a is {kind_of(a)}; it should be the list of the T + 1 = {len(states)} states.")
    check_close("a[-1]", a[-1], states[-1], "(n_a, 1)")
    check_arguments(answer, {"X": case.X, "Y": case.Y, "parameters": case.parameters})
    if answer.sent(3) is not None:
        check_unchanged("cache", answer.sent(3), answer.after(3))
    check_gradient(student, other_text(case), *GRADIENTS)
    check_kept("sequence_gradients", student, answer)


@item("sequence_gradients", weight=2)
def test_gradients_are_derived_not_estimated(student: Student) -> None:
    """The gradients of 90 units over 30 steps are found in a moment: by formula, not by trying each weight.

    Credits a derivation: whoever nudges every weight has right numbers, and runs out of time here alone.
    """
    check_gradient(student, large_text(), *GRADIENTS)


# optimize -----------------------------------------------------------------------------------------

rates = st.sampled_from([0.002, 0.03, 0.1, 0.5])
#: In so few steps, with the usual weights, no gradient reaches 5: clipping is judged apart.
few_steps = st.integers(1, 4)
#: In so many, the gradient of by goes beyond 5 where the network is wrong at each of them.
many_steps = st.integers(8, 10)
foreseen, never_foreseen = (partial(of_one_letter, favour=favour) for favour in (6.0, -30.0))


def step(student: Student, case: TextCase, *rate: float) -> tuple[Answer, Any, Any, Any]:
    answer = student.optimize(case.X, case.Y, case.a_prev, case.parameters, *rate)
    return answer, *unpack("optimize", answer.value, "loss", "gradients", "a_last")


def clipped_gradients(case: TextCase) -> dict[str, np.ndarray]:
    return {name: np.clip(value, -5, 5) for name, value in expected_gradients(case).items()}


def check_step(answer: Answer, case: TextCase, rate: float) -> None:
    """The parameters after the call are those before, less rate times the clipped gradients."""
    after = entries("After the call, parameters", answer.after(3), case.parameters)
    gradients = clipped_gradients(case)
    for name, value in case.parameters.items():
        moved = value - rate * gradients["d" + name]
        check_close(f'After the call, parameters["{name}"]', after[name], moved, GRADIENTS["d" + name])


@item("optimize", weight=2)
@given(case=texts(steps=few_steps) | texts(steps=few_steps).map(foreseen), rate=rates | st.sampled_from([3.0, 0.0]))
def test_parameters_take_a_step_against_their_gradients(student: Student, case: TextCase, rate: float) -> None:
    """Afterwards, parameters hold what they held before, less learning_rate times the gradients.

    Credits the step, where nothing has to be clipped.
    """
    check_step(step(student, case, rate)[0], case, rate)


@item("optimize", weight=2)
@given(case=texts(steps=several_steps, output_scale=STEEP) | texts(steps=many_steps).map(never_foreseen), rate=rates)
def test_step_and_returned_gradients_are_clipped_at_five(student: Student, case: TextCase, rate: float) -> None:
    """Gradients above 5 count as 5, below -5 as -5, in the step and in what is returned.

    Credits the clipped step and gradients, whatever loss and last state are.
    """
    answer, _, gradients, _ = step(student, case, rate)
    check_step(answer, case, rate)
    check_gradients("optimize, gradients:", gradients, clipped_gradients(case))


@item("optimize", weight=1)
@given(case=texts(), rate=rates)
def test_loss_and_last_state_come_back(student: Student, case: TextCase, rate: float) -> None:
    """The loss is that before the step; a_last is the state after the last step of X; X, Y and a_prev stay.

    Credits loss and last state, whatever the step does.
    """
    answer, loss, _, a_last = step(student, case, rate)
    check_close("loss", loss, expected_loss(case))
    states = reference.sequence_loss(case.X, case.Y, case.a_prev, case.parameters)[1][1]
    check_close("a_last", a_last, states[-1], "(n_a, 1)")
    check_arguments(answer, {"X": case.X, "Y": case.Y, "a_prev": case.a_prev})


@item("optimize", weight=1)
@given(case=texts(steps=few_steps))
def test_learning_rate_may_be_left_out_and_steps_add_up(student: Student, case: TextCase) -> None:
    """Without a learning rate it is 0.01; a second step starts from what the first one left.

    Credits the default rate, and a step that starts from the one before.
    """
    answer = step(student, case)[0]
    check_step(answer, case, 0.01)
    second = TextCase(case.X, case.Y, case.a_prev, in_another_order(answer.after(3)))
    again, _, gradients, _ = step(student, second, 0.01)
    check_step(again, second, 0.01)
    check_gradients("optimize, gradients:", gradients, clipped_gradients(second))
    check_kept("optimize", student, answer)


def other_text(case: TextCase) -> TextCase:
    """The same sizes and text, other numbers in another order: what a second call must not confuse with the first."""
    parameters = {name: 0.5 * value + 0.1 for name, value in case.parameters.items()}
    return TextCase(case.X, case.Y, case.a_prev - 0.25, in_another_order(parameters))


# Shared checks ------------------------------------------------------------------------------------


def check_gradients(what: str, got: Any, expected: dict[str, np.ndarray], *names: str) -> None:
    gradients = entries(what, got, names or GRADIENTS)
    for name in names or GRADIENTS:
        check_close(name, gradients[name], expected[name], GRADIENTS[name])


def serves(case: TextCase, cache: Any, expected: dict[str, np.ndarray]) -> bool:
    """Whether the reference finds in a student's cache what the way back needs."""
    try:
        check_modest(cache)
        gradients, _ = reference.sequence_gradients(case.X, case.Y, case.parameters, cache)
        check_gradients("sequence_gradients", gradients, expected)
    except Exception:
        return False
    return True
