"""Folders that were made to hurt: each gets its stated outcome, and the neighbours never notice."""

from __future__ import annotations

import json
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.batch.crew import Inline
from autograder.batch.run import BatchSummary, batch
from tests import fake_course
from tests.fake_course import cell_of, gradebook, hand_in, released, solved

pytestmark = pytest.mark.slow
NEIGHBOURS = ("alice", "zoe")
PROGRAM = "open('/tmp/autograder-was-here', 'w')"
MODULES = """
numpy.py sitecustomize.py usercustomize.py conftest.py nbgrader_config.py stolen.pth ipython_config.py cell.py
jupyter_nbconvert_config.py nbconvert.py pyproject.toml
""".split()
GOOD, UNUSABLE = ("needs_grading", 10.0), ("unusable", 0.0)


def packed(nb: dict[str, Any]) -> str:
    return json.dumps(nb)


def with_metadata(text: str) -> bytes:
    nb = solved()
    nb["metadata"]["odd"] = "ODD"
    return packed(nb).replace('"ODD"', text).encode()


def a_source(text: str) -> bytes:
    nb = solved()
    cell_of(nb, "double")["source"] += f"\n# {text}"
    return packed(nb).encode("utf-8", "surrogatepass")


def many_cells(count: int) -> bytes:
    nb = solved()
    nb["cells"] += [{"cell_type": "raw", "source": "", "metadata": {}}] * count
    return packed(nb).encode()


def odd_claims() -> bytes:
    nb = solved()
    for cell in nb["cells"]:
        cell["id"] = "../../same"
        cell["metadata"]["collapsed"] = {"a": [None] * 50}
        cell["outputs"] = [{"output_type": "display_data", "data": {"text/html": "<script>"}, "metadata": 7}]
    nb["cells"].append({"cell_type": "code", "source": "", "metadata": {"nbgrader": {"grade_id": "../../x" * 10_000}}})
    return packed(nb).encode()


#: What makes the bytes of cell.ipynb, and what must become of them.
NOTEBOOKS: dict[str, tuple[Callable[[], bytes], tuple[str, float | None]]] = {
    "ten-thousand-cells": (lambda: many_cells(10_000), UNUSABLE),
    "deep-lists": (lambda: b"[" * 200_000, UNUSABLE),
    "deep-dicts": (lambda: b'{"a":' * 200_000, UNUSABLE),
    "deep-metadata": (lambda: with_metadata("[" * 50_000 + "]" * 50_000), UNUSABLE),
    "not-a-number": (lambda: with_metadata("[NaN, Infinity, -Infinity, 1e999]"), GOOD),
    "a-number-of-100000-digits": (lambda: with_metadata("1" * 100_000), UNUSABLE),
    "duplicate-keys": (lambda: packed(solved())[:-1].encode() + b', "cells": [], "cells": 7}', UNUSABLE),
    "duplicate-cells": (lambda: b'{"cells": [], ' + packed(solved())[1:].encode(), GOOD),
    "bad-utf-8": (lambda: packed(solved()).encode().replace(b"double", b"d\xff\xfeuble"), UNUSABLE),
    "utf-16": (lambda: packed(solved()).encode("utf-16"), UNUSABLE),
    "half-surrogates": (lambda: a_source("x").replace(b"# x", b"# \\ud800 \\udfff"), GOOD),
    "null-bytes": (lambda: packed(solved()).encode() + b"\0" * 1000, UNUSABLE),
    "no-object": (lambda: b'"a string"', UNUSABLE),
    "version-of-no-kind": (lambda: packed({**solved(), "nbformat": True}).encode(), UNUSABLE),
    "old-worksheets": (lambda: packed({"nbformat": 3, "worksheets": [{"cells": [[]] * 5000}]}).encode(), UNUSABLE),
    "odd-claims": (lambda: odd_claims(), GOOD),
    "a-source-of-a-megabyte": (lambda: a_source("x" * 1_000_000), GOOD),
    "too-long": (lambda: b" " * 3_000_000, UNUSABLE),
}


def sparse(folder: Path) -> None:
    with (folder / "cell.ipynb").open("wb") as file:
        file.truncate(1 << 40)


def fifo(folder: Path) -> None:
    os.mkfifo(folder / "cell.ipynb")


