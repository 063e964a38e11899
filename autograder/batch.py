"""``autograder batch``: all of ``submitted/`` into the gradebook, whatever is in there.

Reports are computed in parallel; nbgrader's own converter then writes gradebook and ``autograded/``,
one student after the other, from clean copies. Nothing of one student can stop or change another.
"""

from __future__ import annotations

import os
import shlex
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from textwrap import shorten
from typing import Any

from autograder.config import HOUSE, Course, load_course
from autograder.errors import ConfigError
from autograder.nbgrader_hooks.converting import Nbgrader
from autograder.nbgrader_hooks.restore import restored_submission
from autograder.progress import Progress, progress_bar
from autograder.records import ItemReport, Part, Record, Report, Submission, Verdict
from autograder.report_store import ReportStore, report_key
from autograder.sandbox.process import require_isolation
from autograder.staging import NOT_HANDED_IN, Finding, stage, student_id_problem

#: Of a message of the grader, so many characters go into the summary.
MAX_MESSAGE = 200

Grade = Callable[[Submission, Part, Course], Report]


class StudentOutcome(Record, frozen=True):
    """What became of one student's assignment. ``outcome`` is one word of ``OUTCOMES``."""

    student_id: str
    outcome: str
    score: float | None
    max_score: float
    notes: tuple[str, ...] = ()


#: From the most to the least urgent.
OUTCOMES = ("grader_error", "refused", "unusable", "flagged", "missing", "healed", "needs_grading", "graded")


