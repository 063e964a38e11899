"""``autograder rubric export``: the class's written answers as a workbook to be filled in."""

from __future__ import annotations

from pathlib import Path

from autograder.errors import ConfigError
from autograder.nbgrader_hooks.converting import Nbgrader
from autograder.records import Record
from autograder.rubric.names import names_of
from autograder.rubric.questions import gather, open_gradebook
from autograder.rubric.workbook import write_workbook


class Exported(Record, frozen=True):
    """What an export wrote. ``untouched`` answers are graded already; ``unread`` students could not be read."""

    path: Path
    questions: int
    answers: int
    untouched: int
    unread: tuple[str, ...]


def export_sheets(assignment: str, root: Path, target: Path, *, named: bool = False, force: bool = False) -> Exported:
    """Write the workbook of an assignment of the course in ``root``; ``named`` shows student ids.

    Raises ConfigError when there is nothing to export, or ``target`` exists and ``force`` is not given.
    """
    if target.exists() and not force:
        raise ConfigError(f"{target} exists, and may hold somebody's grading; move it away, or add --force")
    if target.suffix != ".xlsx" or not target.parent.is_dir():
        raise ConfigError(f"{target} cannot be written: name a file that ends in .xlsx, in a folder that exists")
    nbgrader = assignment_of(assignment, root)
    with open_gradebook(nbgrader) as gradebook:
        gathered = gather(nbgrader, gradebook)
    if not gathered.questions:
        raise ConfigError(f"{assignment!r} has no written question; there is nothing to export")
    answers = sum(len(found) for found in gathered.answers.values())
    if not answers:
        raise ConfigError(
            f"no answer of {assignment!r} waits for a person; if students have handed in, run "
            f"`autograder batch {assignment}` first"
        )
    names = {name: name for name in gathered.students} if named else names_of(gathered.students, gathered.course)
    write_workbook(target, list(gathered.questions.values()), gathered.answers, names)
    return Exported(target, len(gathered.questions), answers, gathered.untouched, gathered.unread)


def assignment_of(name: str, root: Path) -> Nbgrader:
    """nbgrader for an assignment of the course in ``root``; ConfigError if course or gradebook does not know it."""
    root = root.resolve()
    nbgrader = Nbgrader(name, root)
    known = nbgrader.hook.course().assignments
    if name not in known:
        raise ConfigError(f"{name!r} is no assignment of this course; there is {', '.join(known)}")
    nbgrader.require_assignment()
    return nbgrader
