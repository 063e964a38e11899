"""``grade``: one submission of one part in, one report out. The same input gives the same report."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from pathlib import Path
from types import ModuleType

import msgspec

from autograder.config import HOUSE, Course
from autograder.errors import SandboxLost, SubmissionError
from autograder.judge.collection import HiddenTest
from autograder.judge.diagnosis import diagnose
from autograder.judge.local import Adapters, adapters_of
from autograder.judge.mistakes import Mistake, load_mistakes
from autograder.judge.oracle import ReferenceOracle
from autograder.judge.recording import playable_tests
from autograder.judge.reference import load_reference
from autograder.judge.runner import Played
from autograder.outputs import as_nbformat
from autograder.records import Item, ItemReport, Part, Report, Submission, TestResult, Verdict
from autograder.sandbox.isolation import describe_isolation
from autograder.sandbox.process import SandboxedWorker
from autograder.scoring import better, item_report, manual_report
from autograder.session import Session, Shared

_RUSHED = "a wall-clock limit was met; the verdict may depend on load"


def grade(
    submission: Submission,
    part: Part,
    course: Course,
    house: Path = HOUSE,
    *,
    explain: bool = True,
    only: Collection[str] | None = None,
) -> Report:
    """Grade a submission in a sandbox; unless told not to, look for small failing cases, to paste, and for a hint.

    ``only`` names the items to grade, if not all; the caller knows that the others earn everything.
    Whatever the submission does becomes a verdict. Raises SandboxError if this machine cannot isolate
    student code, ConfigError if the part is not built or its tests are not sound, SubmissionError if the
    part needs to know whose submission this is and it does not say.
    """
    require_student(submission, part)
    try:
        return _Grading(submission, part, course, house, explain, only).report()
    except SandboxLost:  # nothing is lost but time: the same input gives the same report
        return _Grading(submission, part, course, house, explain, only).report()


def require_student(submission: Submission, part: Part) -> None:
    """Require that a personal part comes with its student's id. Raises SubmissionError."""
    if part.personal and not submission.student_id:
        raise SubmissionError(f"{part.name} draws its numbers from the student's id: add --student ID")


def open_session(
    submission: Submission,
    part: Part,
    course: Course,
    house: Path = HOUSE,
    substitutes: tuple[str, ...] = (),
    oracle: ReferenceOracle | None = None,
    shared: Shared | None = None,
) -> Session:
    """A session in the sandbox that the course asks for; the caller closes it."""
    adapter = house / "autograder" / "adapters" / f"{part.name}.py"
    files = part.support_files | submission.files

    def launch() -> SandboxedWorker:
        return SandboxedWorker(
            course.limits, course.isolation, part.hidden_modules, files, adapter if adapter.is_file() else None
        )

    return Session(submission, part, course.limits, launch, substitutes, oracle, shared, course.numbers_seed)


