"""The students of a class on their way through a batch: made ready, graded, written, each in any process.

What is graded is journalled as it arrives. Nothing of one student can stop or change another, and what was
cut short anywhere is made whole by the next batch.
"""

from __future__ import annotations

import json
import os
import shlex
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from autograder.batch.accounts import Accounts, why_unusable
from autograder.batch.crew import Crew, Inline, Work
from autograder.batch.journal import Journal, Standing
from autograder.batch.outcomes import Change, StudentOutcome, outcome_of, why_undecided
from autograder.batch.progress import progress_bar
from autograder.batch.remote import Answer, Grade, Sender, files_of_grading, grade_message, recorded_for, unfitness
from autograder.batch.standing import Found, Look, Setting
from autograder.batch.steps import Common, Ready, Written, prepare, remembered, write
from autograder.batch.workplace import Workplace
from autograder.dependencies import combined, what_changed
from autograder.keys import dependencies_of, report_key
from autograder.nbgrader_hooks.converting import Nbgrader
from autograder.nbgrader_hooks.rows import Rows
from autograder.records import Report, Verdict

_NOTHING = Ready({}, {}, ())


@dataclass
class _Student:
    """One student on the way: what was found, and the reports so far, encoded and not."""

    student_id: str
    found: Found
    ready: Ready = _NOTHING
    reports: dict[str, Report] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return self.reports.keys() >= self.ready.submissions.keys()

    @property
    def unusable(self) -> dict[str, str]:
        """Parts of which nothing could be used, with the reason."""
        return {part: found["unusable"] for part, found in self.ready.findings.items() if "unusable" in found}

    @property
    def digests(self) -> dict[str, str]:
        """The digest of the submission of each part, or of why there is none."""
        graded = {part: digest for part, (digest, _) in self.ready.submissions.items()}
        return {part: why_unusable(reason) for part, reason in self.unusable.items()} | graded

    def encoded(self) -> dict[str, bytes]:
        """The reports by the digests of what they are on."""
        digests = self.digests
        return {digests[part]: msgspec.msgpack.encode(report) for part, report in self.reports.items()}


