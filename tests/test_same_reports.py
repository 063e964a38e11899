"""However a notebook is graded, its report is the same, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from autograder.batch.journal import Journal
from autograder.batch.run import batch
from autograder.batch.workplace import JOURNAL
from autograder.build import build_course
from autograder.config import HOUSE, load_course
from autograder.handed_in.submission import read_notebook
from autograder.keys import dependencies_of, report_key, submission_digest
from autograder.nbgrader_hooks.restore import restored_submission
from autograder.parts import load_part, release_notebook
from autograder.records import Report, Verdict
from autograder.sample_class.samples import Sample, load_samples

NAMES = (
    "first_state_at_every_step",
    "weights_from_globals",
    "clips_by_norm",
    "einsum",
    "ends_the_process",
    "one_hot_columns_and_dicts",
)
ORDERS = ("in order", "in reverse")
GRADE = """
import sys
from pathlib import Path
import msgspec
from autograder.config import load_course
from autograder.grading import grade
from autograder.parts import load_part
from autograder.records import Submission
for path in map(Path, sys.argv[1:]):
    submission = msgspec.msgpack.decode(path.read_bytes(), type=Submission)
    report = grade(submission, load_part(submission.part), load_course())
    path.with_suffix(".report").write_bytes(msgspec.json.encode(report))
"""


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return [sample for part in ("rnn_cell", "char_lm") for sample in load_samples(part) if sample.name in NAMES]


@pytest.fixture(scope="module")
def root(samples: list[Sample], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course root in which all of them handed in."""
    root = tmp_path_factory.mktemp("course")
    for name in ("course_config.py", "nbgrader_config.py"):
        (root / name).write_bytes((HOUSE / name).read_bytes())
    build_course(root=root, house=HOUSE)
    for sample in samples:
        sample.write(root / "submitted")
    return root


@pytest.fixture(scope="module")
def submissions(samples: list[Sample], root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What a batch grades, encoded: by student."""
    folder = tmp_path_factory.mktemp("submissions")
    paths = {}
    for sample in samples:
        handed_in = root / "submitted" / sample.student_id / "rnn" / f"{sample.part}.ipynb"
        part = load_part(sample.part)
        notebook = read_notebook(handed_in.read_bytes(), load_course().limits)
        found, _ = restored_submission(notebook, part, release_notebook(sample.part), sample.student_id)
        paths[sample.student_id] = folder / f"{sample.student_id}.submission"
        paths[sample.student_id].write_bytes(msgspec.msgpack.encode(found))
    return paths


@pytest.fixture(scope="module")
def alone(submissions: dict[str, Path]) -> dict[str, bytes]:
    """Reports of a process that grades one notebook after the other."""
    return graded(list(submissions.values()))


def graded(paths: list[Path]) -> dict[str, bytes]:
    subprocess.run([sys.executable, "-c", GRADE, *map(str, paths)], cwd=HOUSE, check=True)
    return {path.stem: path.with_suffix(".report").read_bytes() for path in paths}


def journalled(root: Path, samples: list[Sample], submissions: dict[str, Path]) -> dict[str, bytes]:
    """What a batch put into its journal."""
    found = {}
    with Journal(root / JOURNAL) as journal:
        for sample in samples:
            part = load_part(sample.part)
            submission = msgspec.msgpack.decode(submissions[sample.student_id].read_bytes())
            digest = submission_digest(msgspec.convert(submission, type=_type()))
            report = journal.report(report_key(digest, dependencies_of(part, load_course(root))))
            assert report is not None, sample.student_id
            found[sample.student_id] = msgspec.json.encode(report)
    return found


def _type() -> type:
    from autograder.records import Submission

    return Submission


@pytest.mark.slow
def test_the_order_of_parts_changes_no_report(submissions: dict[str, Path], alone: dict[str, bytes]) -> None:
    assert graded(list(reversed(submissions.values()))) == alone


@pytest.mark.slow
def test_a_batch_gives_the_same_reports(
    root: Path, samples: list[Sample], submissions: dict[str, Path], alone: dict[str, bytes]
) -> None:
    (root / JOURNAL).unlink(missing_ok=True)
    batch("rnn", root, 2, progress=False)
    assert journalled(root, samples, submissions) == alone


@pytest.mark.slow
def test_a_cluster_gives_the_same_reports_though_a_worker_is_killed(
    root: Path, samples: list[Sample], submissions: dict[str, Path], alone: dict[str, bytes], tmp_path: Path
) -> None:
    pytest.importorskip("distributed", reason="dask.distributed is not installed")
    from tests.batch.test_cluster import Dask

    (root / JOURNAL).unlink(missing_ok=True)
    dask = Dask(tmp_path)
    try:
        dask.worker()
        doomed = dask.worker()
        killer = subprocess.Popen([sys.executable, "-c", f"import os, time; time.sleep(20); os.kill({doomed.pid}, 9)"])
        batch("rnn", root, 1, progress=False, scheduler=dask.address)
        killer.wait()
    finally:
        dask.end()
    assert journalled(root, samples, submissions) == alone


@pytest.mark.slow
def test_pytest_says_what_the_report_says(root: Path, samples: list[Sample], alone: dict[str, bytes]) -> None:
    sample = next(sample for sample in samples if sample.name == "weights_from_globals")
    notebook = root / "submitted" / sample.student_id / "rnn" / f"{sample.part}.ipynb"
    command = [sys.executable, "-m", "pytest", "-q", "autograder/hidden_tests", "--submission", str(notebook)]
    environment = {**os.environ, "COLUMNS": "200"}
    said = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False, env=environment).stdout
    report = msgspec.json.decode(alone[sample.student_id], type=Report)
    failed = [
        test for item in report.items if not item.carried for test in item.tests if test.verdict != Verdict.PASSED
    ]
    assert failed
    for test in failed:
        assert test.message is not None
        assert test.message.removesuffix(" (The same case as above.)") in said
