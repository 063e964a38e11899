"""Writes the workbook: a sheet for each question, with the mark scheme above the class's answers."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from autograder.build.rubrics import Criterion
from autograder.rubric import layout
from autograder.rubric.marks import mark_of
from autograder.rubric.questions import Answer, Question
from autograder.rubric.text import cell_text

_HOW = (
    "Fill the yellow cells: points for every criterion, and a comment if you like. An answer with points missing is "
    "left for later. Save as XLSX or CSV, then: autograder rubric import FILE"
)
_WIDTHS = {layout.STUDENT: 18, layout.ANSWER: 90, layout.COMMENT: 50, layout.ANSWER_ID: 17}
_CRITERION_WIDTH = 24
_LINE_HEIGHT, _TALLEST, _TALLEST_ABOVE = 15.0, 400.0, 120.0
_TEXT, _NUMBER = "@", "0.##"
_FILL_IN = PatternFill("solid", fgColor="FFF6CC")
_GIVEN = PatternFill("solid", fgColor="EEEEEE")
_EDGE = Border(*(Side("thin", color="BBBBBB") for _ in range(4)))
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_PLAIN, _BOLD = Font("Calibri", 11), Font("Calibri", 11, bold=True)
#: Excel keeps this name for itself, and allows 31 characters.
_RESERVED, _LONGEST = "history", 31


def write_workbook(
    path: Path, questions: Sequence[Question], answers: Mapping[str, Mapping[str, Answer]], names: Mapping[str, str]
) -> None:
    """Write the sheets of some questions; ``names`` maps the name to be shown of each student to the id.

    The file is written whole or not at all.
    """
    book = Workbook()
    book.remove(book.active)
    titles: set[str] = set()
    for question in questions:
        sheet = book.create_sheet(_title(question.rubric.item, titles))
        _SheetWriter(sheet, question).write(answers[question.name], names)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-", suffix=".xlsx")
    os.close(descriptor)
    try:
        book.save(temporary)
        Path(temporary).chmod(0o600)  # students' work and grades
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _title(item: str, taken: set[str]) -> str:
    title, number = item[:_LONGEST], 1
    while title.lower() in taken or title.lower() == _RESERVED:
        number += 1
        ending = f"_{number}"
        title = item[: _LONGEST - len(ending)] + ending
    taken.add(title.lower())
    return title


class _SheetWriter:
    """Fills one sheet from top to bottom."""

    def __init__(self, sheet: Worksheet, question: Question) -> None:
        self.sheet, self.question = sheet, question
        self.criteria: tuple[Criterion, ...] = question.rubric.criteria
        self.columns = layout.columns([criterion.name for criterion in self.criteria])
        self.row = 0

    def write(self, answers: Mapping[str, Answer], names: Mapping[str, str]) -> None:
        shown = [(name, answers[student_id]) for name, student_id in sorted(names.items()) if student_id in answers]
        for position, name in enumerate(self.columns, start=1):
            self.sheet.column_dimensions[get_column_letter(position)].width = _width(name)
        self._above(len(shown))
        self._given(dict(zip(self.columns, self.columns, strict=True)), bold=True)
        self.sheet.freeze_panes = self.sheet.cell(self.row + 1, 2)
        self._below()
        first = self.row + 1
        for name, answer in shown:
            self._student(name, answer)
        self._validate(first, self.row)
        self._fit_on_paper()

    def _above(self, count: int) -> None:
        rubric = self.question.rubric
        self._given({layout.STUDENT: layout.QUESTION, layout.ANSWER: self.question.name}, bold=True)
        self._given({layout.STUDENT: layout.HOW, layout.ANSWER: _HOW})
        self._given({layout.STUDENT: layout.ANSWERS, layout.ANSWER: count})
        earned_when = {criterion.name: criterion.earned_when for criterion in self.criteria}
        self._given({layout.STUDENT: layout.EARNED_WHEN} | earned_when, tallest=_TALLEST_ABOVE)
        points = {criterion.name: criterion.points for criterion in self.criteria}
        self._given({layout.STUDENT: layout.POINTS, layout.ANSWER: rubric.points} | points)

    def _below(self) -> None:
        rubric = self.question.rubric
        self._given({layout.STUDENT: layout.ASKED, layout.ANSWER: rubric.asked})
        points = {criterion.name: criterion.points for criterion in self.criteria}
        self._given({layout.STUDENT: layout.MODEL_ANSWER, layout.ANSWER: rubric.model_answer} | points)
        comments = {criterion.name: criterion.comment for criterion in self.criteria}
        self._given({layout.STUDENT: layout.NOT_EARNED} | comments)

    def _student(self, name: str, answer: Answer) -> None:
        mark = mark_of(self.criteria, answer.comment, answer.score)
        values = {layout.STUDENT: name, layout.ANSWER: answer.text, layout.ANSWER_ID: answer.answer_id}
        self._next(values, _TALLEST)
        points = mark.points if mark else (None,) * len(self.criteria)
        for criterion, earned in zip(self.criteria, points, strict=True):
            self._cell(self.columns.index(criterion.name), earned, fill=_FILL_IN)
        self._cell(self.columns.index(layout.COMMENT), mark.said if mark else None, fill=_FILL_IN)

    def _given(self, values: Mapping[str, Any], *, bold: bool = False, tallest: float = _TALLEST) -> None:
        """A row that is not to be changed."""
        self._next(values, tallest)
        for cell in self.sheet[self.row][: len(self.columns)]:
            cell.fill, cell.font = _GIVEN, _BOLD if bold else _PLAIN

    def _next(self, values: Mapping[str, Any], tallest: float) -> None:
        self.row += 1
        for position, name in enumerate(self.columns):
            self._cell(position, values.get(name))
        lines = max(_lines(value, _width(name)) for name, value in values.items())
        self.sheet.row_dimensions[self.row].height = min(tallest, _LINE_HEIGHT * lines + 3)

    def _cell(self, position: int, value: Any, fill: PatternFill | None = None) -> Cell:
        cell = self.sheet.cell(self.row, position + 1)
        cell.alignment, cell.border = _WRAPPED, _EDGE
        cell.number_format = _NUMBER
        if isinstance(value, str):
            cell.value = cell_text(value)
            # openpyxl takes a text that begins with = for a formula
            cell.data_type, cell.number_format = "s", _TEXT
        elif value is not None:
            cell.value = value
        if fill:
            cell.fill = fill
        return cell

    def _fit_on_paper(self) -> None:
        self.sheet.page_setup.orientation = "landscape"
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self.sheet.page_setup.fitToHeight = 0

    def _validate(self, first: int, last: int) -> None:
        """Let the spreadsheet refuse points that the import would refuse."""
        for criterion in self.criteria if last >= first else ():
            rule = DataValidation(
                type="decimal", operator="between", formula1="0", formula2=f"{criterion.points:g}", allow_blank=True
            )
            rule.showErrorMessage, rule.errorTitle = True, criterion.name
            rule.error = f"A number from 0 to {criterion.points:g}, or nothing."
            letter = get_column_letter(self.columns.index(criterion.name) + 1)
            rule.add(f"{letter}{first}:{letter}{last}")
            self.sheet.add_data_validation(rule)


def _width(column: str) -> int:
    return _WIDTHS.get(column, _CRITERION_WIDTH)


def _lines(value: Any, width: int) -> int:
    """How many lines a value takes in a column of this width, roughly."""
    return sum(max(1, ceil(len(line) / width)) for line in str(value or "").split("\n"))
