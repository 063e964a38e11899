"""A batch is killed at some moment and run again: everything is as if it had never been killed."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from autograder.batch.crew import Inline
from autograder.batch.journal import Journal
from autograder.batch.run import BatchSummary, batch
from autograder.batch.workplace import JOURNAL
from autograder.config import HOUSE
from tests import fake_course
from tests.fake_course import fill, gradebook, hand_in, released, solved

STUDENTS = 6
MOMENTS = 20
BATCH = """
import sys
from pathlib import Path
from autograder.batch.run import batch
from tests.fake_course import grade
if __name__ == "__main__":
    batch("rnn", Path(sys.argv[1]), 2, grade=grade, progress=False)
"""
#: Everything in the gradebook that is no random id.
ROWS = """
SELECT student_id, notebook.name, base_cell.name, auto_score, manual_score, extra_credit, needs_manual_grade, flagged,
  late_submission_penalty, timestamp, extension
FROM grade JOIN base_cell ON base_cell.id = cell_id JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN notebook ON notebook.id = submitted_notebook.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id ORDER BY 1, 2, 3
"""
COMMENTS = """
SELECT student_id, notebook.name, base_cell.name, auto_comment, manual_comment
FROM comment JOIN base_cell ON base_cell.id = cell_id
JOIN submitted_notebook ON submitted_notebook.id = comment.notebook_id
JOIN notebook ON notebook.id = submitted_notebook.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id ORDER BY 1, 2, 3
"""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course that was graded and partly graded by hand; then most students handed in again."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("before")
        root = fake_course.copy_of(fake_course.build_once(tmp_path_factory.mktemp("built")), folder, patch)
        for number in range(STUDENTS // 2):
            hand_in(root, f"s{number}", solved())
        again(root)
        with gradebook(root) as book:
            for number in range(STUDENTS // 2):
                for grade in book.find_submission_notebook("cell", "rnn", f"s{number}").grades:
                    if grade.name in ("why", "test_triple"):
                        grade.manual_score, grade.needs_manual_grade = 1.5 + number, False
            book.db.commit()
        for number in range(1, STUDENTS):
            answer = f"def double(x):\n    return 2 * x  # {number}"
            hand_in(root, f"s{number}", fill(solved(), double=answer) if number % 3 else released())
        hand_in(root, "corrupt", b"{")
        hand_in(root, "nothing", None)
    return root


@pytest.fixture(scope="module")
def undisturbed(before: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the course looks like after a batch that nobody disturbed."""
    with pytest.MonkeyPatch.context() as patch:
        root = fake_course.copy_of(before, tmp_path_factory.mktemp("undisturbed"), patch)
        again(root)
        return look_of(root)


@pytest.fixture(scope="module")
def duration(before: Path, tmp_path_factory: pytest.TempPathFactory) -> float:
    """Seconds from the first step of a batch to its end, in processes."""
    root = tmp_path_factory.mktemp("timed") / "course"
    shutil.copytree(before, root)
    started = begin(root)
    since = time.monotonic()
    assert started.wait(600) == 0
    return time.monotonic() - since


def again(root: Path) -> BatchSummary:
    return batch("rnn", root, 2, executor=Inline(), grade=fake_course.grade, progress=False)


def begin(root: Path) -> subprocess.Popen[bytes]:
    """A batch in a process of its own, which has come to its first step."""
    started = subprocess.Popen([sys.executable, "-c", BATCH, str(root)], cwd=HOUSE)
    while not list((root / ".autograder").glob("batch-*")) and started.poll() is None:
        time.sleep(0.005)
    return started


def look_of(root: Path) -> dict[str, Any]:
    """Gradebook, files, feedback and history, without random ids and the times of grading."""
    with sqlite3.connect(root / "gradebook.db") as db:
        look: dict[str, Any] = {"rows": db.execute(ROWS).fetchall(), "comments": db.execute(COMMENTS).fetchall()}
    db.close()
    students = sorted(path.name for path in (root / "submitted").iterdir())
    look["feedback"] = {student: fake_course.feedback(root, student) for student in students}
    autograded = root / "autograded"
    look["files"] = {
        str(path.relative_to(autograded)): (path.read_bytes(), path.stat().st_mode)
        for path in sorted(autograded.rglob("*"))
        if path.is_file()
    }
    with Journal(root / JOURNAL) as journal:
        history = journal.history("rnn")
    look["history"] = sorted((student, part, entry.score, entry.why) for student, part, entry in history)
    return look


def kill(started: subprocess.Popen[bytes]) -> None:
    started.send_signal(signal.SIGKILL)
    started.wait()


def settled(root: Path) -> int:
    """How many scores the batch has entered since the course was as before."""
    with sqlite3.connect(root / JOURNAL) as db:
        (count,) = db.execute("SELECT count(*) FROM history").fetchone()
    db.close()
    return int(count) - STUDENTS // 2


def check_all_is_as_if_undisturbed(root: Path, undisturbed: dict[str, Any]) -> None:
    again(root)
    assert not list((root / ".autograder").glob("batch-*"))
    found = look_of(root)
    for what, expected in undisturbed.items():
        assert found[what] == expected, what
    assert again(root).unchanged == STUDENTS + 2


@pytest.mark.parametrize("students", [1, 4])
def test_a_batch_that_is_killed_half_way_and_run_again_leaves_no_trace(
    before: Path, tmp_path: Path, undisturbed: Any, students: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fake_course.copy_of(before, tmp_path, monkeypatch)
    started = begin(root)
    while settled(root) < students and started.poll() is None:
        time.sleep(0.005)
    kill(started)
    check_all_is_as_if_undisturbed(root, undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_kill_at_any_moment_leaves_no_trace(
    before: Path, tmp_path: Path, undisturbed: Any, duration: float, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fake_course.copy_of(before, tmp_path, monkeypatch)
    started = begin(root)
    time.sleep(random.Random(moment).uniform(0, duration))
    kill(started)
    check_all_is_as_if_undisturbed(root, undisturbed)


@pytest.mark.slow
def test_kill_after_kill_leaves_no_trace(
    before: Path, tmp_path: Path, undisturbed: Any, duration: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = fake_course.copy_of(before, tmp_path, monkeypatch)
    for seed in range(5):
        started = begin(root)
        time.sleep(random.Random(seed).uniform(0, duration / 2))
        kill(started)
    check_all_is_as_if_undisturbed(root, undisturbed)
