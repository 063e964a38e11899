"""Grades as CSV: quoted, harmless in a spreadsheet, and honest about what is not decided."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from autograder.nbgrader_hooks.export import CsvPlugin, safe_value
from tests.fake_course import autograde, fill, gradebook, hand_in, released, solved


def exported(root: Path, **traits: Any) -> dict[str, dict[str, str]]:
    target = root / "grades.csv"
    with gradebook(root) as book:
        CsvPlugin(to=str(target), **traits).export(book)
    with target.open(newline="", encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def test_each_state_has_its_word(root: Path) -> None:
    hand_in(root, "alice", solved())
    hand_in(root, "bob", released())
    hand_in(root, "carol", fill(solved(), double="grader_error"))
    hand_in(root, "dave", b"{")
    hand_in(root, "erin", None)
    autograde(root)
    with gradebook(root) as book:
        book.add_student("frank", last_name="=HYPERLINK(1)", first_name='O"Neil, F.\nJr', email="+1@x")
        grade = book.find_grade("why", "cell", "rnn", "alice")
        grade.manual_score, grade.needs_manual_grade = 5, False
        book.db.commit()
    rows = exported(root)
    assert {name: row["status"] for name, row in rows.items()} == {
        "alice": "graded",
        "bob": "graded",
        "carol": "grader_error",
        "dave": "unusable",
        "erin": "missing",
        "frank": "missing",
    }
    assert (rows["alice"]["score"], rows["alice"]["max_score"], rows["alice"]["cell.why"]) == ("15.0", "15.0", "5.0")
    assert (rows["carol"]["cell.double"], rows["carol"]["cell.triple"]) == ("", "4.0")
    assert (rows["carol"]["score"], rows["carol"]["raw_score"]) == ("", "4.0")  # 4 of what was decided: no total
    assert (rows["bob"]["score"], rows["dave"]["score"], rows["frank"]["score"]) == ("0.0", "0.0", "0.0")
    assert rows["frank"]["last_name"] == "'=HYPERLINK(1)"
    assert rows["frank"]["first_name"] == 'O"Neil, F.\nJr'
    assert rows["frank"]["email"] == "'+1@x"


def test_a_written_answer_waits_for_a_person(root: Path) -> None:
    hand_in(root, "alice", solved())
    autograde(root)
    row = exported(root)["alice"]
    assert (row["status"], row["score"]) == ("needs grading", "10.0")


def test_lateness_is_exported(root: Path) -> None:
    with gradebook(root) as book:
        book.update_or_create_assignment("rnn", duedate="2026-01-30 12:00:00 UTC")
    (hand_in(root, "alice", solved()) / "timestamp.txt").write_text("2026-01-30 12:01:40 UTC")
    autograde(root)
    row = exported(root)["alice"]
    assert (float(row["seconds_late"]), row["timestamp"]) == (100.0, "2026-01-30 12:01:40")


def test_the_command_lines_choice_is_honoured(root: Path) -> None:
    for student in ("alice", "123"):
        hand_in(root, student, solved())
    autograde(root)
    assert set(exported(root, student=[123])) == {"123"}
    assert exported(root, assignment=["other"]) == {}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_is_taken_for_a_formula(start: str) -> None:
    assert safe_value(start + "1") == f"'{start}1"
    assert safe_value(-1.5) == -1.5
    assert safe_value(None) == ""
