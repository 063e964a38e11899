"""Sheets survive a spreadsheet program: LibreOffice reads them and writes them anew.

Needs LibreOffice; `make sheets` installs it and runs this.
"""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path
from typing import Any

import pytest

from autograder.rubric.importing import import_sheets
from autograder.rubric.questions import Answer
from autograder.rubric.reading import Formula, read_sheets
from tests.rubric.conftest import anon, fill_in
from tests.rubric.test_importing import GRADING, graded, manual, refused
from tests.rubric.test_workbook import FORMULAS, written

pytestmark = pytest.mark.slow
#: Between commas, in UTF-8; and every sheet into a file of its own.
CSV = "csv:Text - txt - csv (StarCalc):44,34,76"
ALL_SHEETS = f"{CSV},1,,0,false,true,false,false,false,-1"


def saved_as(kind: str, path: Path) -> Path:
    """The same file as LibreOffice writes it."""
    folder = path.parent / f"as-{kind.split(':')[0]}"
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    reads = ["--infilter=CSV:44,34,76"] if path.suffix == ".csv" else []
    command = ["soffice", "--headless", profile, *reads, "--convert-to", kind, "--outdir", str(folder), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    [found] = folder.glob(f"{path.stem}*.{kind.split(':')[0]}")
    assert found.is_file(), done.stdout + done.stderr
    return found


@pytest.fixture
def filled(root: Path, workbook: Path) -> Path:
    fill_in(workbook, {anon(root, student): values for student, values in GRADING.items()})
    return workbook


@pytest.mark.parametrize("kinds", [["xlsx"], ["ods", "xlsx"], [CSV], [ALL_SHEETS]])
def test_a_sheet_that_was_saved_again_gives_the_same_scores(root: Path, filled: Path, kinds: list[str]) -> None:
    path = filled
    for kind in kinds:
        path = saved_as(kind, path)
    assert len(import_sheets([path], root).changes) == 3
    assert manual(root) == graded()


def test_a_sheet_that_was_edited_in_between_gives_what_was_typed(root: Path, workbook: Path) -> None:
    path = saved_as(CSV, workbook)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    names = {anon(root, student): student for student in GRADING}
    for row in rows:
        typed = GRADING.get(names.get(row[0], ""), {})
        row[2:5] = [str(typed.get(name, "")) for name in ("names_state", "says_how", "comment")] if typed else row[2:5]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    import_sheets([saved_as("xlsx", path)], root)
    assert manual(root) == graded()


def test_a_broken_sheet_that_was_saved_again_changes_nothing(root: Path, filled: Path) -> None:
    fill_in(filled, {anon(root, "alice"): {"names_state": "=1+1", "says_how": 9}})
    said = refused(root, saved_as("xlsx", filled))
    assert "column C holds a formula" in said
    assert "says_how: 9 is not between 0 and 2 points" in said


def words(rows: tuple[tuple[Any, ...], ...]) -> list[str]:
    """The answers without line ends: LibreOffice adds one to a text of more than 16,000 characters."""
    return [row[1].replace("\n", "") for row in rows[9:]]


def test_no_answer_becomes_a_formula_however_it_is_saved(tmp_path: Path) -> None:
    texts = [*FORMULAS, "_x003D_1+1", "x" * 40_000, "\x00=1", "line\n" * 300, "<b>bold</b>", "W𝕏é"]
    written(tmp_path, *(Answer(f"s{number:02}", text, "id-1") for number, text in enumerate(texts)))
    before = read_sheets(tmp_path / "sheets.xlsx")[0].rows
    path = tmp_path / "sheets.xlsx"
    for kind in ("xlsx", CSV, "xlsx"):
        path = saved_as(kind, path)
        rows = read_sheets(path)[0].rows
        assert not [value for row in rows for value in row if isinstance(value, Formula)]
        assert not [value for row in rows for value in row if str(value).startswith(("=", "+", "@", "\t"))]
        assert words(rows) == words(before)