class ClassWork:
    """Does what is to be done for students who have changed; ``done`` holds what became of them."""

    def __init__(self, setting: Setting, look: Look, journal: Journal, grade: Grade | None, dry_run: bool) -> None:
        self.setting, self.look, self.journal = setting, look, journal
        self.grade, self.dry_run = grade, dry_run
        self.assignment, self.course = setting.assignment, setting.course
        self.nbgrader = Nbgrader(self.assignment, setting.root)
        self.nbgrader.require_assignment()
        hook = self.nbgrader.hook
        self.parts = {name: hook.part(name) for name in self.course.assignments[self.assignment].parts}
        self.releases = {name: hook.release(name) for name in self.parts}
        self.depends = {name: dependencies_of(part, self.course, setting.house) for name, part in self.parts.items()}
        self.accounts = Accounts(self.assignment, self.parts, self.depends)
        self.max_score = round(sum(part.max_score for part in self.parts.values()), 2)
        self.under_way: dict[str, _Student] = {}
        self.senders: dict[str, Sender] = {}
        self.done: dict[str, StudentOutcome] = {}
        self.changes: list[Change] = []
        self.graded = self.known = 0
        self.notices: Sequence[str] = ()

    def do(
        self,
        students: Mapping[str, Found],
        place: Workplace,
        workers: int,
        progress: bool,
        executor: Executor | None = None,
        scheduler: str | None = None,
    ) -> None:
        """Take each student through the steps, only so many at a time.

        ``workers`` processes do everything; or ``executor`` grades and all else is done here; or the cluster of
        ``scheduler`` grades. Raises SandboxError, ConfigError before any student is begun.
        """
        with (
            tempfile.TemporaryDirectory(dir=place.folder, prefix=place.prefix) as folder,
            self._graders(executor, scheduler) as graders,
            Crew(workers, place.held, Inline() if executor else None, graders) as self.crew,
            progress_bar(len(students), progress) as self.shown,
        ):
            if not self.dry_run:
                self.nbgrader.open_gradebook()
            self.common = self._write_common(Path(folder))
            begin = (Work(("ready", found, name), prepare, (self.common, name)) for name, found in students.items())
            steps: dict[str, Callable[[Any, str, Future[Any]], None]]
            steps = {"ready": self._on_ready, "grade": self._on_answer, "write": self._on_written}
            for work, future in self.crew.finished(begin, lambda: 2 * (workers + getattr(graders, "size", 0))):
                kind, what, name = work.about
                steps[kind](what, name, future)
        self.changes.sort(key=lambda change: change.student_id)

    @contextmanager
    def _graders(self, executor: Executor | None, scheduler: str | None) -> Iterator[Executor | None]:
        """Who grades, if not the crew's own processes; none before it is known that student code can be isolated."""
        # imported where it is needed: so is the judge, by the processes that grade
        if scheduler is None:
            from autograder.sandbox.isolation import require_isolation

            if self.grade is None:
                require_isolation(self.course.isolation)
            yield executor
            return
        from autograder.batch.cluster import Cluster

        parts = tuple(self.parts)
        fitness = partial(unfitness, parts, files_of_grading(parts), self.course.isolation)
        cluster = Cluster(scheduler, fitness)
        try:
            yield cluster
        finally:
            self.notices = cluster.notices
            cluster.shutdown()

    def _write_common(self, folder: Path) -> str:
        staged, common = folder / "submitted", folder / "common"
        staged.mkdir()
        root = str(self.setting.root)
        Common(root, self.assignment, str(staged), self.course, self.parts, self.releases).write(common)
        return str(common)

    def _on_ready(self, found: Found, name: str, future: Future[Any]) -> None:
        student = self.under_way[name] = _Student(name, found)
        error = future.exception()
        if error is not None:
            self._finish(student, f"it could not be read: {_words(error)}")
            return
        student.ready = future.result()
        for part, (digest, content) in student.ready.submissions.items():
            report = self.journal.report(report_key(digest, self.depends[part]))
            if report is not None:
                self.known += 1
                student.reports[part] = report
            else:
                self._send(student, part, content)
        self._go_on(student)

    def _send(self, student: _Student, part: str, submission: bytes, enclosed: bool = False) -> None:
        if part not in self.senders:
            recording = b"" if self.grade else recorded_for(self.parts[part], self.course, self.setting.house)
            self.senders[part] = Sender(self.parts[part], self.course, self.depends[part], recording)
        message = self.senders[part].message(submission, enclosed)
        self.crew.add(Work(("grade", part, student.student_id), grade_message, (message, self.grade), grading=True))

    def _on_answer(self, part: str, name: str, future: Future[Any]) -> None:
        student, sender, error = self.under_way[name], self.senders[part], future.exception()
        digest, content = student.ready.submissions[part]
        answer = Answer(failed=_words(error)) if error else msgspec.msgpack.decode(future.result(), type=Answer)
        if answer.lacking:
            self._send(student, part, content, enclosed=True)
            return
        self.graded += 1
        report = answer.report or sender.failed(answer.failed)
        if report.lasting:
            self.journal.put(report_key(digest, self.depends[part]), report)
        student.reports[part] = report
        self._go_on(student)

    def _go_on(self, student: _Student) -> None:
        """Write a student whose reports are all there, unless the same is written already."""
        standing = student.found.standing
        if not student.complete:
            return
        if self.dry_run:
            self._finish(student, None)
        elif standing is not None and standing.content == self._content(student):
            self._finish(student, None, Written(None, standing.written, standing.gradebook))
        else:
            name = student.student_id
            looked_at = remembered(self.nbgrader.rows.of(name), self.look.scene.written(name))
            looked_at = self.journal.unsettle(self.assignment, name, looked_at)
            args = (self.common, name, student.ready.findings, student.encoded(), looked_at)
            self.crew.add(Work(("write", None, name), write, args))

    def _on_written(self, _: None, name: str, future: Future[Any]) -> None:
        error = future.exception()
        if error is not None:
            self.nbgrader.forget(name, list(self.parts))
        written = Written(_words(error)) if error else future.result()
        self._finish(self.under_way[name], written.problem, written)

    def _content(self, student: _Student) -> str:
        """Digest of all that a student's files and rows are written from."""
        reports = (f"{digest} {combined(repr(content))}" for digest, content in sorted(student.encoded().items()))
        findings = json.dumps(student.ready.findings, sort_keys=True)
        return combined(self.setting.writing, student.found.fingerprint, findings, *reports)

    def _finish(self, student: _Student, problem: str | None, written: Written | None = None) -> None:
        """Note what became of a student: for people, for the journal, for the next batch."""
        name, reports = student.student_id, list(student.reports.values())
        self.done[name] = self._outcome(student, problem)
        if problem is None:
            entries = self.accounts.entries(self.journal, name, student.reports, student.digests)
            if self.dry_run:
                self.changes += self.accounts.compare(name, self.look.rows.get(name, Rows()), entries)
            elif written is not None:
                lasting = bool(student.found.fingerprint) and all(report.lasting for report in reports)
                new = {part: entry for part, entry in entries.items() if entry.why}
                standing = self._standing(student, written) if lasting else None
                self.journal.settle(self.assignment, name, standing, new)
        del self.under_way[name]
        self.shown.advance(name)

    def _standing(self, student: _Student, written: Written) -> Standing:
        outcome = msgspec.msgpack.encode(self.done[student.student_id])
        digests = (student.found.fingerprint, self.setting.digest, self._content(student))
        return Standing(*digests, written.files, written.gradebook, outcome)

    def _outcome(self, student: _Student, problem: str | None) -> StudentOutcome:
        name, reports = student.student_id, list(student.reports.values())
        notes = list(student.ready.notes)
        for report in reports:
            notes += [note for note in (*report.flags, *report.notes) if note not in notes]
        outcome = outcome_of(reports, student.unusable.values(), notes, problem)
        undecided = next((report for report in reports if report.verdict is Verdict.GRADER_ERROR), None)
        changed = what_changed(self.parts, self.setting.house) if problem or undecided else ""
        if changed:  # whatever was said follows from it, and would send people to look where nothing is wrong
            return self._undecided(name, f"the checkout changed while this batch ran ({changed}): run it again")
        notes += [f"the grader failed: {problem}"] if problem else []
        if undecided:
            notes += [*why_undecided(undecided), self._how_to_see(name, undecided.notebook)]
        score = None if outcome == "grader_error" else round(sum(report.score for report in reports), 2)
        return StudentOutcome(name, outcome, score, self.max_score, tuple(notes))

    def _undecided(self, student_id: str, why: str) -> StudentOutcome:
        return StudentOutcome(student_id, "grader_error", None, self.max_score, (why,))

    def _how_to_see(self, student_id: str, part: str) -> str:
        handed_in = self.look.scene.submission(student_id) / f"{part}.ipynb"
        named = shlex.quote(os.path.relpath(handed_in, self.setting.root)) if handed_in.is_file() else "<notebook>"
        return f"run `autograder grade {named}` to see it"


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
