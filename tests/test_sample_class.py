"""The whole sample class through sandbox and judge: every student earns exactly what fairness demands."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autograder.config import HOUSE, Course, Limits, load_course
from autograder.doctor import CORE, CORE_PART
from autograder.errors import SubmissionError
from autograder.grading import grade
from autograder.handed_in.submission import read_submission
from autograder.judge import runner
from autograder.parts import load_part
from autograder.records import Report
from autograder.sample_class.samples import KINDS, Sample, load_samples

PARTS = sorted(folder.name for folder in (HOUSE / "tests" / "submissions").iterdir() if folder.is_dir())
SAMPLES = [sample for part in PARTS for sample in load_samples(part)]
#: Hanging samples should cost seconds; every other sample stays far below these.
IMPATIENT = Limits(call_cpu=2.0, cells_cpu=4.0, slice_cpu=2.0, notebook_cpu=60.0, idle_seconds=3.0, wall_slack=20.0)
#: Folders that a worker may see, besides the one that leads to the interpreter.
SYSTEM = {"bin", "dev", "etc", "lib", "lib32", "lib64", "libraries", "proc", "tmp", "usr", "worker"}


@pytest.fixture(scope="module")
def course() -> Course:
    return msgspec.structs.replace(load_course(), limits=IMPATIENT)


@pytest.fixture(autouse=True)
def _little_shrinking(monkeypatch: pytest.MonkeyPatch) -> None:
    # decides how small a counterexample gets, and no score; saves half of the suite's time
    monkeypatch.setattr(runner, "SHRINK_BUDGET", 10)


def scores_of(sample: Sample, course: Course, folder: Path) -> dict[str, float | None] | None:
    """What each item earned; None if nothing could be graded."""
    try:
        part, submission = read_submission(
            sample.write(folder), [load_part(sample.part)], sample.student_id, course.limits
        )
    except SubmissionError:
        return None
    return {item.grade_id: item.score for item in grade(submission, part, course).items}


def _param(sample: Sample) -> Any:
    # `make test` grades of every part what earns all and what earns nothing, and the attacks that the doctor tries;
    # `make samples`, `make hostile` and `make demo` grade the whole class
    fast = sample.kind == "none" or sample.name == "model_solution"
    fast |= sample.part == CORE_PART and sample.name in CORE
    return pytest.param(sample, id=f"{sample.part}-{sample.student_id}", marks=[] if fast else [pytest.mark.slow])


@pytest.mark.parametrize("sample", [_param(sample) for sample in SAMPLES])
def test_sample_earns_what_its_header_states(sample: Sample, course: Course, tmp_path: Path) -> None:
    assert sample.mismatch(scores_of(sample, course, tmp_path)) is None, sample.sentence


def test_every_part_has_samples_of_every_kind() -> None:
    for part in load_course().parts:
        assert {sample.kind for sample in load_samples(part)} == set(KINDS), part


class Looked:
    """What the sample ``looks_around`` saw, and what reached two listeners outside."""

    def __init__(self, report: Report, listeners: list[socket.socket]) -> None:
        text = "".join(output.get("text", "") for outputs in report.outputs.values() for output in outputs)
        self.seen: dict[str, Any] = json.loads(text.split("SAW ", 1)[1].splitlines()[0])
        self.text = text
        self.report, self.listeners = report, listeners


@pytest.fixture(scope="module")
def looked(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Looked]:
    sample = next(sample for sample in SAMPLES if sample.name == "looks_around")
    part, submission = read_submission(sample.write(tmp_path_factory.mktemp("submitted")), [load_part(sample.part)])
    listeners = [socket.socket(family, socket.SOCK_STREAM) for family in (socket.AF_INET, socket.AF_UNIX)]
    with listeners[0], listeners[1]:
        local = f"\0autograder-listener-{os.getpid()}"
        for listener, address in zip(listeners, (("127.0.0.1", 0), local), strict=True):
            listener.bind(address)
            listener.listen()
            listener.setblocking(False)
        port = str(listeners[0].getsockname()[1])
        words = {"48123": port, "autograder-listener": local[1:], "COURSE": str(HOUSE)}
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("AUTOGRADER_SECRET", "for the grader only")
            yield Looked(grade(_reworded(submission, words), part, course), listeners)


def _reworded(submission: Any, words: dict[str, str]) -> Any:
    cells = []
    for cell in submission.cells:
        source = cell.source
        for word, replacement in words.items():
            source = source.replace(word, replacement) if "SAW" in source else source
        cells.append(msgspec.structs.replace(cell, source=source))
    return msgspec.structs.replace(submission, cells=tuple(cells))


def test_looking_around_costs_no_points(looked: Looked) -> None:
    assert looked.report.score == looked.report.max_score


def test_looking_around_finds_no_file_of_the_course(looked: Looked) -> None:
    assert looked.seen["files"]["count"] > 20, "it did look"
    assert looked.seen["files"]["bait"] == []
    assert "FileNotFoundError" in looked.seen["course"]
    interpreter = Path(sys.base_prefix).parts[1]
    assert set(looked.seen["files"]["top"]) - {interpreter} <= SYSTEM, "nothing else is mounted"
    outside = looked.seen["outside"]
    assert all("Error" in text for text in outside.values()), outside


def test_looking_around_finds_no_reference_and_no_judge(looked: Looked) -> None:
    assert "ModuleNotFoundError" in looked.seen["reference"]
    assert "ModuleNotFoundError" in looked.seen["judge"]
    packages = {name.split(".")[1] for name in looked.seen["modules"] if name.startswith("autograder.")}
    assert packages <= {"protocol", "worker"}
    assert all(name.startswith("autograder") for name in looked.seen["modules"])


def test_looking_around_finds_no_variable_of_the_grader(looked: Looked) -> None:
    assert "AUTOGRADER_SECRET" not in looked.text
    assert "for the grader only" not in looked.text
    assert not [value for value in looked.seen["environment"].values() if str(HOUSE) in value]
    assert not [value for value in looked.seen["arguments"] if str(HOUSE) in value]


def test_looking_around_finds_no_process_and_reaches_none(looked: Looked) -> None:
    assert not [name for name in looked.seen["proc"] if name.isdigit()]
    assert "Error" in looked.seen["parent"]
    assert "Error" in looked.seen["memory"]
    assert "PermissionError" in looked.seen["signal"]


def test_looking_around_changes_nothing(looked: Looked) -> None:
    assert all("Error" in text for text in looked.seen["written"].values()), looked.seen["written"]


def test_looking_around_meets_no_network(looked: Looked) -> None:
    for way in ("network", "local socket", "name server"):
        assert "Error" in looked.seen[way] or "gaierror" in looked.seen[way], way
    for listener in looked.listeners:
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_looking_around_finds_only_the_reply_descriptor(looked: Looked) -> None:
    assert len(looked.seen["descriptors"]) <= 5, "0, 1 and 2 lead nowhere; one leads to the judge"
