"""A hint is shown when one known mistake explains every failing case, and only then."""

import types

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.judge import item
from autograder.judge.cases import draw_cases
from autograder.judge.collection import HiddenTest, seed_test
from autograder.judge.compare import check_close, unpack
from autograder.judge.diagnosis import diagnose, failing_cases
from autograder.judge.local import LocalSession
from autograder.judge.mistakes import Mistake
from autograder.judge.student import Student


def scale(x, by):
    return x * by, "a cache"


REFERENCE = types.SimpleNamespace(scale=scale)


@item("scale")
@given(size=st.integers(1, 9), by=st.integers(2, 9))
def scales(student, size, by):
    """It scales."""
    x = np.arange(1.0, size + 1)
    y, _ = unpack("scale", student.scale(x, by).value, "y", "cache")
    check_close("y", y, REFERENCE.scale(x, by)[0])


seed_test(scales, 1)
TEST = HiddenTest("scales", "scale", 1.0, "It scales.", scales, "here", draw_cases(scales))


def known(name, function):
    return Mistake(name, "scale", f"hint of {name}", function, "here")


ADDS = known("adds", lambda x, by: (x + by, "a cache"))
DIVIDES = known("divides", lambda x, by: (x / by, "a cache"))


def hint_for(function, *mistakes):
    student = Student(LocalSession({"scale": function}), REFERENCE, 0)
    return diagnose(failing_cases(TEST, student), mistakes, REFERENCE)


def test_the_mistake_that_returns_the_same_is_named():
    assert hint_for(lambda x, by: (by + x, None), ADDS, DIVIDES) == "hint of adds"


def test_single_precision_and_other_caches_make_no_difference():
    assert hint_for(lambda x, by: [np.float32(x) + np.float32(by), {"by": by}], ADDS, DIVIDES) == "hint of adds"


def test_an_unknown_mistake_gets_no_hint():
    assert hint_for(lambda x, by: (x - by, None), ADDS, DIVIDES) is None


def test_a_mistake_on_some_failing_cases_only_is_not_named():
    def adds_when_small(x, by):
        return (x + by if by < 5 else x / by), None

    assert hint_for(adds_when_small, ADDS, DIVIDES) is None


def test_two_mistakes_that_look_the_same_name_none():
    assert hint_for(ADDS.function, ADDS, known("adds too", lambda x, by: (by + x, None))) is None


def test_fewer_than_three_failing_cases_say_too_little():
    failing = failing_cases(TEST, Student(LocalSession({"scale": ADDS.function}), REFERENCE, 0))
    assert diagnose(failing[:3], [ADDS], REFERENCE) == "hint of adds"
    assert diagnose(failing[:2], [ADDS], REFERENCE) is None


def test_a_right_answer_and_one_that_raises_have_no_failing_cases_to_explain():
    def raises_at_times(x, by):
        if by > 5:
            raise ValueError("by")
        return x + by, None

    assert hint_for(scale, ADDS) is None
    assert hint_for(raises_at_times, ADDS) is None


@pytest.mark.parametrize("answer", [None, np.zeros((2, 2, 2)), (np.array(["text"]),), (np.full(3, np.nan), None)])
def test_an_answer_of_another_kind_is_no_match(answer):
    assert hint_for(lambda x, by: answer, ADDS, DIVIDES) is None


def test_a_mistake_that_raises_explains_nothing():
    assert hint_for(ADDS.function, known("raises", lambda x, by: 1 / 0), ADDS) == "hint of adds"


@item("scale")
@given(size=st.integers(1, 9), by=st.integers(2, 9))
def scales_by_an_adapter(student, size, by):
    """It scales, asked through an adapter."""
    y, kept = student.scaled(torch.arange(1.0, size + 1), by).value
    check_close("y", y[0].numpy(), np.arange(1.0, size + 1) * by)
    assert kept


seed_test(scales_by_an_adapter, 1)
ADAPTED = HiddenTest(
    "adapted", "scale", 1.0, "It scales.", scales_by_an_adapter, "here", draw_cases(scales_by_an_adapter)
)
ADAPTERS = {"scaled": lambda namespace, x, by: ((namespace["scale"](x, by)[0], object()), True)}


def adapted_hint_for(function, *mistakes):
    student = Student(LocalSession({"scale": function}, ADAPTERS), REFERENCE, 0)
    return diagnose(failing_cases(ADAPTED, student), mistakes, REFERENCE, adapters=ADAPTERS)


def test_tensors_that_an_adapter_hands_on_are_compared():
    assert adapted_hint_for(lambda x, by: (by + x, None), ADDS, DIVIDES) == "hint of adds"
    assert adapted_hint_for(lambda x, by: (x - by, None), ADDS, DIVIDES) is None


def test_without_its_adapter_nothing_is_recognised():
    student = Student(LocalSession({"scale": ADDS.function}, ADAPTERS), REFERENCE, 0)
    assert diagnose(failing_cases(ADAPTED, student), [ADDS], REFERENCE) is None
