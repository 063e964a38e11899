"""A graded class of a fake course, and its sheet of answers to fill in."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from autograder.config import load_course
from autograder.rubric.exporting import export_sheets
from autograder.rubric.names import anonymous_name
from tests import fake_course
from tests.fake_course import autograde, fill, hand_in, released, solved

#: Who handed in what to the question ``why``; the two last wrote nothing.
ANSWERS = {
    "alice": "It remembers.",
    "bob": "=1+1",
    "00123": "The state is *handed on*.",
    "dora": None,
    "eve": None,
}
Edit = Callable[[Any], None]


@pytest.fixture(scope="session")
def graded_course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = fake_course.build_once(tmp_path_factory.mktemp("built"))
    for student, answer in ANSWERS.items():
        hand_in(root, student, released() if answer is None else fill(solved(), why=answer))
    autograde(root)
    return root


@pytest.fixture
def root(graded_course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course root of this test's own, with the class graded."""
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    return fake_course.copy_of(graded_course, tmp_path, monkeypatch)


@pytest.fixture
def workbook(root: Path, tmp_path: Path) -> Path:
    """What ``autograder rubric export rnn`` writes."""
    target = tmp_path / "rubric-rnn.xlsx"
    export_sheets("rnn", root, target)
    return target


def anon(root: Path, student: str) -> str:
    return anonymous_name(student, load_course(root))


def opened(path: Path) -> Workbook:
    return load_workbook(path)


def row_of(sheet: Any, first: str) -> int:
    """The number of the row that begins with this."""
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == first)


def column_of(sheet: Any, name: str) -> int:
    header = sheet[row_of(sheet, "student")]
    return next(cell.column for cell in header if cell.value == name)


def fill_in(path: Path, grading: dict[str, dict[str, Any]], sheet: str = "why") -> None:
    """Type values into the rows of some students, by column."""
    book = opened(path)
    for shown, values in grading.items():
        row = row_of(book[sheet], shown)
        for name, value in values.items():
            book[sheet].cell(row, column_of(book[sheet], name)).value = value
    book.save(path)


def change(path: Path, edit: Edit, sheet: str = "why") -> None:
    book = opened(path)
    edit(book[sheet])
    book.save(path)
