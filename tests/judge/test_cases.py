"""Everyone meets the same cases, whatever a test or a submission does to them."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.config import HOUSE
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


DRAW = """
{imports}
from autograder.config import load_course
from autograder.judge.cases import recorded_cases
from autograder.judge.collection import hidden_tests
from autograder.parts import load_part
for test in hidden_tests(load_part("rnn_cell"), 5):
    for case in recorded_cases(test.function):
        print(test.name, repr(case))
"""


@pytest.mark.parametrize(
    "imports", ["import autograder.cli, autograder.batch", "import autograder.hidden_tests.test_char_lm"]
)
def test_what_else_is_imported_changes_no_case(imports):
    def digest(imports):
        command = [sys.executable, "-c", DRAW.format(imports=imports)]
        result = subprocess.run(command, capture_output=True, check=True, cwd=HOUSE)
        return len(result.stdout), hashlib.sha256(result.stdout).hexdigest()

    assert digest(imports) == digest("")
