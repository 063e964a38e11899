"""``nbgrader export`` as a CSV file that spreadsheets read right, with a column for each item.

``score`` is what may be copied elsewhere. Where ``status`` is ``grader_error`` it is empty: an item without
a score would count as zero, and nobody decided that. ``raw_score`` then holds the points so far. Where
``status`` is ``needs grading``, ``score`` holds the points so far, without the answers that wait for a person.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, MissingEntry, Student, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import ExportPlugin

from autograder.handed_in.folder import NOT_HANDED_IN
from autograder.nbgrader_hooks.gradebook import NOTHING_GRADED

_FIXED = (
    "assignment", "student_id", "last_name", "first_name", "email", "status", "score", "max_score",
    "raw_score", "late_submission_penalty", "duedate", "timestamp", "seconds_late",
)  # fmt: skip
#: Spreadsheets skip spaces, and some take the wide signs of East Asian keyboards for the narrow ones.
_FORMULA = re.compile("[\t\r\n]|[\\s\u200b\ufeff]*[-=+@\uff0d\uff1d\uff0b\uff20]")


class CsvPlugin(ExportPlugin):
    """One row for each student and assignment."""

    def export(self, gradebook: Gradebook) -> None:
        rows = self.rows(gradebook)
        columns = [*_FIXED, *dict.fromkeys(name for row in rows for name in row if name not in _FIXED)]
        target = Path(self.to or "grades.csv")
        self.log.info("Exporting grades to %s", target)
        with target.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows({name: safe_value(value) for name, value in row.items()} for row in rows)

    def rows(self, gradebook: Gradebook) -> list[dict[str, Any]]:
        """The rows of the students and assignments that the command line asks for."""
        wanted_students = {str(name) for name in self.student}
        wanted = {str(name) for name in self.assignment}
        return [
            _row(gradebook, assignment, student)
            for assignment in gradebook.assignments
            if not wanted or assignment.name in wanted
            for student in sorted(gradebook.students, key=lambda student: str(student.id))
            if not wanted_students or student.id in wanted_students
        ]


def safe_value(value: Any) -> Any:
    """A value that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, str) and _FORMULA.match(value):
        return "'" + value
    return value


def _row(gradebook: Gradebook, assignment: Assignment, student: Student) -> dict[str, Any]:
    row = {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "max_score": assignment.max_score,
    }
    try:
        submission = gradebook.find_submission(assignment.name, student.id)
    except MissingEntry:
        return row | {"status": "missing", "score": 0.0, "raw_score": 0.0, "late_submission_penalty": 0.0}
    penalty = submission.late_submission_penalty or 0.0
    status = status_of(submission)
    row |= {
        "status": status,
        "score": "" if status == "grader_error" else max(0.0, round(submission.score - penalty, 2)),
        "raw_score": submission.score,
        "late_submission_penalty": penalty,
        "timestamp": submission.timestamp,
        "seconds_late": submission.total_seconds_late,
    }
    return row | _item_scores(submission)


def status_of(submission: SubmittedAssignment) -> str:
    """The most urgent that applies: ``grader_error``, ``needs grading``, ``missing``, ``unusable``, ``graded``."""
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    answers = {
        (comment.notebook_id, comment.name) for notebook in submission.notebooks for comment in notebook.comments
    }
    undecided = [grade for grade in grades if grade.auto_score is None and grade.manual_score is None]
    if any(grade.cell_type == "code" and (grade.notebook_id, grade.name) not in answers for grade in undecided):
        return "grader_error"
    if any(grade.needs_manual_grade for grade in grades):
        return "needs grading"
    reasons = [_why_nothing(notebook) for notebook in submission.notebooks]
    if not any(reasons):
        return "graded"
    return "missing" if all(reason.endswith(NOT_HANDED_IN) for reason in reasons) else "unusable"


def _why_nothing(notebook: SubmittedNotebook) -> str:
    """Why nothing of a notebook could be graded; empty if something could."""
    said = [comment.auto_comment or "" for comment in notebook.comments]
    return next((text for text in said if text.startswith(NOTHING_GRADED)), "")


def _item_scores(submission: SubmittedAssignment) -> dict[str, Any]:
    scores: dict[str, Any] = {}
    for notebook in sorted(submission.notebooks, key=lambda notebook: str(notebook.name)):
        for grade in sorted(notebook.grades, key=lambda grade: str(grade.name)):
            decided = grade.auto_score is not None or grade.manual_score is not None
            scores[f"{notebook.name}.{grade.name.removeprefix('test_')}"] = grade.score if decided else ""
    return scores
