"""What stock nbgrader is measured on: stripped notebooks that still earn everything."""

import sqlite3

import pytest

from benchmarks.course_roots import require_full_scores, without_experiments
from benchmarks.measuring import NotMeasured


def cell(source, grade_id=None, kind="code"):
    metadata = {"nbgrader": {"grade_id": grade_id}} if grade_id else {}
    return {"cell_type": kind, "source": source, "metadata": metadata, "outputs": []}


def test_experiments_go_and_what_graded_cells_need_stays():
    kept = without_experiments({
        "cells": [
            cell("# Prose", kind="markdown"),
            cell("%matplotlib inline\nimport numpy as np\nimport time"),
            cell("SIZE = 3\nlosses = [np.exp(-step) for step in range(10 ** 9)]"),
            cell("def zeros():\n    return np.zeros(SIZE)", "zeros"),
            cell("print(losses)"),
            cell("assert zeros().shape == (3,)", "test_zeros"),
        ]
    })["cells"]  # fmt: skip
    assert [entry["source"] for entry in kept] == [
        "# Prose",
        "import numpy as np",
        "SIZE = 3",
        "def zeros():\n    return np.zeros(SIZE)",
        "assert zeros().shape == (3,)",
    ]


@pytest.mark.parametrize("scores", [[5.0, 4.0], [5.0, None], [5.0]])
def test_a_run_that_lost_a_point_is_not_measured(tmp_path, scores):
    gradebook(tmp_path, scores)
    with pytest.raises(NotMeasured, match="of 2 graded cells"):
        require_full_scores(tmp_path, 1)


def test_a_run_with_all_points_counts(tmp_path):
    gradebook(tmp_path, [5.0, 5.0])
    require_full_scores(tmp_path, 1)


def gradebook(folder, scores):
    """As much of a gradebook as is asked: two cells of 5 points, and what a student earned."""
    with sqlite3.connect(folder / "gradebook.db") as database:
        database.execute("create table grade_cells (id, max_score, cell_type)")
        database.execute("create table grade (cell_id, auto_score)")
        database.executemany("insert into grade_cells values (?, 5.0, 'code')", [(0,), (1,)])
        database.executemany("insert into grade values (?, ?)", list(enumerate(scores)))
