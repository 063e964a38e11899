"""Scores in the one form that nbgrader cannot misread, and never by accident."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.converters import NbGraderException
from nbgrader.utils import determine_grade

from autograder.handed_in.submission import new_cell, new_notebook
from autograder.nbgrader_hooks.executor import report_text, write_outputs, write_scores
from autograder.records import ItemReport, Report, TestResult, Verdict
from tests.fake_course import (
    FULL,
    SOLVED,
    autograde,
    autograded,
    cell_of,
    comments,
    fill,
    gradebook,
    grades,
    hand_in,
    solved,
)

FLAGS = {"schema_version": 3, "grade": True, "solution": False, "locked": True, "grade_id": "test_double", "points": 6}


def graded(report: ItemReport | None) -> Any:
    nb = new_notebook([new_cell("code", "assert 1", {"nbgrader": FLAGS})])
    write_scores(nb, Report("cell", (report,) if report else ()))
    nbformat.validate(nb)
    return nb.cells[0]


@pytest.mark.parametrize("score", [0.0, 0, 2.5, 6, 6.0, 1e-300])
def test_nbgrader_reads_exactly_the_score(score: float) -> None:
    cell = graded(ItemReport("double", 6, score, Verdict.FAILED))
    assert determine_grade(cell) == (score, 6.0)
    assert [output.output_type for output in cell.outputs] == ["stream", "execute_result"]


@pytest.mark.parametrize(
    "report",
    [
        None,
        ItemReport("other", 6, 6, Verdict.PASSED),
        ItemReport("double", 6, None, Verdict.FAILED),
        ItemReport("double", 6, 6, Verdict.GRADER_ERROR),
        ItemReport("double", 6, 6.01, Verdict.PASSED),
        ItemReport("double", 6, -0.01, Verdict.PASSED),
        ItemReport("double", 6, math.nan, Verdict.PASSED),
        ItemReport("double", 6, math.inf, Verdict.PASSED),
        ItemReport("double", 5, 5, Verdict.PASSED),
    ],
)
def test_doubt_is_a_grader_error_and_never_credit(report: ItemReport | None) -> None:
    cell = graded(report)
    assert determine_grade(cell) == (0, 6.0)
    assert cell.outputs[-1].output_type == "error"
    assert cell.metadata.autograder.score is None


def test_the_report_says_what_a_student_needs_and_no_more() -> None:
    tests = (
        TestResult("test_secret_name", "Twice two is four.", 3, Verdict.PASSED),
        TestResult("test_secret_other", "Strings\nare doubled.", 1, Verdict.TIMED_OUT, "double('a')\ntook \ud800 long"),
    )
    report = ItemReport("double", 6, 4.5, Verdict.TIMED_OUT, carried=True, hint="Return it.", tests=tests)
    text = report_text(report)
    for part in (
        "double: 4.5 of 6 points",
        "[passed] Twice two is four. (weight 3)",
        "[timed out]",
        "Hint: Return it.",
    ):
        assert part in text
    cell = graded(report)
    assert "secret" not in json.dumps(cell)
    assert cell.metadata.autograder.tests[1].message == "double('a')\ntook ? long"


def test_outputs_go_to_the_cells_that_made_them() -> None:
    nb = new_notebook([new_cell("markdown", "x"), new_cell("code", "print(1)"), new_cell("code", "pass")])
    shown = {0: [{"output_type": "stream", "name": "stdout", "text": "no"}], 99: [], 1: None}
    report = Report("cell", (), outputs={**shown, 1: [{"output_type": "stream", "name": "stdout", "text": "1\n"}]})
    write_outputs(nb, report)
    assert nb.cells[1].outputs[0].text == "1\n"
    assert nb.cells[2].outputs == []
    nbformat.validate(nb)


def test_a_submission_is_graded_without_a_kernel(root: Path) -> None:
    hand_in(root, "alice", fill(solved(), triple="def triple(x):\n    return x"))
    autograde(root)
    assert grades(root, "alice")["test_double"] == (6.0, False)
    assert grades(root, "alice")["test_triple"] == (0.0, False)
    nb = autograded(root, "alice")
    assert cell_of(nb, "double").outputs[0].text == "ran double\n"
    assert "returned <b>None</b>" in cell_of(nb, "test_triple").outputs[0].text
    assert "hidden_name" not in json.dumps(nb)
    assert cell_of(nb, "test_double").source == "assert double(2) == 4"


def test_a_grader_error_is_neither_a_zero_nor_credit(root: Path) -> None:
    hand_in(root, "alice", fill(solved(), double=SOLVED + "  # grader_error"))
    hand_in(root, "bob", solved())
    autograde(root)
    assert grades(root, "alice")["test_double"] == (None, True)
    assert grades(root, "alice")["test_triple"] == (4.0, False)
    assert "no fault of yours" in (comments(root, "alice")["double"] or "")
    assert grades(root, "bob")["test_double"] == (6.0, False)


def test_a_manual_score_settles_a_grader_error(root: Path) -> None:
    hand_in(root, "alice", fill(solved(), double="grader_error"))
    autograde(root)
    with gradebook(root) as book:
        book.find_grade("test_double", "cell", "rnn", "alice").manual_score = 5.0
        book.db.commit()
    autograde(root)
    with gradebook(root) as book:
        assert book.find_grade("test_double", "cell", "rnn", "alice").score == 5.0


def test_a_grader_that_breaks_leaves_a_notebook_to_grade_by_hand(root: Path) -> None:
    hand_in(root, "alice", fill(solved(), double="break the grader"))
    hand_in(root, "bob", solved())
    autograde(root)
    assert grades(root, "alice") == dict.fromkeys(FULL, (None, True))
    assert cell_of(autograded(root, "alice"), "test_double").outputs[-1].output_type == "error"
    assert grades(root, "bob") == FULL


def test_a_machine_without_a_sandbox_scores_nothing(root: Path) -> None:
    hand_in(root, "alice", fill(solved(), double="no sandbox"))
    with pytest.raises(NbGraderException):
        autograde(root)
    assert grades(root, "alice") == dict.fromkeys(FULL, (None, True))
