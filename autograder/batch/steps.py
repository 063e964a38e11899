"""What the processes of a batch do with one student: make ready what is to be graded, and write what was.

Both are plain functions of plain data, so that any process of this machine may do either.
"""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from autograder.config import Course
from autograder.dependencies import combined
from autograder.handed_in.folder import files_digest
from autograder.handed_in.staging import as_config, stage
from autograder.keys import submission_digest
from autograder.nbgrader_hooks.converting import Nbgrader
from autograder.nbgrader_hooks.restore import restored_submission
from autograder.nbgrader_hooks.rows import Row, Rows
from autograder.records import Part, Record, Report

#: Times that a student is written before it counts that another program keeps the gradebook locked.
_TRIES = 3


class Common(Record, frozen=True):
    """What all students of a batch share: fixed when it begins, whatever is built meanwhile."""

    root: str
    assignment: str
    folder: str
    course: Course
    parts: dict[str, Part]
    releases: dict[str, Any]

    def write(self, path: Path) -> None:
        """Put it where every process finds it."""
        path.write_bytes(msgspec.msgpack.encode(self))


class Ready(Record, frozen=True):
    """What is to be graded of a student: encoded submissions with their digests, by part; and what was healed."""

    findings: dict[str, Any]
    submissions: dict[str, tuple[str, bytes]]
    notes: tuple[str, ...]


class Written(Record, frozen=True):
    """What became of writing a student: what went wrong, or digests of what is now written."""

    problem: str | None
    files: str = ""
    gradebook: str = ""


class _Desk:
    """A process's own nbgrader, turned to the clean copies of a batch."""

    def __init__(self, common: Common) -> None:
        self.common = common
        original = Nbgrader(common.assignment, Path(common.root))
        self.handed_in = original.scene
        self.nbgrader = original.staged(Path(common.folder))
        self.nbgrader.freeze(common.course, common.parts, common.releases)
        self.staged = self.nbgrader.scene


@functools.lru_cache(maxsize=1)
def _desk(path: str) -> _Desk:
    return _Desk(msgspec.msgpack.decode(Path(path).read_bytes(), type=Common))


def prepare(common: str, student_id: str) -> Ready:
    """Stage a student's files, and make of them what is to be graded. ``common`` is where ``Common`` was written."""
    desk = _desk(common)
    parts = list(desk.common.parts.values())
    target = desk.staged.submission(student_id)
    findings = stage(desk.handed_in.submission(student_id), target, parts, desk.common.course.limits)
    notes: list[str] = []
    submissions = {}
    for name, finding in findings.items():
        notes += [note for note in finding.notes if note not in notes]
        if finding.notebook is None:
            notes.append(finding.unusable or "nothing was usable")
            continue
        part, release = desk.common.parts[name], desk.common.releases[name]
        submission, healed = restored_submission(finding.notebook, part, release, student_id, finding.handed_in)
        submissions[name] = (submission_digest(submission), msgspec.msgpack.encode(submission))
        notes += healed
    return Ready(as_config(findings), submissions, tuple(notes))


def write(
    common: str, student_id: str, findings: dict[str, Any], reports: dict[str, bytes], looked_at: bytes
) -> Written:
    """Write a student's reports, encoded and by digest of the submission, into gradebook and ``autograded/``.

    ``looked_at`` is what ``remembered`` gave before: cells that nobody needs to look at again keep that state.
    """
    desk = _desk(common)
    problem: str | None = None
    for _ in range(_TRIES):
        problem = desk.nbgrader.autograde(student_id, findings, reports)
        if problem is None or "database is locked" not in problem:
            break
    rows = desk.nbgrader.rows
    if problem is None:
        decoded = {report.notebook: report for report in map(_report, reports.values())}
        problem = disagreement(rows.of(student_id), decoded)
    else:
        desk.nbgrader.forget(student_id, list(desk.common.parts))
    with suppress(OSError):
        shutil.rmtree(desk.staged.submission(student_id).parent)
    if problem is not None:
        return Written(problem)
    folder = desk.staged.written(student_id)
    rows.settle(student_id, _unchanged(looked_at, rows.of(student_id), folder))
    return Written(None, files_digest(folder), rows.of(student_id).digest)


def _report(content: bytes) -> Report:
    return msgspec.msgpack.decode(content, type=Report)


def disagreement(rows: Rows, reports: Mapping[str, Report]) -> str | None:
    """Where the gradebook does not hold what was reported; None if it does everywhere."""
    for part, report in reports.items():
        recorded = rows.scores(part)
        for item in report.items:
            name = f"test_{item.grade_id}"
            if name not in recorded and item.score is not None:
                return f"the gradebook has no score for {item.grade_id}"
            if name in recorded and recorded[name] != item.score:
                return f"{item.grade_id} scored {item.score}, but the gradebook holds {recorded[name]}"
    return None


def remembered(rows: Rows, folder: Path) -> bytes:
    """The cells that a person graded and nobody needs to look at, with what their state rests on."""
    settled = [row for row in rows.cells if row.settled and row.manual_score is not None]
    answers = {notebook: _answers(folder / f"{notebook}.ipynb") for notebook in {row.notebook for row in settled}}
    facts = [(row.notebook, row.cell, _basis(row, answers[row.notebook])) for row in settled]
    return msgspec.msgpack.encode(facts)


def _unchanged(looked_at: bytes, rows: Rows, folder: Path) -> list[tuple[str, str]]:
    """Of remembered cells those whose answer, automatic score and manual score are still the same."""
    before = msgspec.msgpack.decode(looked_at, type=list[tuple[str, str, str]]) if looked_at else []
    answers = {notebook: _answers(folder / f"{notebook}.ipynb") for notebook, _, _ in before}
    now = {(row.notebook, row.cell): row for row in rows.cells}
    return [
        (notebook, cell)
        for notebook, cell, basis in before
        if (row := now.get((notebook, cell))) is not None and _basis(row, answers[notebook]) == basis
    ]


def _basis(row: Row, answers: Mapping[str, str]) -> str:
    answer = answers.get(row.cell.removeprefix("test_"), answers.get(row.cell, ""))
    return combined(answer, repr(row.auto_score), repr(row.manual_score))


def _answers(path: Path) -> dict[str, str]:
    """The sources of the cells of an autograded notebook that nbgrader knows, by their ids."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    found = {}
    for cell in cells:
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        if name:
            found[name] = "".join(cell["source"])
    return found
