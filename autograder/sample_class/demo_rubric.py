"""The demo's teaching assistant: fills in the grading sheets of the made-up class, and hands them in."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from openpyxl import load_workbook

from autograder.nbgrader_hooks.converting import Nbgrader
from autograder.rubric import layout
from autograder.rubric.exporting import export_sheets
from autograder.rubric.importing import Imported, import_sheets
from autograder.rubric.questions import gather, open_gradebook


def grade_by_rubric(nbgrader: Nbgrader) -> Imported | None:
    """Export, fill in and import the written answers of an assignment; None if none waits for a person."""
    with open_gradebook(nbgrader) as gradebook:
        if not any(gather(nbgrader, gradebook).answers.values()):
            return None
    workbook = nbgrader.root / f"rubric-{nbgrader.assignment}.xlsx"
    export_sheets(nbgrader.assignment, nbgrader.root, workbook)
    fill_in(workbook)
    return import_sheets([workbook], nbgrader.root)


def fill_in(workbook: Path) -> None:
    """Everything for a model answer; for any other the first criterion, and a word."""
    book = load_workbook(workbook)
    for sheet in book.worksheets:
        rows = {row[0].value: row for row in sheet.iter_rows()}
        place = {cell.value: position for position, cell in enumerate(rows[layout.STUDENT])}
        model = rows[layout.MODEL_ANSWER]
        criteria = [name for name in place if name not in layout.columns([])]
        for row in sheet.iter_rows(min_row=rows[layout.NOT_EARNED][0].row + 1):
            answer = place[layout.ANSWER]
            complete = row[answer].value == model[answer].value
            for number, name in enumerate(criteria):
                row[place[name]].value = model[place[name]].value if complete or number == 0 else 0
            if not complete:
                row[place[layout.COMMENT]].value = "Come and ask if this is not clear."
    book.save(workbook)


def written_scores(nbgrader: Nbgrader, part: str, student_id: str) -> dict[str, float | None]:
    """What a student earned for each written question of a part; None where nobody decided."""
    asked = nbgrader.hook.rubrics(part)
    with open_gradebook(nbgrader) as gradebook:
        try:
            grades = gradebook.find_submission_notebook(part, nbgrader.assignment, student_id).grades if asked else []
        except MissingEntry:  # nothing of this student reached the gradebook
            grades = []
        return {grade.name: _decided(grade) for grade in grades if grade.name in asked}


def _decided(grade: Any) -> float | None:
    return None if grade.auto_score is None and grade.manual_score is None else float(grade.score)


def wrong_totals(grades: Path) -> list[str]:
    """Rows of an export whose total is not the sum of their items, as one line each."""
    with grades.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wrong = []
    for row in rows:
        items = [float(value) for name, value in row.items() if "." in name and value]
        total = sum(items) - float(row["late_submission_penalty"])
        if row["score"] and not math.isclose(float(row["score"]), total, abs_tol=0.005):
            wrong.append(f"{row['student_id']}: the total is {row['score']}, its items are worth {total:g}")
    return wrong
