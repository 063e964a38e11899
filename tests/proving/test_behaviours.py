"""Wrong behaviours change what they say, and know when they could not."""

import numpy as np
import pytest

from autograder.proving.behaviours import behaviours, wordless

WRAPS = dict(behaviours())


def right(x, parameters):
    return x + parameters["W"], {"dx": 2 * x, "count": 3}, ["a cache", x]


def ask(name, size=4):
    wrong = WRAPS[name](right)
    x, parameters = np.arange(1.0, size + 1), {"W": np.ones(size)}
    return wrong, wrong(x, parameters), x, parameters


def test_results_are_damaged_one_at_a_time():
    wrong, (total, gradients, _), x, _ = ask("result 0 negated")
    assert np.array_equal(total, -(x + 1)) and np.array_equal(gradients["dx"], 2 * x)
    assert wrong.met
    _, (total, gradients, _), x, _ = ask("result 1 zero")
    assert np.array_equal(total, x + 1) and np.array_equal(gradients["dx"], 0 * x)


def test_what_a_function_does_not_return_cannot_be_damaged():
    wrong, answer, _, _ = ask("result 5 negated")
    assert not hasattr(wrong, "met")
    assert np.array_equal(answer[0], np.arange(2.0, 6))


@pytest.mark.parametrize(("limit", "size"), [("one", 1), ("few", 3), ("many", 4)])
def test_some_damage_needs_a_length(limit, size):
    name = f"result 0 zero where the last axis is {limit}"
    assert not ask(name, size)[1][0].any()
    assert ask(name, {1: 4, 3: 1, 4: 2}[size])[1][0].all()


def test_arguments_are_damaged_in_place_after_a_right_answer():
    wrong, answer, x, parameters = ask("argument 1 damaged in place")
    assert np.array_equal(answer[0], np.arange(2.0, 6))
    assert np.array_equal(x, np.arange(1.0, 5)) and np.array_equal(parameters["W"], np.full(4, 2.0))
    assert wrong.met


def test_state_is_kept_between_calls():
    x, other, parameters = np.ones(2), np.full(2, 5.0), {"W": np.zeros(2)}
    for name, second in (("the first answer for ever", 1), ("the answer to the call before", 1)):
        wrong = WRAPS[name](right)
        assert wrong(x, parameters)[0][0] == 1 and wrong(other, parameters)[0][0] == second
    wrong = WRAPS["answers share their arrays"](right)
    first = wrong(x, parameters)
    wrong(other, parameters)
    assert first[0][0] == 5


def test_wordless_keeps_shapes_and_types_alone():
    total, gradients, cache = wordless(right)(np.ones((2, 3)), {"W": np.ones((2, 3))})
    assert total.shape == (2, 3) and not total.any()
    assert gradients["count"] == 0 and not cache[1].any()


def test_what_is_wordless_changes_no_argument():
    def step(parameters):
        parameters["W"] -= 1.0
        return parameters["W"].sum()

    given = {"W": np.ones((2, 3))}
    assert wordless(step)(given) == 0
    assert (given["W"] == 1).all()


def test_a_wordless_module_returns_zeros_from_forward():
    class Layer:
        def forward(self, x):
            return x + 1

    assert not wordless(Layer)().forward(np.ones(3)).any()
