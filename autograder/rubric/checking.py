"""Checks filled-in sheets against the class: what each row decides, and everything that is wrong, at once."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.build.rubrics import Criterion
from autograder.records import Record
from autograder.rubric import layout
from autograder.rubric.marks import Mark
from autograder.rubric.questions import Answer, Question
from autograder.rubric.reading import Formula, Sheet
from autograder.rubric.text import typed_text

#: As a spreadsheet of any country writes points into CSV.
_NUMBER = re.compile(r"\d{1,6}([.,]\d{1,6})?")


class Decision(Record, frozen=True):
    """The mark for one answer, and the name under which the sheet shows its student."""

    question: str
    student_id: str
    shown: str
    mark: Mark


@dataclass
class Checked:
    """What sheets say. ``unfinished`` rows have points for some criteria only, or a comment and no points."""

    decisions: list[Decision] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    ungraded: int = 0
    unfinished: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)


def check_sheets(
    sheets: Sequence[Sheet],
    questions: Mapping[str, Question],
    answers: Mapping[str, Mapping[str, Answer]],
    students: Mapping[str, str],
) -> Checked:
    """Read every row of every sheet; ``students`` maps each name that a sheet may show to a student id."""
    checked = Checked()
    for sheet in sheets:
        name = question_name(sheet)
        if name is None:
            checked.problems.append(
                f"{sheet.where}, row 1: does not begin with `{layout.QUESTION}` and its name, so it is no sheet of an "
                "export; delete it, or take the rows above the header back from the export"
            )
        elif name not in questions:
            checked.problems.append(f"{sheet.where}, row 1: unknown question {name!r}; delete this sheet")
        elif name in checked.questions:
            checked.problems.append(f"{sheet.where}, row 1: a second sheet of {name}; keep one of the two")
        else:
            checked.questions.append(name)
            _SheetCheck(sheet, questions[name], answers[name], students, checked).run()
    return checked


def question_name(sheet: Sheet) -> str | None:
    """The question that a sheet says it is of."""
    first = sheet.rows[0] if sheet.rows else ()
    found = _text(first[1]) if len(first) > 1 and _text(first[0]) == layout.QUESTION else ""
    return found or None


class _SheetCheck:
    """One sheet of a known question."""

    def __init__(
        self,
        sheet: Sheet,
        question: Question,
        answers: Mapping[str, Answer],
        students: Mapping[str, str],
        checked: Checked,
    ) -> None:
        self.sheet, self.question, self.answers, self.students = sheet, question, answers, students
        self.checked = checked
        self.criteria = question.rubric.criteria
        self.rows_of: dict[str, int] = {}
        self.by_name = False

    def run(self) -> None:
        for number, row in enumerate(self.sheet.rows, start=1):
            for position, value in enumerate(row):
                if isinstance(value, Formula):
                    letter = layout.column_letters(position)
                    self._problem(number, f"column {letter} holds a formula, {value.text!r}; type what it should say")
        header = next((at for at, row in enumerate(self.sheet.rows) if _first(row) == layout.STUDENT), None)
        if header is None:
            self._problem(1, f"no row begins with `{layout.STUDENT}`; take the header row back from the export")
            return
        if self._columns(header):
            self._above(self.sheet.rows[:header])
            for number, row in enumerate(self.sheet.rows[header + 1 :], start=header + 2):
                self._row(number, row)
            self._missing(self.sheet.rows[:header])

    def _problem(self, number: int, text: str) -> None:
        self.checked.problems.append(f"{self.sheet.where}, row {number}: {text}")

    def _columns(self, header: int) -> bool:
        """Find the columns by name; False if the rows cannot be read."""
        wanted = layout.columns([criterion.name for criterion in self.criteria])
        found = [_text(value) for value in self.sheet.rows[header]]
        problems = [f"column {name!r} is missing; take it back from the export" for name in wanted if name not in found]
        problems += [f"column {name!r} is there twice; delete one" for name in wanted if found.count(name) > 1]
        strangers = dict.fromkeys(name for name in found if name and name not in wanted)
        problems += [f"unknown column {name!r}; delete it" for name in strangers]
        for text in problems:
            self._problem(header + 1, text)
        self.place = {name: position for position, name in enumerate(found)}
        return not problems

    def _above(self, rows: Sequence[Sequence[Any]]) -> None:
        """The points of the criteria must still be those of the export."""
        number = next((at for at, row in enumerate(rows, start=1) if _first(row) == layout.POINTS), None)
        if number is None:
            self._problem(1, f"the row `{layout.POINTS}` above the header is missing; take it back from the export")
            return
        for criterion in self.criteria:
            said = self._at(rows[number - 1], criterion.name)
            if _number(said) != criterion.points:
                self._problem(
                    number,
                    f"{criterion.name} is worth {_shown(said)} points here, but {criterion.points:g} by the rubric of "
                    "today; export again",
                )

    def _at(self, row: Sequence[Any], column: str) -> Any:
        place = self.place[column]
        return row[place] if place < len(row) else None

    def _row(self, number: int, row: Sequence[Any]) -> None:
        shown = typed_text(_text(self._at(row, layout.STUDENT)))
        if all(value is None for value in row) or shown in layout.LABELS:
            return
        student_id = self.students.get(shown)
        if student_id is None:
            self._problem(number, f"unknown student {shown!r}; correct the name, or delete the row")
            return
        if student_id in self.rows_of:
            self._problem(number, f"{shown} is in row {self.rows_of[student_id]} already; delete one of the two")
            return
        self.rows_of[student_id] = number
        self.by_name |= shown == student_id
        points = [self._points(number, row, criterion) for criterion in self.criteria]
        comment = self._at(row, layout.COMMENT)
        said = "" if isinstance(comment, Formula) else typed_text(_text(comment))
        given = [earned for earned in points if earned is not None]
        if len(given) == len(points):
            self._answer(number, row, shown, student_id)
            mark = Mark(tuple(given), said)
            self.checked.decisions.append(Decision(self.question.name, student_id, shown, mark))
        elif given or said:
            self.checked.unfinished.append(f"{self.sheet.where}, row {number}: {shown}")
        else:
            self.checked.ungraded += 1

    def _points(self, number: int, row: Sequence[Any], criterion: Criterion) -> float | None:
        """The points in a cell; None if it is empty or wrong."""
        value = self._at(row, criterion.name)
        if value is None or isinstance(value, Formula):
            return None
        earned = _number(value)
        if earned is None:
            self._problem(number, f"{criterion.name}: {_shown(value)} is not a number; write one like 1.5, or nothing")
        elif not 0 <= earned <= criterion.points:
            self._problem(number, f"{criterion.name}: {earned:g} is not between 0 and {criterion.points:g} points")
        elif not math.isclose(earned, round(earned, 2), abs_tol=1e-9):
            self._problem(number, f"{criterion.name}: {earned:g} has more than two decimals")
        else:
            return round(earned, 2)
        return None

    def _answer(self, number: int, row: Sequence[Any], shown: str, student_id: str) -> None:
        """What was graded must be what the student has handed in."""
        answer_id, answer = _text(self._at(row, layout.ANSWER_ID)), self.answers.get(student_id)
        if not answer_id:
            self._problem(number, f"the {layout.ANSWER_ID} of {shown} is missing; take it back from the export")
        elif answer is None or answer_id != answer.answer_id:
            self._problem(
                number,
                f"the answer of {shown} is not the one that was exported: changed since, or rows were mixed up; empty "
                "its points to leave it out, or export again",
            )

    def _missing(self, above: Sequence[Sequence[Any]]) -> None:
        number = next((at for at, row in enumerate(above, start=1) if _first(row) == layout.ANSWERS), None)
        count = _number(above[number - 1][1]) if number and len(above[number - 1]) > 1 else None
        if number is None or count is None:
            self._problem(1, f"the row `{layout.ANSWERS}` and its number are missing; take them back from the export")
        elif len(self.rows_of) < count:
            names = {
                student_id: shown
                for shown, student_id in self.students.items()
                if (shown == student_id) == self.by_name
            }
            gone = sorted(names[student_id] for student_id in self.answers if student_id not in self.rows_of)
            lost = count - len(self.rows_of)
            self._problem(
                number,
                f"{lost:g} of {count:g} rows are missing; answers without a row: {', '.join(gone) or 'none'}; "
                "take them back from the export",
            )


def _first(row: Sequence[Any]) -> str:
    return _text(row[0]) if row else ""


def _text(value: Any) -> str:
    """A value as text; a number as a person would write it."""
    if value is None or isinstance(value, Formula):
        return ""
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value) if whole else value).strip()


def _number(value: Any) -> float | None:
    """A value as a finite number that is not negative; None if it is none."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value.replace(",", "."))
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return None


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) else _text(value) or "nothing"