class BatchSummary(Record, frozen=True):
    """What a batch did."""

    assignment: str
    students: tuple[StudentOutcome, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many students had each outcome; outcomes that nobody had are left out."""
        found = [student.outcome for student in self.students]
        return {outcome: found.count(outcome) for outcome in OUTCOMES if outcome in found}

    @property
    def needs_attention(self) -> tuple[StudentOutcome, ...]:
        """Students that a person should look at, the most urgent first."""
        urgent = [student for student in self.students if student.outcome not in ("graded", "needs_grading")]
        return tuple(sorted(urgent, key=lambda student: (OUTCOMES.index(student.outcome), student.student_id)))

    @property
    def exit_status(self) -> int:
        return 3 if "grader_error" in self.counts else 0


@dataclass
class _Student:
    """One student on the way: what was found, and the reports so far."""

    student_id: str
    findings: dict[str, Finding]
    submissions: dict[str, Submission] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        return self.reports.keys() >= self.submissions.keys()


def batch(
    assignment: str,
    root: Path,
    jobs: int | None = None,
    students: Sequence[str] | None = None,
    progress: bool = True,
    *,
    executor: Executor | None = None,
    grade: Grade | None = None,
) -> BatchSummary:
    """Grade an assignment of the course in ``root``: all students, or those named.

    ``executor`` replaces the pool of ``jobs`` processes; ``grade`` replaces the sandboxed grader and
    must be picklable. Raises ConfigError for wrong arguments, SandboxError when nothing can be graded
    because this machine cannot isolate student code; in both cases before the gradebook is touched.
    """
    root = root.resolve()
    if grade is None:
        require_isolation(load_course(root if (root / "course_config.py").is_file() else HOUSE).isolation)
    run = _Run(assignment, root, grade or _grade, jobs or len(os.sched_getaffinity(0)))
    names = run.chosen(students)
    scratch = root / ".autograder"
    scratch.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="staged-") as folder:
        staged = run.nbgrader.staged(Path(folder))
        staged.freeze(run.course, run.parts, run.releases)
        work = [run.prepare(name, staged.submission(name)) for name in names]
        with progress_bar(len(work), progress) as shown:
            done = list(run.process(work, staged, shown, executor))
    order = {name: place for place, name in enumerate(run.order)}
    done += run.refused
    return BatchSummary(assignment, tuple(sorted(done, key=lambda student: order[student.student_id])))


class _Run:
    """The steps of one batch."""

    def __init__(self, assignment: str, root: Path, grade: Grade, workers: int) -> None:
        self.course = load_course(root if (root / "course_config.py").is_file() else HOUSE)
        if assignment not in self.course.assignments:
            known = ", ".join(self.course.assignments)
            raise ConfigError(f"{assignment!r} is no assignment of this course; there is {known}")
        self.assignment, self.grade, self.workers = assignment, grade, workers
        self.nbgrader = Nbgrader(assignment, root)
        self.nbgrader.require_assignment()
        hook = self.nbgrader.hook
        names = self.course.assignments[assignment].parts
        self.parts = {name: hook.part(name) for name in names}
        self.releases = {name: hook.release(name) for name in names}
        self.store = ReportStore(root / ".autograder" / "reports")
        self.refused: list[StudentOutcome] = []
        self.order: list[str] = []

    @property
    def max_score(self) -> float:
        return round(sum(part.max_score for part in self.parts.values()), 2)

    def chosen(self, students: Sequence[str] | None) -> list[str]:
        """The ids to grade; notes folders that cannot be a student's."""
        found = self.nbgrader.students()
        for name in students or ():
            problem = student_id_problem(name)
            if problem:
                raise ConfigError(f"{name!r}: {problem}")
            if name not in found:
                raise ConfigError(f"{name!r} handed in nothing for {self.assignment!r}")
        self.order = [name for name in found if students is None or name in students]
        for name in self.order:
            problem = student_id_problem(name)
            if problem:
                self.refused.append(StudentOutcome(name, "refused", None, self.max_score, (problem,)))
        refused = {student.student_id for student in self.refused}
        return [name for name in self.order if name not in refused]

    def prepare(self, name: str, target: Path) -> _Student:
        """Stage a student's files, and make of them what is to be graded."""
        parts, limits = list(self.parts.values()), self.course.limits
        student = _Student(name, stage(self.nbgrader.submission(name), target, parts, limits))
        for part_name, finding in student.findings.items():
            student.notes += [note for note in finding.notes if note not in student.notes]
            if finding.notebook is None:
                student.notes.append(finding.unusable or "nothing was usable")
                continue
            part, release = self.parts[part_name], self.releases[part_name]
            submission, notes = restored_submission(finding.notebook, part, release, name, finding.handed_in)
            student.submissions[part_name] = submission
            student.notes += notes
        return student

    def process(
        self, work: Sequence[_Student], staged: Nbgrader, shown: Progress, executor: Executor | None
    ) -> Iterator[StudentOutcome]:
        """Convert each student as soon as all reports are there; last those of whom nothing was usable."""
        for student, part, report in self._reports(work, executor):
            student.reports[part] = report
            self.store.put(report_key(student.submissions[part], self.parts[part], self.course), report)
            if student.complete:
                yield self._finish(student, staged, shown)
        for student in work:
            if not student.submissions:
                yield self._finish(student, staged, shown)

    def _reports(self, work: Iterable[_Student], executor: Executor | None) -> Iterator[tuple[_Student, str, Report]]:
        """Reports as they arrive; a grader error in place of one that could not be computed."""
        jobs = [(student, part) for student in work for part in student.submissions]
        calls = [(self.grade, student.submissions[part], self.parts[part], self.course) for student, part in jobs]
        for place, future in in_parallel(calls, self.workers, executor):
            student, part = jobs[place]
            error = future.exception()
            # whatever else it is, it is ours, and must not cost the other students
            yield student, part, _failed(self.parts[part], error) if error else future.result()

    def _finish(self, student: _Student, staged: Nbgrader, shown: Progress) -> StudentOutcome:
        reports = [student.reports[part] for part in student.submissions]
        problem = staged.autograde(student.student_id, student.findings, self.store.folder)
        if problem is None:
            problem = staged.disagreement(student.student_id, student.reports)
        else:
            staged.forget(student.student_id, list(self.parts))
        outcome = _outcome(student, reports, problem)
        for report in reports:
            student.notes += [note for note in (*report.flags, *report.notes) if note not in student.notes]
        if problem:
            student.notes.append(f"the grader failed: {problem}")
        undecided = next((report for report in reports if report.verdict is Verdict.GRADER_ERROR), None)
        if undecided:
            student.notes += [*_why_undecided(undecided), self._how_to_see(student.student_id, undecided.notebook)]
        shown.advance(student.student_id)
        score = round(sum(report.score for report in reports), 2)
        return StudentOutcome(
            student.student_id,
            outcome,
            None if outcome == "grader_error" else score,
            self.max_score,
            tuple(student.notes),
        )

    def _how_to_see(self, student_id: str, part: str) -> str:
        handed_in = self.nbgrader.submission(student_id) / f"{part}.ipynb"
        named = shlex.quote(os.path.relpath(handed_in, self.nbgrader.root)) if handed_in.is_file() else "<notebook>"
        return f"run `autograder grade {named}` to see it"


def _grade(submission: Submission, part: Part, course: Course) -> Report:
    # imported in the worker process: the parent needs neither judge nor sandbox
    from autograder.grading import grade

    return grade(submission, part, course)


def in_parallel(
    calls: Sequence[tuple[Any, ...]], workers: int, executor: Executor | None = None
) -> Iterator[tuple[int, Future[Any]]]:
    """(place in ``calls``, finished future) of each call, in order of completion.

    Few calls are under way at a time, so that a process that dies makes only few calls suspect:
    each of those is then made alone.
    """
    waiting, suspects = deque(range(len(calls))), list[int]()
    while waiting:
        running: dict[Future[Any], int] = {}
        with nullcontext(executor) if executor else _pool(workers) as pool:
            while waiting or running:
                finished = _next_finished(pool, calls, waiting, running, 2 * workers)
                if finished is None:
                    break
                for future in finished:
                    yield running.pop(future), future
        suspects += running.values()
        executor = None  # a pool that broke stays broken
    for place in suspects:
        with _pool(1) as pool:
            future = pool.submit(*calls[place])
            wait([future])
        yield place, future


def _next_finished(
    pool: Executor, calls: Sequence[tuple[Any, ...]], waiting: deque[int], running: dict[Future[Any], int], room: int
) -> set[Future[Any]] | None:
    """Keep the pool busy and wait for a result; None if the pool broke, which spoils all that is running."""
    while waiting and len(running) < room:
        place = waiting.popleft()
        try:
            running[pool.submit(*calls[place])] = place
        except BrokenProcessPool:
            running[Future()] = place
            return None
    finished, _ = wait(running, return_when=FIRST_COMPLETED)
    return None if any(isinstance(future.exception(), BrokenProcessPool) for future in finished) else finished


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, mp_context=get_context("forkserver"))


