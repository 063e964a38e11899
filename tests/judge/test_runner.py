"""Each outcome of a hidden test has its verdict, and a message with the smallest failing case."""

import random
import types

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.judge import item
from autograder.judge.cases import draw_cases
from autograder.judge.collection import HiddenTest, seed_test
from autograder.judge.compare import WrongAnswer, check_close
from autograder.judge.runner import SHRINK_BUDGET, run_test
from autograder.protocol.messages import Failure, Raised, Returned
from autograder.protocol.values import unwrap, wrap
from autograder.records import Verdict
from autograder.session import Interrupted


def double(x):
    return 2.0 * x


REFERENCE = types.SimpleNamespace(double=double)


class LocalSession:
    """Runs a Python function in place of a submission; each call costs ``cost`` seconds of CPU."""

    cost = 0.0

    def __init__(self, function):
        self.function, self.calls, self.cpu_used = function, 0, 0.0
        self.failures = {}

    def begin_test(self):
        pass

    def charge(self, nodes):
        pass

    def call(self, name, args, kwargs, seed, fresh):
        self.calls += 1
        self.cpu_used += self.cost
        try:
            return self.calls, Returned(self.calls, wrap(self.function(*map(unwrap, args))), {})
        except Exception as error:
            return self.calls, Raised(self.calls, Failure(type(error).__name__, str(error), "line 1"))

    def failure_of(self, name):
        return Failure("SyntaxError", "invalid syntax")


def hidden(function):
    seed_test(function, 1)
    return HiddenTest(function.__name__, "double", 1.0, function.__doc__ or "", function, "here", draw_cases(function))


@item("double")
@given(size=st.integers(1, 30), scale=st.integers(0, 9))
def doubles(student, size, scale):
    """It doubles."""
    x = np.arange(size) * scale * 1.0
    check_close("y", student.double(x).value, REFERENCE.double(x))


@item("double")
def doubles_once(student):
    """It doubles one."""
    check_close("y", student.double(np.ones(2)).value, np.full(2, 2.0))


def run(function, test=doubles):
    session = LocalSession(function)
    result = run_test(hidden(test), session, REFERENCE)
    return result, session


@pytest.mark.parametrize("test", [doubles, doubles_once])
def test_a_correct_function_passes(test):
    result, session = run(lambda x: x + x, test)
    assert (result.verdict, result.message) == (Verdict.PASSED, None)
    assert session.calls in (30, 1)


def test_a_wrong_answer_fails_with_the_smallest_case_ready_to_paste():
    result, _ = run(lambda x: np.where(x > 5, 0.0, 2 * x))
    assert result.verdict is Verdict.FAILED
    assert result.message.startswith("y[1] is 0; it should be 12 (1 of 2 entries differ).\nTo see it yourself:")
    assert "    x = np.array([0.0, 6.0])\n    double(x)" in result.message


def test_an_exception_is_an_error_with_the_students_line():
    result, _ = run(lambda x: x[10**6])
    assert result.verdict is Verdict.ERROR
    assert result.message.startswith("double raised IndexError: index 1000000")
    assert "line 1" in result.message


def test_an_unwritten_function_is_said_without_a_call():
    def double(x):
        raise NotImplementedError

    assert run(double)[0].message == ("double is not written yet: replace the line that raises NotImplementedError.")


def test_a_missing_function_names_what_stopped_its_cell():
    def missing(x):
        raise NameError("name 'double' is not defined")

    assert "no double in this notebook because its cell stopped with SyntaxError" in run(missing)[0].message


def test_a_name_that_a_failed_import_would_have_brought_is_explained():
    def uses_scipy(x):
        raise NameError("name 'scipy' is not defined")

    session = LocalSession(uses_scipy)
    session.failures = {0: Failure("ModuleNotFoundError", "No module named 'scipy'")}
    result = run_test(hidden(doubles), session, REFERENCE)
    assert "a cell stopped with ModuleNotFoundError: No module named 'scipy'." in result.message


def test_an_interruption_ends_the_test_at_once():
    def interrupted(*args):
        raise Interrupted(Verdict.TIMED_OUT, "stopped after more than 5 s of CPU time")

    session = LocalSession(None)
    session.call = interrupted
    result = run_test(hidden(doubles), session, REFERENCE)
    assert result.verdict is Verdict.TIMED_OUT
    assert result.message.startswith("stopped after more than 5 s of CPU time.\nTo see it yourself:")


