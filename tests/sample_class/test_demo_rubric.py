"""The demo's teaching assistant grades what was written, and the totals say so."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from autograder.nbgrader_hooks.converting import Nbgrader
from autograder.nbgrader_hooks.export import CsvPlugin
from autograder.sample_class.demo_rubric import grade_by_rubric, written_scores, wrong_totals
from autograder.sample_class.samples import load_samples
from tests.fake_course import autograde, cell_of, comments, feedback, fill, gradebook, hand_in, solved
from tests.rubric.conftest import ANSWERS, graded_course, root  # noqa: F401 (fixtures)

MODEL = "Why does it remember?\n\nBecause the **state** goes from step to step."


def test_a_sample_hands_in_the_model_answer_without_its_mark_scheme(root: Path) -> None:  # noqa: F811
    [sample] = load_samples("cell", house_with_a_sample(root))
    assert "".join(cell_of(sample.notebook, "why")["source"]) == MODEL


@pytest.fixture
def graded(root: Path) -> Path:  # noqa: F811
    [model] = load_samples("cell", house_with_a_sample(root))
    model.write(root / "submitted", "zoe")
    autograde(root, "zoe")
    return root


def house_with_a_sample(root: Path) -> Path:  # noqa: F811
    folder = root / "tests" / "submissions" / "cell" / "correct"
    folder.mkdir(parents=True)
    (folder / "model_solution.py").write_text("# The model solution.\n# expect: double=6 triple=4\n")
    return root


def test_every_written_answer_is_graded_and_counts(graded: Path) -> None:
    nbgrader = Nbgrader("rnn", graded)
    imported = grade_by_rubric(nbgrader)
    assert imported is not None
    assert len(imported.changes) == 4
    assert {name: written_scores(nbgrader, "cell", name) for name in (*ANSWERS, "zoe")} == {
        "zoe": {"why": 5},
        "alice": {"why": 3},
        "bob": {"why": 3},
        "00123": {"why": 3},
        "dora": {"why": 0},
        "eve": {"why": 0},
    }
    assert "Say how one step hands it to the next." in feedback(graded, "alice")
    assert comments(graded, "dora")["why"] == "No response."
    with gradebook(graded) as book:
        CsvPlugin(to=str(graded / "grades.csv")).export(book)
    with (graded / "grades.csv").open() as file:
        assert {row["student_id"]: row["score"] for row in csv.DictReader(file)}["zoe"] == "15.0"
    assert wrong_totals(graded / "grades.csv") == []


def test_a_total_that_is_not_the_sum_is_named(tmp_path: Path) -> None:
    names = "student_id,score,late_submission_penalty,cell.double,cell.why\n"
    (tmp_path / "grades.csv").write_text(names + "ada,6,0,6,3\nbob,8,1,6,3\neve,,0,6,\n")
    assert wrong_totals(tmp_path / "grades.csv") == ["ada: the total is 6, its items are worth 9"]


def test_there_may_be_nothing_to_grade(graded: Path) -> None:
    for student in (*ANSWERS, "zoe"):
        hand_in(graded, student, fill(solved(), why="Why does it remember?\n\nYOUR ANSWER HERE"))
    autograde(graded)
    assert grade_by_rubric(Nbgrader("rnn", graded)) is None
    assert written_scores(Nbgrader("rnn", graded), "cell", "nobody") == {}
