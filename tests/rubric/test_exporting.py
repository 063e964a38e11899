"""The export holds the answers that wait for a person, and tells nobody whose they are unless asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder.errors import ConfigError, GraderError
from autograder.rubric.exporting import export_sheets
from tests.fake_course import autograde, fill, gradebook, hand_in, solved
from tests.rubric.conftest import ANSWERS, anon, opened, row_of

WAITING = {student: answer for student, answer in ANSWERS.items() if answer is not None}


def rows(path: Path) -> dict[str, str]:
    """Name -> answer of each student's row."""
    sheet = opened(path)["why"]
    return {row[0].value: row[1].value for row in sheet.iter_rows(min_row=row_of(sheet, "(if not earned)") + 1)}


def test_every_answer_that_waits_is_there_under_a_name_that_tells_nothing(root: Path, workbook: Path) -> None:
    shown = {anon(root, "alice"): "It remembers.", anon(root, "bob"): "'=1+1"}
    assert rows(workbook) == shown | {anon(root, "00123"): "The state is *handed on*."}
    assert list(rows(workbook)) == sorted(rows(workbook))


def test_ids_are_shown_when_asked_for(root: Path, tmp_path: Path) -> None:
    export_sheets("rnn", root, tmp_path / "named.xlsx", named=True)
    assert list(rows(tmp_path / "named.xlsx")) == sorted(WAITING)


def test_it_says_what_was_left_out(root: Path, tmp_path: Path) -> None:
    (root / "autograded" / "bob" / "rnn" / "cell.ipynb").unlink()
    exported = export_sheets("rnn", root, tmp_path / "sheets.xlsx")
    assert (exported.questions, exported.answers, exported.untouched, exported.unread) == (1, 2, 2, ("bob",))


def test_a_workbook_that_somebody_may_have_filled_in_is_not_overwritten(root: Path, workbook: Path) -> None:
    workbook.write_bytes(b"hours of grading")
    with pytest.raises(ConfigError, match="may hold somebody's grading; move it away, or add --force"):
        export_sheets("rnn", root, workbook)
    assert workbook.read_bytes() == b"hours of grading"
    export_sheets("rnn", root, workbook, force=True)
    assert rows(workbook)


@pytest.mark.parametrize("name", ["sheets.csv", "sheets", "nowhere/sheets.xlsx"])
def test_a_target_that_cannot_be_written_is_named(root: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match=r"name a file that ends in .xlsx, in a folder that exists"):
        export_sheets("rnn", root, tmp_path / name)


def test_unknown_assignments_are_named(root: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="'rrn' is no assignment of this course; there is rnn"):
        export_sheets("rrn", root, tmp_path / "sheets.xlsx")


def test_an_ungraded_class_is_told_to_be_graded_first(root: Path, tmp_path: Path) -> None:
    with gradebook(root) as book:
        book.remove_submission("rnn", "alice")
        book.remove_submission("rnn", "bob")
        book.remove_submission("rnn", "00123")
    with pytest.raises(ConfigError, match=r"no answer of 'rnn' waits for a person; .*`autograder batch rnn` first"):
        export_sheets("rnn", root, tmp_path / "sheets.xlsx")
    assert not list(tmp_path.glob("*.xlsx"))


def test_points_in_which_gradebook_and_rubric_differ_are_named(root: Path, tmp_path: Path) -> None:
    with gradebook(root) as book:
        book.find_grade_cell("why", "cell", "rnn").max_score = 6
        book.db.commit()
    with pytest.raises(GraderError, match="rnn/cell/why is worth 6 points in the gradebook, but 5 by its rubric"):
        export_sheets("rnn", root, tmp_path / "sheets.xlsx")


def test_what_was_given_is_not_shown_as_the_students_words(root: Path, tmp_path: Path) -> None:
    hand_in(root, "alice", fill(solved(), why="Why does it remember?\n\nYOUR ANSWER HERE\nBy its state."))
    hand_in(root, "bob", fill(solved(), why="Why does it remember?\n\n   "))
    nb = fill(solved(), why="![a drawing](attachment:a.png)")
    nb["cells"][-1]["attachments"] = {"a.png": {"image/png": "iVBORw0KGgo="}}
    hand_in(root, "00123", nb)
    autograde(root)
    export_sheets("rnn", root, tmp_path / "sheets.xlsx")
    shown = rows(tmp_path / "sheets.xlsx")
    assert shown[anon(root, "alice")] == "By its state."
    assert shown[anon(root, "bob")] == "[nothing]"
    assert shown[anon(root, "00123")] == "![a drawing](attachment:a.png)\n[1 picture(s): formgrader shows them]"


def test_an_answer_id_changes_with_words_pictures_and_student(root: Path, tmp_path: Path) -> None:
    def ids() -> list[str]:
        export_sheets("rnn", root, tmp_path / "sheets.xlsx", force=True)
        sheet = opened(tmp_path / "sheets.xlsx")["why"]
        return [row[5].value for row in sheet.iter_rows(min_row=row_of(sheet, "(if not earned)") + 1)]

    seen = {*ids()}
    assert len(seen) == 3
    file = root / "autograded" / "alice" / "rnn" / "cell.ipynb"
    notebook = json.loads(file.read_text())
    for change in ({"source": "It forgets."}, {"attachments": {"a.png": {"image/png": "iVBORw0KGgo="}}}):
        notebook["cells"][-1].update(change)
        file.write_text(json.dumps(notebook))
        assert len(seen | {*ids()}) == len(seen) + 1
        seen |= {*ids()}
