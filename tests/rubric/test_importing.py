"""What people filled in reaches the gradebook whole, or not at all."""

from __future__ import annotations

import csv
import os
import sqlite3
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

import pytest

from autograder.batch.run import batch
from autograder.errors import ConfigError, GraderError, SheetError
from autograder.nbgrader_hooks.export import CsvPlugin
from autograder.rubric import importing
from autograder.rubric.exporting import export_sheets
from autograder.rubric.importing import import_sheets
from tests import fake_course
from tests.fake_course import autograde, feedback, fill, gradebook, hand_in, solved
from tests.nbgrader_hooks.conftest import CHECKOUT
from tests.rubric.conftest import anon, change, fill_in, opened, row_of

GRADING = {
    "alice": {"names_state": 3, "says_how": 1.5, "comment": "- Nice."},
    "bob": {"names_state": 0, "says_how": 0},
    "00123": {"names_state": 3, "says_how": 2},
}
COMMENTS = {
    "alice": "- names state: 3 of 3\n- says how: 1.5 of 2. Say how one step hands it to the next.\n\n- Nice.",
    "bob": "- names state: 0 of 3. Say what is carried from step to step.\n"
    "- says how: 0 of 2. Say how one step hands it to the next.",
    "00123": "- names state: 3 of 3\n- says how: 2 of 2",
}
SCORES = {"alice": 4.5, "bob": 0.0, "00123": 5.0, "dora": None, "eve": None}


@pytest.fixture
def filled(root: Path, workbook: Path) -> Path:
    fill_in(workbook, {anon(root, student): values for student, values in GRADING.items()})
    return workbook


def manual(root: Path) -> dict[str, tuple[float | None, str | None, bool]]:
    """Per student: score and comment by hand, and whether the question waits for a person."""
    found = {}
    with gradebook(root) as book:
        for submission in book.assignment_submissions("rnn"):
            [notebook] = submission.notebooks
            [grade] = [grade for grade in notebook.grades if grade.name == "why"]
            [comment] = [comment for comment in notebook.comments if comment.name == "why"]
            found[submission.student_id] = (grade.manual_score, comment.manual_comment, grade.needs_manual_grade)
    return found


def graded(**other: Any) -> dict[str, tuple[float | None, str | None, bool]]:
    return {student: (score, COMMENTS.get(student), False) for student, score in SCORES.items()} | other


def refused(root: Path, *files: Path) -> str:
    before = manual(root)
    with pytest.raises(SheetError, match="nothing was changed: ") as raised:
        import_sheets(files, root)
    assert manual(root) == before
    return str(raised.value)


def test_points_and_comments_are_written(root: Path, filled: Path) -> None:
    imported = import_sheets([filled], root)
    assert manual(root) == graded()
    assert {(found.student_id, found.before, found.after) for found in imported.changes} == {
        ("alice", None, 4.5),
        ("bob", None, 0.0),
        ("00123", None, 5.0),
    }
    assert all(found.shown.startswith("anon-") for found in imported.changes)
    assert (imported.unchanged, imported.ungraded, imported.unfinished, imported.absent) == (0, 0, (), ())


def test_totals_include_what_was_imported(root: Path, filled: Path) -> None:
    import_sheets([filled], root)
    with gradebook(root) as book:
        rows = {row["student_id"]: row for row in CsvPlugin(parent=None).rows(book)}
    for student, score in SCORES.items():
        items = [rows[student][f"cell.{name}"] for name in ("double", "triple", "why")]
        assert rows[student]["cell.why"] == (score or 0)
        assert rows[student]["score"] == sum(items)
        assert rows[student]["status"] == "graded"


def test_students_read_where_points_were_lost(root: Path, filled: Path) -> None:
    assert "Say how one step hands it" not in feedback(root, "alice")
    import_sheets([filled], root)
    page = feedback(root, "alice")
    assert "says how: 1.5 of 2. Say how one step hands it to the next." in page
    assert "Nice." in page
    assert "(Score: 4.5 / 5.0)" in page
    assert "goes from step to step" not in page
    assert "No response." in feedback(root, "dora")


def test_a_dry_run_shows_the_changes_and_makes_none(root: Path, filled: Path) -> None:
    before = manual(root)
    dry = import_sheets([filled], root, dry_run=True)
    assert manual(root) == before
    assert dry.changes == import_sheets([filled], root).changes


