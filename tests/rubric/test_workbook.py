"""The sheet of a question holds the mark scheme, the answers as text, and cells that refuse wrong points."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.build.rubrics import Criterion, Rubric
from autograder.rubric.marks import Mark, feedback_comment
from autograder.rubric.questions import Answer, Question
from autograder.rubric.workbook import write_workbook
from tests.rubric.conftest import column_of, opened, row_of

CRITERIA = (Criterion("first", 3, "it is named", "Name it."), Criterion("second", 0.5, "it is shown", "Show it."))


def question(item: str = "why", asked: str = "Why?") -> Question:
    return Question("rnn", "cell", Rubric(item, asked, "", "Because.", CRITERIA))


def written(tmp_path: Path, *answers: Answer, item: str = "why") -> Any:
    """The sheet of a question with these answers."""
    asked = question(item)
    write_workbook(
        tmp_path / "sheets.xlsx",
        [asked],
        {asked.name: {answer.student_id: answer for answer in answers}},
        {f"anon-{answer.student_id}": answer.student_id for answer in answers},
    )
    return opened(tmp_path / "sheets.xlsx").worksheets[0]


def values(sheet: Any, first: str) -> list[Any]:
    return [cell.value for cell in sheet[row_of(sheet, first)]]


def test_the_mark_scheme_stands_above_the_answers(tmp_path: Path) -> None:
    sheet = written(tmp_path, Answer("ada", "It remembers.", "id-1"))
    assert values(sheet, "question")[:2] == ["question", "rnn/cell/why"]
    assert values(sheet, "earned when") == ["earned when", None, "it is named", "it is shown", None, None]
    assert values(sheet, "points") == ["points", 3.5, 3, 0.5, None, None]
    assert values(sheet, "student") == ["student", "answer", "first", "second", "comment", "answer_id"]
    assert values(sheet, "(question)")[1] == "Why?"
    assert values(sheet, "(model answer)")[1:4] == ["Because.", 3, 0.5]
    assert values(sheet, "(if not earned)")[2:4] == ["Name it.", "Show it."]
    assert values(sheet, "anon-ada") == ["anon-ada", "It remembers.", None, None, None, "id-1"]
    assert sheet.freeze_panes == f"B{row_of(sheet, 'student') + 1}"


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1"]


@pytest.mark.parametrize("text", [*FORMULAS, "x" * 40_000, "\x00\x0b"])
def test_every_answer_is_wrapped_text(tmp_path: Path, text: str) -> None:
    sheet = written(tmp_path, Answer("ada", text, "id-1"))
    cell = sheet.cell(row_of(sheet, "anon-ada"), 2)
    assert cell.data_type == "s"
    assert not cell.value.startswith(("=", "+", "-", "@", "\t"))
    assert cell.alignment.wrap_text


def test_a_spreadsheet_refuses_points_that_the_import_would_refuse(tmp_path: Path) -> None:
    sheet = written(tmp_path, Answer("ada", "a", "id-1"), Answer("bob", "b", "id-2"))
    rules = {rule.error: rule for rule in sheet.data_validations.dataValidation}
    assert {(rule.type, rule.operator, rule.formula1, rule.formula2) for rule in rules.values()} == {
        ("decimal", "between", "0", "3"),
        ("decimal", "between", "0", "0.5"),
    }
    first, last = row_of(sheet, "anon-ada"), row_of(sheet, "anon-bob")
    assert str(rules["A number from 0 to 0.5, or nothing."].sqref) == f"D{first}:D{last}"


def test_points_that_were_imported_are_shown_again(tmp_path: Path) -> None:
    mark = Mark((2.5, 0.5), "- a list of one")
    comment = feedback_comment(CRITERIA, mark)
    sheet = written(tmp_path, Answer("ada", "a", "id-1", 3.0, comment), Answer("bob", "b", "id-2", 2.0, "By hand."))
    assert values(sheet, "anon-ada")[2:5] == [2.5, 0.5, "'- a list of one"]
    assert values(sheet, "anon-bob")[2:5] == [None, None, None]


def test_rows_do_not_stand_in_the_order_of_ids(tmp_path: Path) -> None:
    asked = question()
    names = {"anon-c": "ada", "anon-b": "bob", "anon-a": "eve"}
    answers = {asked.name: {name: Answer(name, "a", "id-1") for name in ("ada", "bob", "eve")}}
    write_workbook(tmp_path / "sheets.xlsx", [asked], answers, names)
    sheet = opened(tmp_path / "sheets.xlsx").worksheets[0]
    assert [row_of(sheet, name) for name in sorted(names)] == sorted(row_of(sheet, name) for name in names)


def test_sheets_have_names_that_excel_takes(tmp_path: Path) -> None:
    items = ["history", "Why", "why", "a" * 40, "a" * 41]
    asked = [question(item) for item in items]
    write_workbook(tmp_path / "sheets.xlsx", asked, {found.name: {} for found in asked}, {})
    titles = opened(tmp_path / "sheets.xlsx").sheetnames
    assert titles == ["history_2", "Why", "why_2", "a" * 31, "a" * 29 + "_2"]


def test_a_workbook_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, Answer("ada", "a", "id-1"))
    before = (tmp_path / "sheets.xlsx").read_bytes()
    monkeypatch.setattr("openpyxl.Workbook.save", lambda book, path: Path(path).write_bytes(b"half") and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        written(tmp_path, Answer("bob", "b", "id-2"))
    assert (tmp_path / "sheets.xlsx").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["sheets.xlsx"]


def test_rows_are_as_high_as_excel_allows_at_most(tmp_path: Path) -> None:
    sheet = written(tmp_path, Answer("ada", "word " * 5000, "id-1"), Answer("bob", "b", "id-2"))
    heights = [sheet.row_dimensions[row_of(sheet, name)].height for name in ("anon-ada", "anon-bob")]
    assert heights[0] <= 409
    assert heights[1] < heights[0]
    assert column_of(sheet, "comment") == 5
