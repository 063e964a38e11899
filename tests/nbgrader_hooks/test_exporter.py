"""What cannot be read becomes the release with a reason; what can be healed is."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

import pytest
from nbgrader.converters import NbGraderException

from tests.fake_course import FULL, ZERO, autograde, autograded, comments, gradebook, grades, hand_in, solved


def test_no_submission_stops_the_batch(root: Path) -> None:
    """What plain nbgrader stumbles over, each beside an honest neighbour."""
    hand_in(root, "zoe", solved())
    for student, data in {"corrupt": b"{", "empty": b"", "binary": bytes(range(256)), "huge": b" " * 3_000_000}.items():
        hand_in(root, student, data)
    hand_in(root, "nothing", None)
    (hand_in(root, "linked", None) / "cell.ipynb").symlink_to(root / "source" / "rnn" / "cell.ipynb")
    os.mkfifo(hand_in(root, "piped", solved()) / "timestamp.txt")
    (hand_in(root, "late", solved()) / "timestamp.txt").write_text("tomorrow")
    (root / "submitted" / ".DS_Store" / "rnn").mkdir(parents=True)
    (root / "submitted" / "new\nline" / "rnn").mkdir(parents=True)
    hand_in(root, "renamed", solved(), "Copy of cell.ipynb")
    autograde(root)
    for student in ("zoe", "piped", "late", "renamed"):
        assert grades(root, student) == FULL, student
    for student in ("corrupt", "empty", "binary", "huge", "nothing", "linked"):
        assert grades(root, student) == ZERO, student
        assert (comments(root, student)["double"] or "").startswith("Nothing could be graded: "), student
        assert "Nothing could be graded" in str(autograded(root, student)), student


def test_submitted_is_only_read(root: Path) -> None:
    folder = hand_in(root, "alice", solved(), "mine.ipynb")
    (folder / "numpy.py").write_text("1 / 0")
    before = {path: path.read_bytes() for path in folder.rglob("*")}
    autograde(root)
    assert {path: path.read_bytes() for path in folder.rglob("*")} == before
    made = (root / "autograded" / "alice" / "rnn").iterdir()
    assert sorted(path.name for path in made) == ["cell.ipynb", "figures"]


def test_staged_copies_are_removed(root: Path) -> None:
    hand_in(root, "alice", solved())
    autograde(root)
    gc.collect()
    assert not list((root / ".autograder").glob("staged-*"))


def test_a_timestamp_in_dashes_is_stored_as_meant(root: Path) -> None:
    """nbgrader alone stores 2026-01-31 01:00:00 for it."""
    (hand_in(root, "alice", solved()) / "timestamp.txt").write_text("2026-01-30-15-30-10")
    autograde(root)
    with gradebook(root) as book:
        assert str(book.find_submission("rnn", "alice").timestamp) == "2026-01-30 15:30:10"


def test_a_student_with_a_strange_name_is_one_student(root: Path) -> None:
    hand_in(root, "O'Brien, {student_id} +\\d", solved())
    hand_in(root, "a[b]", solved())
    hand_in(root, "b", solved())
    autograde(root)
    assert grades(root, "b") == FULL
    with gradebook(root) as book:
        assert "a[b]" not in {student.id for student in book.students}


def test_graded_submissions_are_not_graded_again(root: Path) -> None:
    """nbgrader skips what it did before; a healed submission keeps its score."""
    hand_in(root, "alice", solved(), "mine.ipynb")
    autograde(root)
    autograde(root, force=False)
    assert grades(root, "alice") == FULL


def test_an_assignment_that_the_course_does_not_know_is_nbgraders_business(root: Path) -> None:
    hand_in(root, "alice", solved())
    config = root / "course_config.py"
    config.write_text(config.read_text().replace('"rnn"', '"other"'))
    with pytest.raises(NbGraderException):
        autograde(root)
    shutil.rmtree(root / "submitted")
