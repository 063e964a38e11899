"""The questions of the part written in nbgrader's gradebook: untouched is zero, anything else waits for a person."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.batch.run import batch
from autograder.build import build_course
from autograder.config import HOUSE, Course
from autograder.parts import load_part, release_notebook
from autograder.records import Part, Report, Submission, Verdict
from autograder.scoring import ItemReport, manual_report

CONFIG = """
course_id = "written_only"
assignments = {"rnn": {"parts": ["written"]}}
grading_seed = 1
numbers_seed = 5
"""
PART = load_part("written")
WRITTEN = [item for item in PART.items if item.manual]
Change = Callable[[str], str]

#: What each student makes of every answer cell.
STUDENTS: dict[str, Change] = {
    "untouched": lambda given: given,
    "emptied": lambda given: "",
    "spaces": lambda given: f"\n  {given}\n\n",
    "short": lambda given: "No.",
    "below": lambda given: f"{given}\n\nBecause the state carries it.",
}


def no_sandbox(submission: Submission, part: Part, course: Course) -> Report:
    """Full points by hand; written answers are left to a person."""
    items = tuple(
        manual_report(item) if item.manual else ItemReport(item.grade_id, item.points, item.points, Verdict.PASSED)
        for item in part.items
    )
    return Report(part.name, items)


def hand_in(root: Path, student: str, change: Change) -> None:
    notebook: dict[str, Any] = release_notebook("written")
    for cell in notebook["cells"]:
        flags = cell["metadata"].get("nbgrader", {})
        if flags.get("grade") and flags.get("solution"):
            cell["source"] = change("".join(cell["source"]))
    folder = root / "submitted" / student / "rnn"
    folder.mkdir(parents=True)
    (folder / "written.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course root of this part alone, graded."""
    root = tmp_path_factory.mktemp("written")
    (root / "course_config.py").write_text(CONFIG)
    (root / "nbgrader_config.py").write_text((HOUSE / "nbgrader_config.py").read_text())
    build_course(root, HOUSE)
    for student, change in STUDENTS.items():
        hand_in(root, student, change)
    summary = batch("rnn", root, jobs=1, progress=False, grade=no_sandbox)
    assert summary.counts == {"needs_grading": len(STUDENTS)}
    return root


def recorded(root: Path, student: str) -> list[tuple[float | None, bool, str | None]]:
    """For each question the automatic score, whether a person has to look, and the automatic comment."""
    with Gradebook(f"sqlite:///{root}/gradebook.db", "written_only") as gradebook:
        notebook = gradebook.find_submission_notebook("written", "rnn", student)
        comments = {comment.name: comment.auto_comment for comment in notebook.comments}
        grades = {grade.name: grade for grade in notebook.grades}
        return [
            (grades[name].auto_score, grades[name].needs_manual_grade, comments[name])
            for name in (item.grade_id for item in WRITTEN)
        ]


def test_there_are_eighteen_questions_worth_forty_points() -> None:
    assert len(WRITTEN) == 18
    assert sum(item.points for item in WRITTEN) == 40
    assert PART.max_score == 60


@pytest.mark.parametrize("student", ["untouched", "emptied", "spaces"])
def test_an_answer_without_a_word_is_zero_at_once(root: Path, student: str) -> None:
    assert recorded(root, student) == [(0.0, False, "No response.")] * 18


@pytest.mark.parametrize("student", ["short", "below"])
def test_any_word_waits_for_a_person(root: Path, student: str) -> None:
    assert recorded(root, student) == [(None, True, None)] * 18


def test_a_course_root_has_its_own_numbers(root: Path) -> None:
    released = (root / "release" / "rnn" / "written.ipynb").read_text(encoding="utf-8")
    assert "numbers_seed = 5  # from course_config.py" in released
    assert "Model answer" not in released
    assert "criterion" not in released
