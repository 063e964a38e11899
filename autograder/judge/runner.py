"""Runs one hidden test against one session and words what happened for the student."""

from __future__ import annotations

import hashlib
import itertools
import random
import sys
from types import ModuleType
from typing import Any

import msgspec
import numpy as np

from autograder.errors import GraderError
from autograder.judge.cases import body_of, decode_case, replaced_body
from autograder.judge.collection import HiddenTest
from autograder.judge.compare import WrongAnswer
from autograder.judge.diagnosis import FailingCase, failing_cases
from autograder.judge.snippet import MAX_CHARACTERS, LoggedCall, parameters_of, snippet
from autograder.judge.student import Student, StudentRaised
from autograder.outputs import readable
from autograder.records import TestResult, Verdict
from autograder.session import Interrupted, Session

#: Cases that may be tried to make a failing one smaller, and seconds of the student's CPU for them.
SHRINK_BUDGET = 150
SHRINK_CPU = 5.0
#: Characters of a message; a snippet to paste alone may have most of them.
MAX_MESSAGE = 8_000


class _Enough(BaseException):
    """No further case is worth trying; not an ``Exception``, so that Hypothesis lets it through."""


class _Failure(msgspec.Struct):
    """A failing case: its size decides which one a student sees; ``calls``, or the ``code`` of a test, repeat it."""

    verdict: Verdict
    message: str
    size: tuple[int, int]
    calls: list[LoggedCall]
    code: str


class Played:
    """A hidden test after its recorded cases were played against a submission: what came of it, and why."""

    def __init__(self, test: HiddenTest, session: Session, reference: ModuleType, own_results: bool = False) -> None:
        seed = int.from_bytes(hashlib.sha256(test.grade_id.encode()).digest()[:4], "big")
        self.test, self.session = test, session
        self.student = Student(session, reference, seed, own_results)
        self.cases = _Cases(self.student, reference, seed)
        self.passed = 0
        self.failed = False
        self.interrupted: Interrupted | None = None
        session.begin_test()
        self._play()

    def _play(self) -> None:
        try:
            for case in self.test.cases:
                self.cases.run(body_of(self.test.function), {"student": self.student, **decode_case(case)})
                self.passed += 1
        except Interrupted as raised:
            self.interrupted = raised
        except (WrongAnswer, StudentRaised):
            self.failed = True
        except _Enough:
            pass  # the test itself is at fault

    def explain(self) -> list[FailingCase]:
        """Look for a failing case that is easier to read, and for all that fail: they tell which mistake it is."""
        if not self.failed or self.cases.absent:
            return []
        self.session.begin_test()
        _make_smaller(self.test, self.cases, self.passed)
        if self.student.subject:  # what calls through an adapter says what is wrong itself
            return []
        return failing_cases(self.test, self.student, self.passed)

    def result(self, paste: bool = True) -> TestResult:
        """The result so far; ``paste`` adds the failing calls to its message, which costs as much as to play them.

        Raises GraderError when nothing can be graded here, such as SandboxError.
        """
        failure = _outcome(self.cases, self.interrupted)
        if failure is None:
            return TestResult(self.test.name, self.test.sentence, self.test.weight, Verdict.PASSED, None)
        message = _with_calls(failure, self.cases.reference) if paste else failure.message
        credit = self.cases.credit if failure.verdict is Verdict.FAILED else 0.0
        shown = readable(message, MAX_MESSAGE)
        return TestResult(self.test.name, self.test.sentence, self.test.weight, failure.verdict, shown, credit)


def run_test(test: HiddenTest, session: Session, reference: ModuleType) -> TestResult:
    """The result of a hidden test, with the smallest failing case that was found.

    The test's cases are played in order; the first that fails goes back to Hypothesis, to be made smaller.
    Never raises for what a submission did; an exception of the test or the reference is ``GRADER_ERROR``.
    Raises GraderError when nothing can be graded here, such as SandboxError.
    """
    played = Played(test, session, reference)
    played.explain()
    return played.result()


def _make_smaller(test: HiddenTest, cases: _Cases, passed: int) -> None:
    """Let Hypothesis meet the failing case again and shrink it; ``cases`` remembers what it finds.

    Hypothesis draws the recorded cases anew, in order: the first ``passed`` need not be tried again.
    """
    if not hasattr(test.function, "hypothesis"):
        return
    inner = body_of(test.function)
    drawn = itertools.count()

    def body(**kwargs: Any) -> None:
        if next(drawn) >= passed:
            cases.run(inner, kwargs)

    with replaced_body(test.function, body):
        try:
            test.function(student=cases.student)
        except KeyboardInterrupt:
            raise
        except BaseException:  # whatever ends the search, ``cases`` knows what was found
            return