class _Grading:
    """The steps of ``grade``, around one session that lasts for all items."""

    def __init__(
        self,
        submission: Submission,
        part: Part,
        course: Course,
        house: Path,
        explain: bool,
        only: Collection[str] | None,
    ) -> None:
        self.submission, self.part, self.course, self.house = submission, part, course, house
        self.explain, self.only = explain, only
        self.reference = load_reference(part.name, house)
        self.tests = [
            test for test in playable_tests(part, course.grading_seed, house) if test.name not in course.voided_tests
        ]
        self.mistakes, self.adapters = load_mistakes(part, house), adapters_of(part.name, house)
        self.session = open_session(submission, part, course, house)
        self.flags: dict[str, None] = {}
        self.rushed = False

    def report(self) -> Report:
        try:
            items = self._items()
            outputs = {index: as_nbformat(shown) for index, shown in sorted(self.session.outputs.items())}
        finally:
            self.session.close()
        rushed = self.rushed or self.session.waited_too_long
        notes = (*self.submission.notes, *((_RUSHED,) if rushed else ()))
        isolation = describe_isolation(self.course.isolation)
        return Report(self.part.name, items, notes, outputs, isolation, rushed, tuple(self.flags))

    def _items(self) -> tuple[ItemReport, ...]:
        self.reports: dict[str, ItemReport] = {}
        for item in self.part.items:
            if self.only is None or item.grade_id in self.only:
                self.reports[item.grade_id] = self._item(item)
        return tuple(self.reports.values())

    def _item(self, item: Item) -> ItemReport:
        """The best of the tries that an item has: as it is, with its own inputs, with correct earlier functions."""
        if item.manual:
            return manual_report(item)
        tests = [test for test in self.tests if test.grade_id == item.grade_id]
        mistakes = [entry for entry in self.mistakes if entry.grade_id == item.grade_id]
        with contextlib.ExitStack() as sessions:
            tries = self._tries(item, tests, sessions)
            best = tries[0]
            for other in tries[1:]:
                best = other if better(best.report, other.report) is other.report else best
            return best.explained(mistakes, self.reference, self.adapters) if self.explain else best.report

    def _tries(self, item: Item, tests: Sequence[HiddenTest], sessions: contextlib.ExitStack) -> list[_Try]:
        used = {self.reports[name].verdict for name in item.uses if name in self.reports}
        first: list[_Try] = []
        if used & {Verdict.TIMED_OUT, Verdict.KILLED}:  # as it is, it would only meet that accident again
            first = [self._carried(item, tests, sessions)]
            if first[0].report.verdict is Verdict.PASSED:
                return first
        direct = [self._try(item, tests, self.session)]
        verdict = direct[0].report.verdict
        if direct[0].asked_for_given and verdict not in (Verdict.PASSED, Verdict.TIMED_OUT):
            direct.append(self._try(item, tests, self.session, own_results=True))
            if better(direct[0].report, direct[1].report) is direct[1].report:
                verdict = direct[1].report.verdict
        if not first and verdict is not Verdict.PASSED and used - {Verdict.PASSED}:
            return [*direct, self._carried(item, tests, sessions)]
        return [*direct, *first]

    def _carried(self, item: Item, tests: Sequence[HiddenTest], sessions: contextlib.ExitStack) -> _Try:
        """The item with correct functions in place of the student's earlier ones, in a worker of its own."""
        oracle = ReferenceOracle(self.reference, self.course.limits.call_cpu)
        session = open_session(
            self.submission, self.part, self.course, self.house, item.uses, oracle, self.session.shared
        )
        sessions.callback(self._end, session)
        return self._try(item, tests, session, carried=True)

    def _end(self, session: Session) -> None:
        session.close()
        self.rushed |= session.waited_too_long

    def _try(
        self,
        item: Item,
        tests: Sequence[HiddenTest],
        session: Session,
        own_results: bool = False,
        carried: bool = False,
    ) -> _Try:
        session.begin_item(item.grade_id)
        played: list[Played | TestResult] = []
        timeouts = 0
        for test in tests:
            if timeouts >= self.course.limits.timeouts_per_item:
                played.append(_skipped(test))
                continue
            one = Played(test, session, self.reference, own_results)
            timeouts += one.result(paste=False).verdict is Verdict.TIMED_OUT
            played.append(one)
            self.flags |= dict.fromkeys(one.student.flags)
        return _Try(item, played, own_results, carried)


class _Try:
    """One way in which an item was tried: its tests, played."""

    def __init__(self, item: Item, played: Sequence[Played | TestResult], own_results: bool, carried: bool) -> None:
        self.item, self.played, self.own_results, self.carried = item, played, own_results, carried
        self.report = self._report()

    @property
    def asked_for_given(self) -> bool:
        """Whether any test gave the submission results of an earlier item."""
        return any(isinstance(one, Played) and one.student.asked_for_given for one in self.played)

    def explained(self, mistakes: Sequence[Mistake], reference: ModuleType, adapters: Adapters) -> ItemReport:
        """The report with smaller cases in its messages, and the hint of the mistake that it is."""
        failing = [case for one in self.played if isinstance(one, Played) for case in one.explain()]
        hint = diagnose(failing, mistakes, reference, self.own_results, adapters)
        return msgspec.structs.replace(self._report(paste=True), hint=hint)

    def _report(self, paste: bool = False) -> ItemReport:
        results = [one.result(paste) if isinstance(one, Played) else one for one in self.played]
        return item_report(self.item, _without_repeats(results), self.carried)


def _without_repeats(results: Sequence[TestResult]) -> list[TestResult]:
    """The results, with a message that stood there before cut to its first line."""
    seen: set[str] = set()
    shortened = []
    for result in results:
        message = result.message
        if message is not None and message in seen and "\n" in message:
            message = f"{message.splitlines()[0]} (The same case as above.)"
        seen.add(result.message or "")
        shortened.append(msgspec.structs.replace(result, message=message))
    return shortened


def _skipped(test: HiddenTest) -> TestResult:
    message = "Not tried: this function ran out of time before. Make that case end first."
    return TestResult(test.name, test.sentence, test.weight, Verdict.SKIPPED, message)