def _failed(part: Part, error: BaseException) -> Report:
    items = tuple(ItemReport(item.grade_id, item.points, None, Verdict.GRADER_ERROR) for item in part.items)
    return Report(part.name, items, notes=(f"the grader failed: {type(error).__name__}: {error}",))


def _why_undecided(report: Report) -> list[str]:
    """In one line, what the first test said that the grader could not decide; nothing if the report's notes do."""
    for item in report.items:
        if item.verdict is Verdict.GRADER_ERROR:
            said = [test.message for test in item.tests if test.verdict is Verdict.GRADER_ERROR and test.message]
            if said:
                return [f"{item.grade_id}: {shorten(said[0], MAX_MESSAGE, placeholder=' …')}"]
            if not report.notes:
                return [f"the grader could not decide {item.grade_id}"]
    return []


def _outcome(student: _Student, reports: Sequence[Report], problem: str | None) -> str:
    verdicts = {item.verdict for report in reports for item in report.items}
    if problem or Verdict.GRADER_ERROR in verdicts:
        return "grader_error"
    reasons = [finding.unusable for finding in student.findings.values() if finding.unusable]
    if not all(reason.endswith(NOT_HANDED_IN) for reason in reasons):
        return "unusable"
    if any(report.flags for report in reports):
        return "flagged"
    if reasons:
        return "missing"
    if student.notes:
        return "healed"
    return "needs_grading" if Verdict.MANUAL in verdicts else "graded"
