"""A submission that is trusted code in this process: for tests of what judges it."""

from __future__ import annotations

import functools
import types
from typing import Any

from autograder.config import load_course
from autograder.judge.collection import HiddenTest
from autograder.judge.local import LocalSession, adapters_of
from autograder.judge.recording import playable_tests
from autograder.judge.reference import load_reference
from autograder.judge.runner import run_test
from autograder.judge.student import Student
from autograder.parts import load_part
from autograder.records import Submission, Verdict


def local_student(part: str, **namespace: Any) -> Student:
    """The proxy of a submission that defines some names."""
    session: Any = LocalSession(namespace, adapters_of(part))
    return Student(session, types.ModuleType("reference"), seed=1)


@functools.cache
def _tests_of(part: str) -> list[HiddenTest]:
    return list(playable_tests(load_part(part), load_course().grading_seed))


def failures(part: str, item: str, names: dict[str, Any]) -> dict[str, str | None]:
    """Names of the hidden tests of an item that a namespace does not pass, with their messages."""
    reference = load_reference(part)
    failed: dict[str, str | None] = {}
    for test in (test for test in _tests_of(part) if test.grade_id == item):
        session: Any = LocalSession({**vars(reference), **names}, adapters_of(part))
        session.submission = Submission(part, ())
        result = run_test(test, session, reference)
        assert result.verdict is not Verdict.GRADER_ERROR, result.message
        if result.verdict is not Verdict.PASSED:
            failed[test.name.removeprefix("test_")] = result.message
    return failed