def socket_file(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        before = Path.cwd()
        os.chdir(folder)  # the whole path may be longer than an address may be
        server.bind("cell.ipynb")
        os.chdir(before)


def link(folder: Path) -> None:
    (folder / "cell.ipynb").symlink_to("../../alice/rnn/cell.ipynb")


def link_to_a_device(folder: Path) -> None:
    (folder / "cell.ipynb").symlink_to("/dev/zero")


def folder_for_a_file(folder: Path) -> None:
    (folder / "cell.ipynb").mkdir()


def hard_link_to_the_gradebook(folder: Path) -> None:
    (folder / "cell.ipynb").hardlink_to(folder.parents[2] / "gradebook.db")


def modules_beside(folder: Path) -> None:
    (folder / "cell.ipynb").write_text(packed(solved()))
    for name in MODULES:
        (folder / name).write_text(PROGRAM)
    startup = folder / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text(PROGRAM)


def a_thousand_files(folder: Path) -> None:
    (folder / "cell.ipynb").write_text(packed(solved()))
    for number in range(1000):
        (folder / f"zz{number}.txt").write_text("x")


def folders_in_folders(folder: Path) -> None:
    (folder / "cell.ipynb").write_text(packed(solved()))
    descriptor = os.open(folder, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=descriptor)
        inner = os.open("d", os.O_RDONLY, dir_fd=descriptor)
        os.close(descriptor)
        descriptor = inner
    os.close(descriptor)


def odd_names(folder: Path) -> None:
    (folder / "cell.ipynb").write_text(packed(solved()))
    for name in (b"\xff\xfe.ipynb", b"a\nb.ipynb", b"\x1b[2J.txt", b"-rf.ipynb", "\u202eipynb.exe".encode()):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text("{")


def timestamps(folder: Path) -> None:
    (folder / "cell.ipynb").write_text(packed(solved()))
    (folder / "timestamp.txt").write_text("9" * 50_000 + " 99:99:99 " + "+" * 20_000)


def timestamp_that_waits(folder: Path) -> None:
    (folder / "cell.ipynb").write_text(packed(solved()))
    os.mkfifo(folder / "timestamp.txt")


#: What fills the folder, and what must become of it.
FOLDERS: list[tuple[Callable[[Path], None], str]] = [
    (sparse, "unusable"), (fifo, "unusable"), (socket_file, "unusable"), (link, "unusable"),
    (link_to_a_device, "unusable"), (folder_for_a_file, "unusable"), (hard_link_to_the_gradebook, "unusable"),
    (modules_beside, "graded"), (a_thousand_files, "graded"), (folders_in_folders, "graded"), (odd_names, "graded"),
    (timestamps, "graded"), (timestamp_that_waits, "graded"),
]  # fmt: skip
#: Folders' names that somebody may choose, and whether they can be a student's.
IDS = {
    "=cmd|' calc'!A0": True, "' OR 1=1 --": True, "-rf": True, "%2e%2e%2f": True, "con": True, "..x": False,
    ".hidden": False, "a*": False, "new\nline": False, "\x1b[2J": False, "\u202etxt": False, "x" * 200: False,
}  # fmt: skip


def name_of(fill: Callable[[Path], None]) -> str:
    return fill.__name__.replace("_", "-")


class Graded:
    """A class after its batch: outcomes, and what stands in gradebook and files for each student."""

    def __init__(self, root: Path, summary: BatchSummary) -> None:
        self.root = root
        self.outcomes = {student.student_id: (student.outcome, student.score) for student in summary.students}

    def look(self, student: str) -> tuple[Any, ...]:
        folder = self.root / "autograded" / student
        files = [(path.name, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]
        with gradebook(self.root) as book:
            grades = book.find_submission_notebook("cell", "rnn", student).grades
            rows = sorted((grade.name, grade.auto_score, grade.needs_manual_grade) for grade in grades)
        return files, rows, fake_course.feedback(self.root, student)


def graded(root: Path) -> Graded:
    for student in NEIGHBOURS:
        hand_in(root, student, solved())
    return Graded(root, batch("rnn", root, 2, executor=Inline(), grade=fake_course.grade, progress=False))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fake_course.build_once(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def patched() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def alone(built: Path, tmp_path_factory: pytest.TempPathFactory, patched: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the neighbours get in a class of their own."""
    root = fake_course.copy_of(built, tmp_path_factory.mktemp("alone"), patched)
    found = graded(root)
    return {student: found.look(student) for student in NEIGHBOURS}


@pytest.fixture(scope="module")
def attacked(
    built: Path, tmp_path_factory: pytest.TempPathFactory, patched: pytest.MonkeyPatch, alone: dict[str, Any]
) -> Iterator[Graded]:
    Path("/tmp/autograder-was-here").unlink(missing_ok=True)
    root = fake_course.copy_of(built, tmp_path_factory.mktemp("attacked"), patched)
    for name, (make, _) in NOTEBOOKS.items():
        hand_in(root, name, make())
    for fill, _ in FOLDERS:
        fill(hand_in(root, name_of(fill), None))
    for name in IDS:
        hand_in(root, name, released())
    yield graded(root)
    subprocess.run(["rm", "-rf", root], check=True)  # Python cannot remove folders that lie so deep


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_that_was_made_to_hurt_gets_its_outcome(attacked: Graded, name: str) -> None:
    assert attacked.outcomes[name] == NOTEBOOKS[name][1]


@pytest.mark.parametrize(("fill", "outcome"), FOLDERS, ids=[name_of(fill) for fill, _ in FOLDERS])
def test_a_folder_that_was_made_to_hurt_gets_its_outcome(
    attacked: Graded, fill: Callable[[Path], None], outcome: str
) -> None:
    found, score = attacked.outcomes[name_of(fill)]
    assert (found in ("needs_grading", "healed")) is (outcome == "graded"), found
    assert score == (10.0 if outcome == "graded" else 0.0)


@pytest.mark.parametrize("name", IDS)
def test_a_folder_whose_name_can_be_no_students_is_refused(attacked: Graded, name: str) -> None:
    found = attacked.outcomes.get(name, ("not looked at", None))[0]
    assert (found == "needs_grading") is IDS[name], found


def test_no_program_that_lay_beside_a_notebook_was_run(attacked: Graded) -> None:
    assert not Path("/tmp/autograder-was-here").exists()


@pytest.mark.parametrize("student", NEIGHBOURS)
def test_the_neighbours_get_what_they_get_in_a_class_of_their_own(
    attacked: Graded, alone: dict[str, Any], student: str
) -> None:
    assert attacked.look(student) == alone[student]


def test_nothing_is_left_of_the_work(attacked: Graded) -> None:
    assert not list((attacked.root / ".autograder").glob("batch-*"))
    assert not list((attacked.root / ".autograder").glob("*damaged*"))
