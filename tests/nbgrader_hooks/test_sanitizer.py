"""The first step of autograding: any notebook becomes processable, and stale scores go."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
from nbgrader.converters import NbGraderException

from autograder.errors import ConfigError
from autograder.nbgrader_hooks.sanitizer import _check_in_step
from tests.fake_course import (
    FULL,
    ZERO,
    autograde,
    autograded,
    cell_of,
    comments,
    gradebook,
    grades,
    hand_in,
    released,
    solved,
)


def test_tampered_notebooks_are_graded_like_honest_ones(root: Path) -> None:
    twice, flagged, stripped = solved(), solved(), solved()
    twice["cells"] += copy.deepcopy(twice["cells"])
    for cell in flagged["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"schema_version": 4, "grade": False, "points": 200, "task": True}
    for cell in stripped["cells"]:
        cell["metadata"] = {}
    for student, nb in {"honest": solved(), "twice": twice, "flagged": flagged, "stripped": stripped}.items():
        hand_in(root, student, nb)
    autograde(root)
    for student in ("honest", "twice", "flagged"):
        assert grades(root, student) == FULL, student
    assert grades(root, "stripped") == {**FULL, "why": (0.0, False)}


def test_what_students_saved_as_output_is_gone(root: Path) -> None:
    nb = solved()
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "forged"}]
    hand_in(root, "alice", nb)
    autograde(root)
    assert "forged" not in json.dumps(autograded(root, "alice"))


def test_a_worse_resubmission_loses_the_old_score(root: Path) -> None:
    """Deleted cells, a broken file: nothing of the earlier score survives."""
    for broken in (b"{", {**released(), "cells": []}, {**released(), "cells": released()["cells"][:1]}):
        hand_in(root, "alice", solved())
        autograde(root)
        assert grades(root, "alice") == FULL
        hand_in(root, "alice", broken)
        autograde(root)
        assert grades(root, "alice") == ZERO


def test_what_people_entered_survives(root: Path) -> None:
    hand_in(root, "alice", solved())
    autograde(root)
    with gradebook(root) as book:
        grade = book.find_grade("why", "cell", "rnn", "alice")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 3.5, 1.0, False
        book.find_comment("why", "cell", "rnn", "alice").manual_comment = "Nice."
        book.find_submission_notebook("cell", "rnn", "alice").flagged = True
        book.db.commit()
    autograde(root)
    with gradebook(root) as book:
        grade = book.find_grade("why", "cell", "rnn", "alice")
        assert (grade.manual_score, grade.extra_credit, grade.score) == (3.5, 1.0, 4.5)
        assert book.find_comment("why", "cell", "rnn", "alice").comment == "Nice."
        assert book.find_submission_notebook("cell", "rnn", "alice").flagged


def test_deleted_cells_score_zero_with_a_comment(root: Path) -> None:
    nb = solved()
    nb["cells"] = [cell for cell in nb["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") != "double"]
    hand_in(root, "alice", nb)
    autograde(root)
    assert grades(root, "alice") == {**FULL, "test_double": (0.0, False)}
    assert "missing" in (comments(root, "alice")["double"] or "")


def test_notes_travel_with_the_notebook(root: Path) -> None:
    hand_in(root, "alice", solved(), "mine.ipynb")
    autograde(root)
    assert autograded(root, "alice").metadata.autograder.notes == [
        "mine.ipynb was recognised as cell.ipynb by its items"
    ]


def test_a_release_out_of_step_with_the_gradebook_is_refused(root: Path) -> None:
    """Any score would be a guess: nothing is scored, and the message says what to run."""
    hand_in(root, "alice", solved())
    autograde(root)
    path = root / "release" / "rnn" / "cell.ipynb"
    nb = released()
    cell_of(nb, "test_double")["metadata"]["nbgrader"]["points"] = 7
    path.chmod(0o644)
    path.write_text(json.dumps(nb))
    with pytest.raises(NbGraderException):
        autograde(root)
    assert {score for score, _ in grades(root, "alice").values()} == {None}
    with pytest.raises(ConfigError, match=r"differ in test_double: run `autograder build`, then `nbgrader gen"):
        _check_in_step({"cells": [cell_of(nb, "test_double")]}, {}, "cell", "rnn")
