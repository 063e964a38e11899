"""What a student pastes repeats the failing call exactly."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.judge.compare import same
from autograder.judge.snippet import Kept, LoggedCall, array_literal, parameters_of, snippet, tensor_literal
from autograder.judge.strategies import rnn_cells, rnn_sequences
from autograder.protocol.values import Generator

finite = {"allow_nan": False, "allow_infinity": False}
NAMES = {"f": ["x", "parameters"], "make": ["x"], "back": ["da", "cache"], "cell": ["xt", "a_prev", "parameters"]}


def run(code, **functions):
    """Execute a snippet; the arguments that each function got."""
    got = {}

    def recorder(name):
        def record(*args):
            got[name] = args
            return functions.get(name)

        return record

    exec(code, {name: recorder(name) for name in NAMES})
    return got


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_tensor_literal_is_the_tensor(dtype):
    array = np.array([[0.1, -2.5], [1e-30, 1 / 3]], dtype)
    back = eval(tensor_literal(array), {"torch": torch})
    assert back.numpy().dtype == dtype
    assert np.array_equal(back.numpy(), array)


@given(hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=3), elements=st.floats(**finite)))
def test_an_array_literal_is_the_array(array):
    back = eval(array_literal(array), {"np": np})
    assert back.shape == array.shape
    assert np.array_equal(back, array)


@pytest.mark.parametrize(
    "array", [np.zeros((2, 0)), np.zeros(2, np.float32), np.ones(2, np.float32), np.arange(3), np.array(True)]
)
def test_a_literal_keeps_the_dtype(array):
    assert same(eval(array_literal(array), {"np": np}), array)


@given(rnn_cells())
def test_a_pasted_call_gets_the_same_arguments(case):
    calls = [LoggedCall("cell", [case.xt, case.a_prev, case.parameters], worker_id=1)]
    args = run(snippet(calls, NAMES.__getitem__))["cell"]
    assert np.array_equal(args[0], case.xt)
    assert np.array_equal(args[1], case.a_prev)
    assert all(np.array_equal(args[2][name], value) for name, value in case.parameters.items())


@given(rnn_sequences(steps=st.just(2)))
def test_parts_of_given_inputs_are_written_in_their_terms(case):
    cache = ([(case.x[:, :, 1], case.a0, case.parameters)], case.x)
    calls = [LoggedCall("f", [case.x, case.parameters]), LoggedCall("back", [case.da, cache], worker_id=1)]
    code = snippet(calls, NAMES.__getitem__)
    steps, x = run(code)["back"][1]
    assert np.array_equal(x, case.x)
    assert np.array_equal(steps[0][0], case.x[:, :, 1])
    if case.x[:, :, 1].any():
        assert "x[:, :, 1]" in code
    assert "f(" not in code.splitlines()[-1]


def test_an_earlier_result_is_passed_on_by_name():
    calls = [LoggedCall("make", [1], worker_id=8), LoggedCall("back", [2, Kept(8, (2,))], worker_id=9)]
    code = snippet(calls, NAMES.__getitem__)
    assert code.splitlines() == ["result1 = make(1)", "back(2, result1[2])"], "and nothing is imported for it"
    assert run(code, make=(0, 0, "cache"))["back"] == (2, "cache")


def test_code_that_nobody_would_read_is_left_out():
    assert (
        snippet([LoggedCall("make", [np.random.default_rng(1).normal(size=1000)], worker_id=1)], NAMES.__getitem__)
        == ""
    )


def test_parameters_are_read_from_the_reference():
    assert parameters_of(lambda da, caches: None) == ["da", "caches"]


def test_a_generator_is_written_as_it_is_made():
    assert snippet([LoggedCall("make", [Generator(5)], worker_id=1)], NAMES.__getitem__).endswith(
        "x = np.random.default_rng(5)\nmake(x)"
    )
