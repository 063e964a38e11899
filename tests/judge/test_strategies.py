"""Cases are generic enough to tell a swapped axis, a dropped term and a constant apart."""

import numpy as np
from hypothesis import find, given, settings
from hypothesis import strategies as st

from autograder.judge import strategies
from autograder.judge.strategies import rnn_cells, rnn_sequences


@given(rnn_cells())
def test_all_sizes_of_a_cell_differ_and_fit_together(case):
    sizes = (case.xt.shape[0], case.a_prev.shape[0], case.parameters["Wya"].shape[0], case.xt.shape[1])
    assert len(set(sizes)) == 4
    n_x, n_a, n_y, m = sizes
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1), "by": (n_y, 1)}
    assert {name: value.shape for name, value in case.parameters.items()} == shapes
    assert case.da_next.shape == case.a_prev.shape == (n_a, m)


@given(rnn_sequences())
def test_a_sequence_has_a_length_of_its_own(case):
    assert case.x.shape[1:] == case.da.shape[1:]
    assert case.x.shape[2] not in case.x.shape[:2]


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
    for make in (strategies.large_rnn_cell, strategies.large_rnn_sequence):
        first, second = make(), make()
        assert np.array_equal(first.parameters["Waa"], second.parameters["Waa"])
