"""Hidden tests against trusted code: what they say of a mistake, or of a mutant of the reference."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any

import msgspec

from autograder.judge.cases import body_of, decode_case
from autograder.judge.collection import HiddenTest
from autograder.judge.compare import WrongAnswer
from autograder.judge.diagnosis import FailingCase, diagnose, failing_cases
from autograder.judge.local import Adapters, LocalSession
from autograder.judge.mistakes import Mistake
from autograder.judge.student import Student, StudentRaised
from autograder.records import Verdict
from autograder.session import Interrupted


class Trial(msgspec.Struct, frozen=True):
    """What is needed to try code against the hidden tests of one item."""

    grade_id: str
    tests: Sequence[HiddenTest]
    reference: ModuleType
    adapters: Adapters = {}
    call_cpu: float = 1.0

    def verdict(self, test: HiddenTest, namespace: Mapping[str, Any]) -> Verdict:
        """What one hidden test says of a namespace of functions; its cases stop at the first that fails.

        An exception of the test itself is raised, not judged.
        """
        return self._verdict(test, self._student(namespace))

    def _verdict(self, test: HiddenTest, student: Student) -> Verdict:
        try:
            for case in test.cases:
                student.begin_case()
                body_of(test.function)(student=student, **decode_case(case))
        except WrongAnswer:
            return Verdict.FAILED
        except StudentRaised:
            return Verdict.ERROR
        except Interrupted as interrupted:
            return interrupted.verdict
        return Verdict.PASSED

    def failures(self, namespace: Mapping[str, Any], enough: int | None = None) -> list[HiddenTest]:
        """All hidden tests that a namespace does not pass, in order; or the first few, if they are ``enough``."""
        student = self._student(namespace)  # one for all of them: what tests ask in common is asked once
        failed = (test for test in self.tests if self._verdict(test, student) is not Verdict.PASSED)
        return list(itertools.islice(failed, enough))

    def hint(self, namespace: Mapping[str, Any], failed: Sequence[HiddenTest], known: Sequence[Mistake]) -> str | None:
        """The hint that a submission of this namespace would read."""
        found: list[FailingCase] = []
        for test in failed:
            found += failing_cases(test, self._student(namespace))
        return diagnose(found, known, self.reference, adapters=self.adapters)

    def _student(self, namespace: Mapping[str, Any]) -> Student:
        session: Any = LocalSession(namespace, self.adapters, self.call_cpu)
        return Student(session, self.reference, 0)
