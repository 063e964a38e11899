"""``autograder rubric import``: what people filled in, checked, then written to the gradebook whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, SubmittedNotebook
from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import GraderError, SheetError
from autograder.records import Record
from autograder.rubric.checking import Checked, Decision, check_sheets, question_name
from autograder.rubric.exporting import assignment_of
from autograder.rubric.marks import feedback_comment
from autograder.rubric.names import names_of
from autograder.rubric.questions import Gathered, gather, open_gradebook
from autograder.rubric.reading import Sheet, read_sheets
from autograder.rubric.text import cell_text, typed_text


class Change(Record, frozen=True):
    """What an import does to one answer. ``before`` is None where no person had given points."""

    question: str
    student_id: str
    shown: str
    before: float | None
    after: float
    comment: str
    new_comment: bool


class Imported(Record, frozen=True):
    """What an import did, or with ``dry_run`` would do."""

    assignment: str
    changes: tuple[Change, ...]
    unchanged: int
    ungraded: int
    unfinished: tuple[str, ...]
    absent: tuple[str, ...]
    dry_run: bool


def import_sheets(files: Sequence[Path], root: Path, *, dry_run: bool = False) -> Imported:
    """Take back filled-in sheets of one assignment.

    Raises SheetError with every problem of every sheet, each with its place; nothing is changed then.
    """
    sheets = [sheet for file in files for sheet in read_sheets(file)]
    nbgrader = assignment_of(_assignment(sheets), root)
    with open_gradebook(nbgrader) as gradebook:
        gathered = gather(nbgrader, gradebook)
        students = names_of(gathered.students, gathered.course)
        students |= {typed_text(cell_text(name)): name for name in gathered.students}
        checked = check_sheets(sheets, gathered.questions, gathered.answers, students)
        if checked.problems:
            count = len(checked.problems)
            listed = "\n".join(f"  {problem}" for problem in checked.problems)
            raise SheetError(f"nothing was changed: {count} problem{'s' * (count > 1)} in what was filled in\n{listed}")
        changes = _changes(checked, gathered)
        if not dry_run:
            _write(gradebook, gathered, changes)
    return Imported(
        assignment=nbgrader.assignment,
        changes=tuple(changes),
        unchanged=len(checked.decisions) - len(changes),
        ungraded=checked.ungraded,
        unfinished=tuple(checked.unfinished),
        absent=tuple(name for name in gathered.questions if name not in checked.questions),
        dry_run=dry_run,
    )


def _assignment(sheets: Sequence[Sheet]) -> str:
    """The one assignment that the sheets belong to."""
    found = {name.split("/")[0]: sheet.where for sheet in sheets if (name := question_name(sheet))}
    if not found:
        raise SheetError("no sheet of an export found; name the workbook that `autograder rubric export` wrote")
    if len(found) > 1:
        places = ", ".join(f"{name} ({where})" for name, where in found.items())
        raise SheetError(f"sheets of several assignments: {places}; import them one after the other")
    return next(iter(found))


def _changes(checked: Checked, gathered: Gathered) -> list[Change]:
    found = (_change(decision, gathered) for decision in checked.decisions)
    return [change for change in found if change is not None]


def _change(decision: Decision, gathered: Gathered) -> Change | None:
    """What a decision changes; None if the gradebook holds it already."""
    answer = gathered.answers[decision.question][decision.student_id]
    mark = decision.mark
    comment = feedback_comment(gathered.questions[decision.question].rubric.criteria, mark)
    new_comment = comment != answer.comment
    if answer.settled and answer.score == mark.score and not new_comment:
        return None
    return Change(
        question=decision.question,
        student_id=decision.student_id,
        shown=decision.shown,
        before=answer.score,
        after=mark.score,
        comment=comment,
        new_comment=new_comment,
    )


def _write(gradebook: Gradebook, gathered: Gathered, changes: Sequence[Change]) -> None:
    """One transaction: a process that is killed here has changed nothing."""
    rows: dict[tuple[str, str, str], dict[tuple[str, str], Any]] = {}
    try:
        for change in changes:
            question = gathered.questions[change.question]
            where, item = (question.part, question.assignment, change.student_id), question.rubric.item
            if where not in rows:
                rows[where] = _rows(gradebook.find_submission_notebook(*where))
            grade = rows[where]["grade", item]
            grade.manual_score, grade.needs_manual_grade = change.after, False
            rows[where]["comment", item].manual_comment = change.comment
        gradebook.db.commit()
    except SQLAlchemyError as error:
        gradebook.db.rollback()
        said = str(error).splitlines()[0]
        raise GraderError(f"the gradebook could not be written, and nothing was changed: {said}; try again") from error


def _rows(notebook: SubmittedNotebook) -> dict[tuple[str, str], Any]:
    grades = {("grade", str(grade.name)): grade for grade in notebook.grades}
    return grades | {("comment", str(comment.name)): comment for comment in notebook.comments}
