"""A submission that is trusted code in this process: for tests of what judges it."""

from __future__ import annotations

import functools
import importlib
import types
from typing import Any

from autograder.config import load_course
from autograder.judge.collection import HiddenTest
from autograder.judge.recording import playable_tests
from autograder.judge.reference import load_reference
from autograder.judge.runner import run_test
from autograder.judge.student import Student
from autograder.parts import load_part
from autograder.protocol.messages import Call
from autograder.records import Submission, Verdict
from autograder.worker.adapter import adapter_of
from autograder.worker.calls import Caller
from autograder.worker.shell import Outputs


class LocalSession:
    """Answers calls from a namespace, through the adapter of a part."""

    def __init__(self, part: str, namespace: dict[str, Any]) -> None:
        self.adapter = adapter_of(importlib.import_module(f"autograder.adapters.{part}"))
        shell: Any = types.SimpleNamespace(user_ns=namespace, outputs=Outputs(10_000))
        self.caller = Caller(shell, self.adapter.functions)
        self.cpu_used = 0.0
        self.calls = 0
        self.failures: dict[int, Any] = {}
        self.refuses: tuple[str, ...] = ()

    def begin_test(self) -> None:
        """There is nothing to prepare."""

    def failure_of(self, item: str) -> None:
        """No cell has failed."""

    def call(self, function: str, args: list[Any], kwargs: dict[str, Any], seed: int, fresh: bool) -> tuple[int, Any]:
        """The call's id, and what it gave."""
        self.calls += 1
        return self.calls, self.caller.answer(Call(self.calls, function, args, kwargs, seed, fresh, self.refuses))


def local_student(part: str, **namespace: Any) -> Student:
    """The proxy of a submission that defines some names."""
    session: Any = LocalSession(part, namespace)
    return Student(session, types.ModuleType("reference"), seed=1)


@functools.cache
def _tests_of(part: str) -> list[HiddenTest]:
    return list(playable_tests(load_part(part), load_course().grading_seed))


def failures(part: str, item: str, names: dict[str, Any]) -> dict[str, str | None]:
    """Names of the hidden tests of an item that a namespace does not pass, with their messages."""
    reference = load_reference(part)
    failed: dict[str, str | None] = {}
    for test in (test for test in _tests_of(part) if test.grade_id == item):
        session: Any = LocalSession(part, {**vars(reference), **names})
        session.submission = Submission(part, ())
        result = run_test(test, session, reference)
        assert result.verdict is not Verdict.GRADER_ERROR, result.message
        if result.verdict is not Verdict.PASSED:
            failed[test.name.removeprefix("test_")] = result.message
    return failed
