"""Checks that forward and backward passes share say what is wrong, and let what is right pass."""

import numpy as np
import pytest

from autograder.judge.compare import WrongAnswer
from autograder.judge.passes import check_cache, check_gradients, check_kept, serves
from autograder.judge.student import Answer

AXES = {"dW": "(n, m)"}
GRADIENT = np.arange(6.0).reshape(2, 3)


class Looking:
    """A proxy whose second look at an answer finds this."""

    def __init__(self, found):
        self.found = found

    def look_again(self, answer):
        return self.found


def test_the_expected_gradients_pass_among_others():
    check_gradients("f", {"dW": GRADIENT, "more": None}, {"dW": GRADIENT}, AXES)


@pytest.mark.parametrize(
    ("got", "says"),
    [
        ({}, "f returned a dict without 'dW'"),
        (None, "f returned None; it should return a dict"),
        ({"dW": GRADIENT.T}, "dW has shape (3, 2); it should be (n, m) = (2, 3)"),
        ({"dW": GRADIENT + 1}, "it should be"),
    ],
)
def test_other_gradients_are_described(got, says):
    with pytest.raises(WrongAnswer) as wrong:
        check_gradients("f", got, {"dW": GRADIENT}, AXES)
    assert says in str(wrong.value)


def test_an_answer_must_last():
    answer = Answer(1, {"dW": GRADIENT}, [], {})
    check_kept("f", Looking({"dW": GRADIENT.copy()}), answer)
    with pytest.raises(WrongAnswer, match="What f returned first has changed"):
        check_kept("f", Looking({"dW": GRADIENT + 1}), answer)


def test_a_cache_must_stay_as_it_was():
    answer = Answer(1, None, [0, 1, 2], {2: None})
    check_cache(answer, position=1)
    with pytest.raises(WrongAnswer, match="changed its cache"):
        check_cache(answer, position=2)


def test_a_cache_serves_if_the_gradients_come_out_of_it():
    assert serves(lambda cache: {"dW": cache[0]}, (GRADIENT,), {"dW": GRADIENT})
    assert not serves(lambda cache: {"dW": cache[0]}, (GRADIENT + 1,), {"dW": GRADIENT})


@pytest.mark.parametrize("cache", [None, (), {"other": 1}, (np.zeros((1000, 1000)),)])
def test_a_cache_that_the_reference_cannot_use_is_no_fault_of_the_grader(cache):
    assert not serves(lambda cache: {"dW": cache[0]}, cache, {"dW": GRADIENT})
