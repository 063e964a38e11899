"""Finds the known mistake that a submission made, by what its functions return on the cases that fail."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

import msgspec
import numpy as np

from autograder.judge.cases import body_of, decode_case
from autograder.judge.collection import HiddenTest
from autograder.judge.compare import FLOOR, TOLERANCE, WrongAnswer
from autograder.judge.local import Adapters, LocalSession
from autograder.judge.mistakes import Mistake
from autograder.judge.snippet import LoggedCall
from autograder.judge.student import Student, StudentRaised
from autograder.session import Interrupted

#: Fewer calls than this, in failing cases, say too little about what went wrong.
FEWEST_CALLS = 3
#: Calls of one case that are compared; tests of chance make hundreds.
MAX_CALLS = 200
#: Seconds of a submission's CPU that one failing test may cost once more, to see all of its failing cases.
OBSERVED_CPU = 2.0


class FailingCase(msgspec.Struct):
    """A recorded case that a submission failed, and the calls of it with what they returned."""

    test: HiddenTest
    case: bytes
    calls: list[LoggedCall]


class _Different(Exception):
    """A known mistake returned something else than the submission."""


def failing_cases(test: HiddenTest, student: Student, passed: int = 0) -> list[FailingCase]:
    """Play the recorded cases of a test once more, but for the first that passed; those with a wrong answer.

    Empty if the submission raises or stops on any: then a message of its own says more than a hint.
    """
    found: list[FailingCase] = []
    end = student.cpu_used + OBSERVED_CPU
    for case in test.cases[passed:]:
        calls: list[LoggedCall] = []
        student.watch = calls.append
        try:
            failed = _fails(test, student, case)
        except (StudentRaised, Interrupted):
            return []
        finally:
            student.watch = None
        if failed:
            found.append(FailingCase(test, case, calls[:MAX_CALLS]))
        if student.cpu_used > end:
            return []
    return found


def diagnose(
    failing: Sequence[FailingCase],
    mistakes: Sequence[Mistake],
    reference: ModuleType,
    own_results: bool = False,
    adapters: Adapters | None = None,
) -> str | None:
    """The hint of the one mistake that returns the same as the submission on every failing case.

    None if no mistake does, or several do, or the failing cases hold fewer than ``FEWEST_CALLS`` calls.
    ``adapters`` are the functions that a worker calls in place of a student's.
    """
    if sum(len(case.calls) for case in failing) < FEWEST_CALLS:
        return None
    matching = [
        entry
        for entry in mistakes
        if not entry.silent and _explains(entry, failing, reference, own_results, adapters or {})
    ]
    return matching[0].hint if len(matching) == 1 else None


def _explains(
    entry: Mistake, failing: Sequence[FailingCase], reference: ModuleType, own_results: bool, adapters: Adapters
) -> bool:
    session: Any = LocalSession(vars(reference) | {entry.grade_id: entry.function}, adapters)
    student = Student(session, reference, 0, own_results)
    try:
        return all(_fails_alike(one, student, entry.grade_id, adapters) for one in failing)
    except (_Different, StudentRaised, Interrupted):
        return False


def _fails_alike(one: FailingCase, student: Student, function: str, adapters: Adapters) -> bool:
    """Whether a known mistake fails a case by the same calls and answers. Raises _Different at the first other."""
    theirs = iter(one.calls)

    def compare(known: LoggedCall) -> None:
        call = next(theirs, None)
        if call is not None and not _same_call(call, known, function, adapters):
            raise _Different

    student.watch = compare
    return _fails(one.test, student, one.case) and next(theirs, None) is None


def _fails(test: HiddenTest, student: Student, case: bytes) -> bool:
    student.begin_case()
    try:
        body_of(test.function)(student=student, **decode_case(case))
    except WrongAnswer:
        return True
    return False


def _same_call(theirs: LoggedCall, known: LoggedCall, function: str, adapters: Adapters) -> bool:
    """Whether two calls are of one function and, if that is ``function`` or an adapter's, gave the same numbers."""
    if theirs.function != known.function:
        return False
    if known.function == function:
        return _alike(theirs.returned, known.returned) and _as_changed(theirs, known)
    if known.function not in adapters:
        return True
    left, right = (dict(_numbers(call.returned, whole=True)) for call in (theirs, known))
    return left.keys() == right.keys() and all(_close(left[key], right[key]) for key in right)


def _as_changed(theirs: LoggedCall, known: LoggedCall) -> bool:
    """Whether arguments came out the same; a change that is also returned may be made on a copy instead."""
    if not all(
        place in theirs.changed and _alike(theirs.changed[place], value) for place, value in known.changed.items()
    ):
        return False
    return all(place in known.changed or _alike(theirs.returned, value) for place, value in theirs.changed.items())


def _alike(theirs: Any, known: Any) -> bool:
    """Whether two results hold the same numbers, caches apart: how those are laid out is the student's affair."""
    left, right = dict(_numbers(theirs)), dict(_numbers(known))
    return bool(right) and right.keys() <= left.keys() and all(_close(left[key], right[key]) for key in right)


def _numbers(value: Any, path: tuple[Any, ...] = (), whole: bool = False) -> Iterator[tuple[Any, np.ndarray]]:
    """The numeric entries of a result: itself, those of its dicts, and those that it lists at the top, or anywhere."""
    if isinstance(value, np.ndarray | np.generic | int | float) or _is_tensor(value):
        if np.asarray(value).dtype.kind in "biuf":
            yield path, np.asarray(value, np.float64)
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from _numbers(entry, (*path, key), whole)
    elif isinstance(value, list | tuple) and (whole or not path):
        for index, entry in enumerate(value):
            yield from _numbers(entry, (*path, index), whole)


def _is_tensor(value: Any) -> bool:
    """Whether this is a tensor, without loading torch where no part needs it."""
    return "torch" in sys.modules and isinstance(value, sys.modules["torch"].Tensor)


def _close(left: np.ndarray, right: np.ndarray) -> bool:
    if left.shape != right.shape or not np.array_equal(np.isfinite(left), np.isfinite(right)):
        return False
    left, right = np.nan_to_num(left), np.nan_to_num(right)
    scale = max(float(np.abs(right).max(initial=0.0)), FLOOR)
    return float(np.abs(left - right).max(initial=0.0)) / scale <= TOLERANCE