def test_importing_twice_is_importing_once(root: Path, filled: Path) -> None:
    import_sheets([filled], root)
    again = import_sheets([filled], root)
    assert (again.changes, again.unchanged) == ((), 3)
    assert manual(root) == graded()


def test_the_next_export_shows_what_was_imported(root: Path, filled: Path, tmp_path: Path) -> None:
    import_sheets([filled], root)
    export_sheets("rnn", root, tmp_path / "next.xlsx")
    assert import_sheets([tmp_path / "next.xlsx"], root).unchanged == 3
    fill_in(tmp_path / "next.xlsx", {anon(root, "bob"): {"names_state": 1}})
    [found] = import_sheets([tmp_path / "next.xlsx"], root).changes
    assert (found.student_id, found.before, found.after) == ("bob", 0.0, 1.0)


def test_rows_without_points_are_left_alone(root: Path, workbook: Path) -> None:
    fill_in(workbook, {anon(root, "alice"): GRADING["alice"], anon(root, "bob"): {"names_state": 3}})
    imported = import_sheets([workbook], root)
    assert (len(imported.changes), imported.ungraded, len(imported.unfinished)) == (1, 1, 1)
    assert manual(root) == graded(bob=(None, None, True)) | {"00123": (None, None, True)}


def test_a_grade_by_hand_survives_a_row_that_was_left_empty(root: Path, workbook: Path) -> None:
    with gradebook(root) as book:
        grade = book.find_grade("why", "cell", "rnn", "bob")
        grade.manual_score, grade.needs_manual_grade, grade.extra_credit = 2.5, False, 1
        book.find_comment("why", "cell", "rnn", "bob").manual_comment = "By hand."
        book.db.commit()
    fill_in(workbook, {anon(root, "alice"): GRADING["alice"]})
    import_sheets([workbook], root)
    assert manual(root)["bob"] == (2.5, "By hand.", False)
    assert manual(root)["alice"] == (4.5, COMMENTS["alice"], False)


@pytest.mark.parametrize(
    "again", [autograde, lambda root: batch("rnn", root, 1, progress=False, grade=fake_course.grade)]
)
def test_grading_the_class_again_keeps_points_and_comments(root: Path, filled: Path, again: Any) -> None:
    import_sheets([filled], root)
    again(root)
    after = manual(root)
    assert {student: found[:2] for student, found in after.items()} == {
        student: found[:2] for student, found in graded().items()
    }
    # nbgrader may ask for a look at each; the same sheet answers
    import_sheets([filled], root)
    assert manual(root) == graded()


def test_an_answer_that_changed_since_is_refused_with_its_row(root: Path, filled: Path) -> None:
    hand_in(root, "bob", fill(solved(), why="Something else."))
    autograde(root, "bob")
    row = row_of(opened(filled)["why"], anon(root, "bob"))
    said = refused(root, filled)
    assert f"rubric-rnn.xlsx, sheet why, row {row}: the answer of {anon(root, 'bob')} is not the one" in said
    fill_in(filled, {anon(root, "bob"): {"names_state": None, "says_how": None}})
    assert len(import_sheets([filled], root).changes) == 2
    assert manual(root)["bob"] == (None, None, True)


def test_points_for_what_was_withdrawn_are_refused(root: Path, filled: Path) -> None:
    hand_in(root, "bob", fake_course.released())
    autograde(root, "bob")
    assert "is not the one that was exported" in refused(root, filled)


def sort_one_column(sheet: Any) -> None:
    rows = [row_of(sheet, cell.value) for cell in sheet["A"] if str(cell.value).startswith("anon-")]
    names = sorted((sheet.cell(row, 1).value for row in rows), reverse=True)
    for row, name in zip(rows, names, strict=True):
        sheet.cell(row, 1).value = name


