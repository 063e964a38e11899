"""Cases are generic enough to tell a swapped axis, a dropped term and a constant apart."""

import itertools

import numpy as np
import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from autograder.judge import strategies
from autograder.judge.strategies import lstm_cells, lstm_sequences, rnn_cells, rnn_sequences, texts
from solutions.lstm import lstm_cell_forward, lstm_forward


@given(rnn_cells())
def test_the_sizes_of_a_cell_fit_together(case):
    n_x, n_a, n_y, m = case.xt.shape[0], case.a_prev.shape[0], case.parameters["Wya"].shape[0], case.xt.shape[1]
    assert len({n_x, n_a, n_y, m}) == 4
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1), "by": (n_y, 1)}
    assert {name: value.shape for name, value in case.parameters.items()} == shapes
    assert case.da_next.shape == case.a_prev.shape == (n_a, m)


@given(rnn_sequences())
def test_a_sequence_has_a_length_of_its_own(case):
    assert case.x.shape[1:] == case.da.shape[1:]
    assert case.x.shape[2] not in case.x.shape[:2]


def test_large_gradients_and_large_scores_are_drawn():
    find(rnn_cells(), lambda case: bool(abs(case.da_next).max() > 20))
    find(rnn_cells(output_scale=600.0), lambda case: bool(abs(case.parameters["by"]).max() > 1000))
    find(lstm_cells(output_scale=600.0), lambda case: bool(abs(case.parameters["by"]).max() > 1000))


def test_single_steps_single_examples_and_every_memory_layout_are_drawn():
    find(rnn_sequences(), lambda case: case.x.shape[2] == 1)
    find(rnn_cells(), lambda case: case.xt.shape[1] == 1)
    find(rnn_cells(), lambda case: min(case.xt.shape) > 1 and case.xt.flags.f_contiguous)
    find(rnn_cells(), lambda case: not (case.xt.flags.c_contiguous or case.xt.flags.f_contiguous))


def test_a_case_shrinks_to_small_sizes_and_zeros():
    case = find(rnn_cells(), lambda case: bool(case.parameters["Waa"].any()), settings=settings(max_examples=2000))
    assert not case.xt.any()
    assert not case.parameters["Wax"].any()
    assert sum(value.size for value in case.parameters.values()) <= 25


@given(rnn_sequences(steps=st.integers(3, 6)))
def test_numbers_have_two_decimals_so_that_messages_are_exact(case):
    assert np.array_equal(np.round(case.x, 2), case.x)


def test_large_cases_are_the_same_every_time():
    for make in (
        strategies.large_rnn_cell,
        strategies.large_rnn_sequence,
        strategies.large_text,
        strategies.large_lstm_cell,
        strategies.large_lstm_sequence,
    ):
        first, second = make(), make()
        assert all(np.array_equal(first.parameters[name], second.parameters[name]) for name in first.parameters)


@given(texts())
def test_a_text_begins_with_nothing_and_reads_what_it_was_asked(case):
    n_a, n_x = case.parameters["Wax"].shape
    assert [None, *case.Y[:-1]] == case.X
    assert all(0 <= index < n_x for index in case.Y)
    assert len({n_a, n_x, len(case.Y)}) == 3
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_x, n_a), "b": (n_a, 1), "by": (n_x, 1)}
    assert {name: value.shape for name, value in case.parameters.items()} == shapes


def test_texts_have_small_and_large_vocabularies_and_single_steps():
    find(texts(), lambda case: len(case.parameters["by"]) < 5)
    find(texts(), lambda case: len(case.parameters["by"]) > 27)
    find(texts(), lambda case: case.X == [None])


@given(texts())
def test_a_text_of_one_letter_favours_it_and_nothing_else(case):
    again = strategies.of_one_letter(case, 6.0)
    assert len(again.X) == len(case.X)
    assert again.X[0] is None
    assert set(again.X[1:]) <= set(again.Y) == {case.Y[0]}
    moved = again.parameters["by"] - case.parameters["by"]
    assert moved[case.Y[0], 0] == pytest.approx(6.0)
    assert np.count_nonzero(moved) == 1
    assert all(again.parameters[name] is case.parameters[name] for name in ("Wax", "Waa", "Wya", "b"))


@given(texts())
def test_another_order_has_the_same_entries(case):
    turned = strategies.in_another_order(case.parameters)
    assert list(turned) == list(case.parameters)[::-1]
    assert all(turned[name] is value for name, value in case.parameters.items())


@given(lstm_cells())
def test_a_saturated_cell_hides_one_unit_and_remembers_hundreds(case):
    full = strategies.saturated(case)
    ot = lstm_cell_forward(full.xt, full.a_prev, full.c_prev, full.parameters)[3][7]
    assert not ot[-1].any()
    assert np.array_equal(full.c_prev, 500 * case.c_prev)
    assert case.parameters["bo"][-1, 0] > -100, "the given case stays as it was"


@given(lstm_cells())
def test_the_gates_of_an_overflowing_cell_are_open_or_shut(case):
    pushed = strategies.overflowing(case)
    *_, ft, it, _, ot, _, _ = lstm_cell_forward(pushed.xt, pushed.a_prev, pushed.c_prev, pushed.parameters)[3]
    assert (ft == 1).all()
    assert (ot == 1).all()
    assert not it.any()
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(pushed.parameters["bf"])).all()


@given(lstm_cells())
def test_the_sizes_of_an_lstm_cell_fit_together(case):
    n_x, m = case.xt.shape
    n_a, n_y = len(case.a_prev), len(case.parameters["by"])
    assert len({n_x, n_a, n_y, m}) == 4
    shapes = {"W" + gate: (n_a, n_a + n_x) for gate in "fico"} | {"b" + gate: (n_a, 1) for gate in "fico"}
    shapes |= {"Wy": (n_y, n_a), "by": (n_y, 1)}
    assert {name: value.shape for name, value in case.parameters.items()} == shapes
    states = (case.a_prev, case.c_prev, case.da_next, case.dc_next)
    assert {state.shape for state in states} == {(n_a, m)}


def test_the_gates_of_an_lstm_are_drawn_apart():
    case = find(lstm_cells(), lambda case: all(value.any() for value in case.parameters.values()))
    weights = [case.parameters["W" + gate] for gate in "fico"]
    assert not any(np.array_equal(one, other) for one, other in itertools.combinations(weights, 2))


@given(lstm_sequences(steps=st.integers(3, 6)))
def test_an_lstm_that_is_deaf_to_its_outputs_remembers_by_its_memory_alone(case):
    deaf = strategies.deaf_to_outputs(case)
    c = lstm_forward(deaf.x, deaf.a0, deaf.parameters)[2]
    assert np.array_equal(c, lstm_forward(deaf.x, deaf.a0 + 1, deaf.parameters)[2])
    assert np.array_equal(deaf.parameters["Wf"][:, len(case.a0) :], case.parameters["Wf"][:, len(case.a0) :])


@given(lstm_sequences(steps=st.integers(3, 6)))
def test_an_lstm_that_forgets_keeps_nothing_of_its_memory(case):
    shut = strategies.forgetful(case)
    steps, _ = lstm_forward(shut.x, shut.a0, shut.parameters)[3]
    assert max(step[4].max() for step in steps) < 1e-15
    assert all(np.array_equal(shut.parameters[name], case.parameters[name]) for name in ("Wi", "Wc", "Wo", "bi"))