def _outcome(cases: _Cases, interrupted: Interrupted | None) -> _Failure | None:
    if isinstance(cases.fault, GraderError):
        raise cases.fault from None
    if cases.fault is not None:
        return _Failure(Verdict.GRADER_ERROR, f"the grader failed: {_words(cases.fault)}", (0, 0), [], "")
    if cases.smallest is None and interrupted is not None:
        return cases.failure(interrupted.verdict, f"{interrupted.message}.")
    return cases.smallest


class _Cases:
    """Watches the cases of one test: remembers the smallest that failed, and ends endless shrinking."""

    def __init__(self, student: Student, reference: ModuleType, seed: int) -> None:
        self.student, self.reference, self.seed = student, reference, seed
        self.smallest: _Failure | None = None
        self.fault: BaseException | None = None
        self.absent = False
        self.credit = 1.0
        self.since_failure = 0
        self.cpu_at_failure = 0.0

    @property
    def shrinking(self) -> bool:
        return self.smallest is not None

    def run(self, inner: Any, kwargs: dict[str, Any]) -> None:
        """Run one case, and note what became of it."""
        if self.shrinking:
            self.since_failure += 1
            if self.since_failure > SHRINK_BUDGET or self.student.cpu_used - self.cpu_at_failure > SHRINK_CPU:
                raise _Enough
        self.student.begin_case()
        _seed_chance(self.seed)
        try:
            inner(**kwargs)
        except WrongAnswer as wrong:
            self.credit = min(self.credit, wrong.credit)
            self._note(Verdict.FAILED, str(wrong))
            raise
        except StudentRaised as raised:
            self.credit = 0.0
            self.absent = _is_missing(raised, self.student)
            self._note(Verdict.ERROR, _words_of_failure(raised, self.student))
            raise
        except Exception as error:
            if type(error).__module__.startswith("hypothesis"):
                raise
            self.fault = error
            raise _Enough from error

    def failure(self, verdict: Verdict, message: str) -> _Failure:
        """The case that was tried last, as one that failed."""
        calls, code = ([], "") if self.absent else (self.student.log, self.student.code)
        return _Failure(verdict, message, _size([call.args for call in self.student.log]), calls, code)

    def _note(self, verdict: Verdict, message: str) -> None:
        failure = self.failure(verdict, message)
        if self.smallest is None:
            self.cpu_at_failure = self.student.cpu_used
        if self.smallest is None or failure.size <= self.smallest.size:
            self.smallest = failure


def _seed_chance(seed: int) -> None:
    """Have what a test draws by oversight, such as the first weights of a module, be the same each time."""
    random.seed(seed)
    np.random.seed(seed)
    if "torch" in sys.modules:
        sys.modules["torch"].default_generator.manual_seed(seed)


def _with_calls(failure: _Failure, reference: ModuleType) -> str:
    """A message followed by the calls that it is about, ready to paste."""
    if failure.code:
        text = failure.code if len(failure.code) <= MAX_CHARACTERS else ""
    else:
        known = [call for call in failure.calls if hasattr(reference, call.function)]
        text = snippet(known, lambda name: parameters_of(getattr(reference, name))) if known else ""
    return f"{failure.message}\nTo see it yourself:\n{_indent(text)}" if text else failure.message


def _indent(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


def _is_missing(raised: StudentRaised, student: Student) -> bool:
    """Whether the called function does not exist, or is not written yet: no call would show more."""
    failure = raised.failure
    absent = failure.type == "NameError" and f"'{student.asked}'" in failure.message
    return absent or failure.type == "NotImplementedError"


def _words_of_failure(raised: StudentRaised, student: Student) -> str:
    failure, function = raised.failure, student.asked
    if failure.type == "NotImplementedError":
        return f"{function} is not written yet: replace the line that raises NotImplementedError."
    if _is_missing(raised, student):
        broken = student.cell_failure(function)
        why = f" because its cell stopped with {broken.type}: {broken.message}" if broken else ""
        return (
            f"There is no {function} in this notebook{why}. Run all cells from the top, in a fresh kernel, to see it."
        )
    where = f"\n{_indent(failure.traceback)}" if failure.traceback else ""
    lacking = student.missing_module()
    if failure.type == "NameError" and lacking:
        where += f"\nBefore that, a cell stopped with {lacking.type}: {lacking.message}."
    return f"{function} raised {failure.type}: {failure.message}{where}"


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _size(value: Any) -> tuple[int, int]:
    """How much a person has to read: entries, then entries that are not zero."""
    if isinstance(value, np.ndarray):
        return value.size, int(np.count_nonzero(value))
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        sizes = [_size(entry) for entry in value]
        return sum(size for size, _ in sizes), sum(size for _, size in sizes)
    return 1, 1