def test_an_interruption_while_a_failing_case_is_made_smaller_leaves_the_failure():
    calls = []

    def wrong_then_hangs(x):
        calls.append(x)
        if len(calls) > 20:
            raise Interrupted(Verdict.TIMED_OUT, "time")
        return 0.0 * x - 1

    assert run(wrong_then_hangs)[0].verdict is Verdict.FAILED


def test_a_function_that_answers_differently_each_time_fails():
    generator = np.random.default_rng(1)
    result, _ = run(lambda x: 2 * x + (generator.random() < 0.3))
    assert result.verdict is Verdict.FAILED


def test_making_a_case_smaller_ends_after_its_budget():
    _, session = run(lambda x: x * np.random.default_rng(int(x.sum()) + x.size).normal() - 1)
    assert session.calls <= 30 + SHRINK_BUDGET + 1


def test_making_a_case_smaller_ends_when_it_costs_too_much_cpu(monkeypatch):
    monkeypatch.setattr(LocalSession, "cost", 1.0)
    _, session = run(lambda x: x * np.random.default_rng(int(x.sum()) + x.size).normal() - 1)
    assert session.calls < 20


def test_a_bug_of_the_test_itself_is_the_graders_error_and_never_credit():
    @item("double")
    @given(x=st.integers(0, 9))
    def broken(student, x):
        """S."""
        student.double(1.0)
        raise KeyError("oops")

    result, _ = run(double, broken)
    assert result.verdict is Verdict.GRADER_ERROR
    assert "KeyError" in result.message


def test_a_bug_of_the_test_that_shows_only_after_a_wrong_answer_is_still_the_graders_error():
    @item("double")
    @given(x=st.integers(0, 100))
    def broken(student, x):
        """S."""
        check_close("y", student.double(float(x)).value, 2.0 * x)
        if x > 50:
            raise KeyError("oops")

    assert run(lambda x: x if x == 3 else 2 * x, broken)[0].verdict is Verdict.GRADER_ERROR


def test_cases_that_passed_are_not_tried_again_while_a_failing_one_is_made_smaller():
    sizes = []

    def fails_once_late(x):
        sizes.append(x.size)
        return 2 * x + (len(sizes) == 25)

    run(fails_once_late)
    assert len(set(sizes[:24])) > 5
    assert sizes[25] == sizes[24], "the failing case comes next"


def test_chance_by_oversight_is_the_same_for_every_submission():
    seen = []

    @item("double")
    @given(x=st.integers(0, 9))
    def careless(student, x):
        """S."""
        seen.append((np.random.normal(), random.random()))

    run(double, careless)
    np.random.seed(5)
    random.seed(6)
    first = seen.copy()
    seen.clear()
    run(double, careless)
    assert seen == first


def test_the_same_submission_gets_the_same_message():
    wrong = lambda x: 2 * x + (x.size > 3)  # noqa: E731
    assert run(wrong)[0] == run(wrong)[0]


def test_the_test_function_is_left_as_it_was():
    before = doubles.hypothesis.inner_test
    run(lambda x: x)
    assert doubles.hypothesis.inner_test is before


@item("double")
def doubles_half(student):
    """It doubles, more or less."""
    if student.double(1.0).value != 2.0:
        raise WrongAnswer("It is half right.", credit=0.5)


@item("double")
@given(x=st.integers(0, 9))
def doubles_mostly(student, x):
    """It doubles most numbers."""
    if student.double(x).value != 2 * x:
        raise WrongAnswer(f"{x} is wrong.", credit=x / 10)


def test_a_wrong_answer_may_earn_part_of_its_test():
    result, _ = run(lambda x: x, doubles_half)
    assert (result.verdict, result.credit) == (Verdict.FAILED, 0.5)
    assert result.message.startswith("It is half right.")


def test_a_right_answer_needs_no_credit():
    assert run(double, doubles_half)[0].credit == 0


def test_an_exception_earns_nothing_whatever_came_before():
    def moody(x):
        if x == 0:
            raise ValueError
        return 0

    result, _ = run(moody, doubles_mostly)
    assert result.credit == 0


def test_of_several_cases_the_least_credit_counts():
    result, _ = run(lambda x: 2 * x if x < 3 else 0, doubles_mostly)
    assert (result.verdict, result.credit) == (Verdict.FAILED, 0.3)


@pytest.mark.parametrize("credit", [1, 1.5, -0.1, float("nan")])
def test_credit_that_makes_no_sense_is_the_graders_failure(credit):
    @item("double")
    def test_generous(student):
        """It is generous."""
        raise WrongAnswer("wrong", credit=credit)

    result, _ = run(double, test_generous)
    assert (result.verdict, result.credit) == (Verdict.GRADER_ERROR, 0)
