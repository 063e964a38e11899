"""Everyone meets the same cases, whatever a test or a submission does to them."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.judge import item
from autograder.judge.cases import body_of, recorded_cases, replaced_body
from autograder.judge.collection import seed_test


def make():
    @item("f", examples=9)
    @given(x=hnp.arrays(float, 3, elements=st.floats(0, 1)))
    def test(student, x):
        """S."""
        raise AssertionError("never run while drawing")

    return test


def drawn(test):
    return [case["x"].tolist() for case in recorded_cases(test)]


def test_cases_are_the_same_on_every_playing_and_in_a_second_recording():
    test, other = make(), make()
    for function in (test, other):
        seed_test(function, 1)
    assert len(drawn(test)) == 9
    assert drawn(test) == drawn(test) == drawn(other)


def test_another_seed_draws_other_cases():
    test = make()
    seed_test(test, 1)
    first = drawn(test)
    seed_test(test, 2)
    assert drawn(test) != first


def test_a_changed_case_is_whole_again_for_the_next_submission():
    test = make()
    seed_test(test, 1)
    before = drawn(test)
    for case in recorded_cases(test):
        case["x"][:] = np.nan
    assert drawn(test) == before


def test_a_test_without_strategies_has_one_case():
    assert list(recorded_cases(lambda student: None)) == [{}]


def test_a_replaced_body_is_put_back_also_after_an_exception():
    test = make()
    seed_test(test, 1)
    body = body_of(test)
    try:
        with replaced_body(test, lambda **kwargs: 1 / 0):
            test(student=None)
    except ZeroDivisionError:
        pass
    assert body_of(test) is body
