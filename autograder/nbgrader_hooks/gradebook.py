"""The few writes to nbgrader's gradebook that its own preprocessors do not make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

#: How an automatic comment begins; the export tells states apart by it.
NOTHING_GRADED = "Nothing could be graded: "
GRADER_FAILED = "The grader failed here, which is no fault of yours; a person will look at it."
MISSING_ANSWER = "This cell was missing from what you handed in."


def forget_scores(gradebook: Gradebook, notebook: str, assignment: str, student: str) -> None:
    """Take back what earlier runs scored, so that nothing stale survives; what people entered stays."""
    try:
        submitted = gradebook.find_submission_notebook(notebook, assignment, student)
    except MissingEntry:
        return
    for grade in submitted.grades:
        grade.auto_score = None
        grade.needs_manual_grade = True
    for comment in submitted.comments:
        comment.auto_comment = None
    submitted.late_submission_penalty = None
    gradebook.db.commit()


def withhold_score(gradebook: Gradebook, cell: str, notebook: str, assignment: str, student: str) -> None:
    """Neither a zero nor credit: the score of this cell waits for a person."""
    grade = gradebook.find_grade(cell, notebook, assignment, student)
    grade.auto_score = None
    grade.needs_manual_grade = True
    gradebook.db.commit()


def comment_on(gradebook: Gradebook, comments: Mapping[str, str], notebook: str, assignment: str, student: str) -> None:
    """Set the automatic comments of some answer cells."""
    for cell, text in comments.items():
        try:
            gradebook.find_comment(cell, notebook, assignment, student).auto_comment = text
        except MissingEntry:  # a graded cell without an answer cell of its own
            continue
    gradebook.db.commit()


def recorded_scores(gradebook: Gradebook, notebook: str, assignment: str, student: str) -> dict[str, float | None]:
    """The automatic score of each graded cell, as the gradebook holds it."""
    try:
        submitted = gradebook.find_submission_notebook(notebook, assignment, student)
    except MissingEntry:
        return {}
    return {grade.name: grade.auto_score for grade in submitted.grades}


def kept_cells(gradebook: Gradebook, notebook: str, assignment: str) -> dict[str, Any]:
    """What the gradebook knows of each cell: (kind flags, points, type), to compare with the release."""
    kept = gradebook.find_notebook(notebook, assignment)
    graded = {cell.name: float(cell.max_score) for cell in kept.grade_cells}
    solutions = {cell.name for cell in kept.solution_cells}
    tasks = {cell.name: float(cell.max_score) for cell in kept.task_cells}
    return {
        cell.name: (
            cell.name in graded,
            cell.name in solutions,
            cell.name in tasks,
            (graded | tasks).get(cell.name),
            cell.cell_type,
        )
        for cell in kept.source_cells
    }
