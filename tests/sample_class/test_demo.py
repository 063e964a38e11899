"""The demo from end to end, on three made-up students in a root of its own."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from autograder.errors import ConfigError
from autograder.sample_class.demo import Row, run, table
from autograder.sample_class.samples import Sample, load_samples

NAMES = ("model_solution", "first_state_at_every_step", "corrupt_json")


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return [sample for sample in load_samples("rnn_cell") if sample.name in NAMES]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("course") / "demo"


def quiet() -> Console:
    return Console(file=io.StringIO(), width=200)


@pytest.fixture(scope="module")
def rows(root: Path, samples: list[Sample]) -> list[Row]:
    return run(root, samples, quiet(), jobs=2)


@pytest.mark.slow
def test_every_student_scores_what_the_header_states(rows: list[Row]) -> None:
    assert [(row.sample.name, row.problem) for row in rows] == [(row.sample.name, None) for row in rows]
    assert {row.sample.name: row.outcome for row in rows} == {
        "corrupt_json": "unusable",
        "model_solution": "missing",
        "first_state_at_every_step": "missing",
    }


@pytest.mark.slow
def test_feedback_and_grades_are_there(root: Path, rows: list[Row]) -> None:
    for row in rows:
        page = (root / "feedback" / row.student_id / "rnn" / "rnn_cell.html").read_text()
        assert "test_state_is_carried_from_step_to_step" not in page
    with (root / "grades.csv").open() as file:
        scores = {line["student_id"]: float(line["score"]) for line in csv.DictReader(file)}
    earned = {row.sample.name: scores[row.student_id] for row in rows}
    assert earned == {"model_solution": 45, "first_state_at_every_step": 38, "corrupt_json": 0}


@pytest.mark.slow
def test_the_table_shows_each_student_once(rows: list[Row]) -> None:
    console = quiet()
    console.print(table("rnn_cell", rows))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(text.count(row.student_id) == 1 for row in rows)
    assert text.count(" yes ") == 3


@pytest.mark.slow
def test_a_wrong_expectation_is_found_when_run_again(root: Path, rows: list[Row], samples: list[Sample]) -> None:
    (root / "gradebook.db").write_bytes(b"")  # as a demo killed at the wrong moment may leave it
    model = next(sample for sample in samples if sample.name == "model_solution")
    assert model.expect is not None
    wrong = msgspec.structs.replace(model, expect=model.expect | {"rnn_forward": 9.0})
    [row] = run(root, [wrong], quiet(), jobs=1)
    assert row.problem == "rnn_forward: 10, not 9"


def test_a_folder_that_is_no_demo_is_left_alone(tmp_path: Path, samples: list[Sample]) -> None:
    (tmp_path / "thesis.tex").write_text("ten years of work")
    with pytest.raises(ConfigError, match="holds something that is no demo"):
        run(tmp_path, samples, quiet())
    assert (tmp_path / "thesis.tex").read_text() == "ten years of work"