BREAKS = {
    "an unknown question": (lambda sheet: setattr(sheet["B1"], "value", "rnn/cell/what"), "unknown question"),
    "no question": (lambda sheet: sheet.delete_rows(1), "no sheet of an export found"),
    "no header": (lambda sheet: sheet.delete_rows(row_of(sheet, "student")), "no row begins with `student`"),
    "a missing row": (lambda sheet: sheet.delete_rows(sheet.max_row), "1 of 3 rows are missing"),
    "a missing column": (lambda sheet: sheet.delete_cols(4), "column 'says_how' is missing"),
    "a second column": (lambda sheet: setattr(sheet.cell(row_of(sheet, "student"), 7), "value", "comment"), "twice"),
    "names sorted alone": (sort_one_column, "is not the one that was exported"),
    "a formula": (lambda sheet: setattr(sheet.cell(sheet.max_row, 3), "value", "=1+1"), "column C holds a formula"),
    "words": (lambda sheet: setattr(sheet.cell(sheet.max_row, 3), "value", "two"), "'two' is not a number"),
    "too many points": (lambda sheet: setattr(sheet.cell(sheet.max_row, 3), "value", 4), "4 is not between 0 and 3"),
    "a stranger": (lambda sheet: setattr(sheet.cell(sheet.max_row, 1), "value", "nobody"), "unknown student 'nobody'"),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_sheet_changes_nothing(root: Path, filled: Path, broken: str) -> None:
    edit, said = BREAKS[broken]
    change(filled, edit)
    before = manual(root)
    with pytest.raises(SheetError, match=said):
        import_sheets([filled], root)
    assert manual(root) == before


def test_one_broken_file_of_two_keeps_the_other_out(root: Path, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("to do,today\n")
    assert "notes.csv, row 1: does not begin with `question`" in refused(root, filled, tmp_path / "notes.csv")


def test_sheets_of_two_assignments_are_refused(root: Path, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("question,extra/cell/why\n")
    with pytest.raises(
        SheetError, match=r"several assignments: rnn \(rubric-rnn.xlsx, sheet why\), extra \(other.csv\)"
    ):
        import_sheets([filled, tmp_path / "other.csv"], root)


def test_sheets_of_another_course_are_named(root: Path, tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("question,extra/cell/why\n")
    with pytest.raises(ConfigError, match="'extra' is no assignment of this course"):
        import_sheets([tmp_path / "other.csv"], root)


def test_the_same_as_csv_gives_the_same(root: Path, filled: Path, tmp_path: Path) -> None:
    with (tmp_path / "why.csv").open("w", newline="", encoding="utf-8-sig") as file:
        rows = opened(filled)["why"].iter_rows(values_only=True)
        csv.writer(file, delimiter=";").writerows(rows)
    import_sheets([tmp_path / "why.csv"], root)
    assert manual(root) == graded()


class Failing:
    """A gradebook that fails at the second answer."""

    def __init__(self, book: Any) -> None:
        self.book, self.left, self.db = book, 1, book.db

    def find_submission_notebook(self, *where: str) -> Any:
        self.left -= 1
        if self.left < 0:
            raise importing.SQLAlchemyError("disk full\n(details)")
        return self.book.find_submission_notebook(*where)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.book, name)


def test_a_gradebook_that_fails_half_way_is_left_as_it_was(
    root: Path, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = manual(root)
    write = importing._write
    monkeypatch.setattr(importing, "_write", lambda book, *rest: write(Failing(book), *rest))  # type: ignore[arg-type]
    with pytest.raises(GraderError, match="nothing was changed: disk full; try again"):
        import_sheets([filled], root)
    assert manual(root) == before


def test_a_process_killed_half_way_has_changed_nothing(root: Path, filled: Path) -> None:
    code = f"""
    import os
    from pathlib import Path
    from nbgrader.api import Gradebook
    from autograder.rubric.importing import import_sheets
    find = Gradebook.find_submission_notebook
    def killed(self, *where):
        if self.db.dirty:
            self.db.flush()
            os._exit(9)
        return find(self, *where)
    Gradebook.find_submission_notebook = killed
    import_sheets([Path({str(filled)!r})], Path({str(root)!r}))
    """
    before = manual(root)
    environment = os.environ | {"FAKE_COURSE": str(root), "PYTHONPATH": str(CHECKOUT)}
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], cwd=root, env=environment, check=False)
    assert done.returncode == 9
    assert manual(root) == before
    import_sheets([filled], root)
    assert manual(root) == graded()


def test_an_import_waits_for_a_gradebook_that_is_being_written(root: Path, filled: Path) -> None:
    other = sqlite3.connect(root / "gradebook.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.5, other.rollback)
    release.start()
    import_sheets([filled], root)
    release.join()
    assert manual(root) == graded()
