"""The machine lets a batch down: a full disk, a locked or closed gradebook, no memory, processes that are killed.

What could not be done is said, nothing that was there is lost, and the next batch makes everything as it should be.
"""

from __future__ import annotations

import contextlib
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder.config import HOUSE, load_course
from autograder.errors import AutograderError
from autograder.proving.gates import sample_earns_what_it_states
from autograder.sample_class.samples import load_samples
from tests import fake_course
from tests.fake_course import fill, gradebook, hand_in, released, solved
from tests.test_chaos import BATCH, STUDENTS, again, begin, look_of

pytestmark = pytest.mark.slow
NOT_RANDOM = ("rows", "comments", "feedback", "files")
#: Limits of a batch, as Python that is run before it.
LIMITED = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.{what}, ({limit}, {limit}))
"""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that was graded, and of which everybody then handed in again."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("before")
        root = fake_course.copy_of(fake_course.build_once(tmp_path_factory.mktemp("built")), folder, patch)
        for number in range(STUDENTS):
            hand_in(root, f"s{number}", solved())
        again(root)
        with gradebook(root) as book:
            for grade in book.find_submission_notebook("cell", "rnn", "s0").grades:
                if grade.name == "why":
                    grade.manual_score, grade.needs_manual_grade = 2.5, False
            book.db.commit()
        for number in range(STUDENTS):
            hand_in(root, f"s{number}", fill(solved(), double="def double(x): pass") if number % 2 else released())
    return root


@pytest.fixture(scope="module")
def undisturbed(before: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        root = fake_course.copy_of(before, tmp_path_factory.mktemp("undisturbed"), patch)
        again(root)
        return look_of(root)


@pytest.fixture
def root(before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return fake_course.copy_of(before, tmp_path, monkeypatch)


def check_the_next_batch_heals(root: Path, undisturbed: dict[str, Any]) -> None:
    summary = again(root)
    assert [student for student in summary.students if student.outcome == "grader_error"] == []
    found = look_of(root)
    for what in NOT_RANDOM:
        assert found[what] == undisturbed[what], what
    assert again(root).unchanged == STUDENTS


def limited(root: Path, what: str, limit: int) -> subprocess.CompletedProcess[str]:
    code = LIMITED.format(what=what, limit=limit) + BATCH
    command = [sys.executable, "-c", code, str(root)]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False, timeout=600)


@pytest.mark.parametrize("limit", [0, 4 << 10, 64 << 10, 300 << 10])
def test_a_disk_that_is_full_loses_nothing(root: Path, undisturbed: dict[str, Any], limit: int) -> None:
    limited(root, "RLIMIT_FSIZE", limit)
    check_the_next_batch_heals(root, undisturbed)


@pytest.mark.parametrize("limit", [300 << 20, 700 << 20])
def test_memory_that_is_used_up_loses_nothing(root: Path, undisturbed: dict[str, Any], limit: int) -> None:
    limited(root, "RLIMIT_AS", limit)
    check_the_next_batch_heals(root, undisturbed)


@contextlib.contextmanager
def impatient_sqlite() -> Iterator[None]:
    """Every connection waits for a second only, where it would wait for a minute."""
    connect = sqlite3.connect

    def soon(*arguments: Any, **named: Any) -> Any:
        return connect(*arguments, **{**named, "timeout": 1.0})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", soon)
        patch.setattr(sqlite3.dbapi2, "connect", soon)
        yield


def outcome_of_a_batch(root: Path) -> str:
    """What a batch says that cannot write: one line, or a grader error for each student."""
    try:
        summary = again(root)
    except AutograderError as error:
        return str(error)
    wrong = {student.student_id for student in summary.students if student.outcome == "grader_error"}
    assert wrong == {f"s{number}" for number in range(STUDENTS)}
    return " ".join(note for student in summary.students for note in student.notes)


def test_a_gradebook_that_stays_locked_is_named_and_loses_nothing(root: Path, undisturbed: dict[str, Any]) -> None:
    holder = sqlite3.connect(root / "gradebook.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with impatient_sqlite():
            said = outcome_of_a_batch(root)
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    assert "locked" in said
    check_the_next_batch_heals(root, undisturbed)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can close a file to itself, by a mount")
def test_a_gradebook_that_cannot_be_written_is_named_and_loses_nothing(root: Path, undisturbed: dict[str, Any]) -> None:
    closed = f"mount --bind {root} {root} && mount -o remount,ro,bind {root}"
    command = ["unshare", "--mount", "sh", "-c", f'{closed} && exec "$0" "$@"', sys.executable, "-c", BATCH, str(root)]
    result = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False, timeout=600)
    assert result.returncode != 0
    assert "writable" in result.stderr or "read-only" in result.stderr.lower(), result.stderr[-500:]
    check_the_next_batch_heals(root, undisturbed)


@pytest.mark.parametrize("seed", range(4))
def test_processes_that_are_killed_lose_nothing(root: Path, undisturbed: dict[str, Any], seed: int) -> None:
    chance, started = random.Random(seed), begin(root)
    while started.poll() is None:
        time.sleep(chance.uniform(0.05, 0.5))
        with contextlib.suppress(psutil.Error, IndexError):
            chance.choice(psutil.Process(started.pid).children(recursive=True)).kill()
        if chance.random() < 0.2:
            break
    started.wait(600)
    check_the_next_batch_heals(root, undisturbed)


#: Runs first in every Python of a batch: a wall clock that somebody sets, back or ahead by up to a day, at each look.
JUMPING_CLOCK = """
import random, time
real = time.time
time.time = lambda: real() + random.uniform(-86_400, 86_400)
"""


def test_a_clock_that_jumps_changes_nothing(root: Path, undisturbed: dict[str, Any], tmp_path: Path) -> None:
    """Only times are odd then: scores, files, feedback and history are those of a steady clock."""
    early = tmp_path / "early"
    early.mkdir()
    (early / "sitecustomize.py").write_text(JUMPING_CLOCK)
    path = os.pathsep.join([str(early), str(HOUSE), os.environ.get("PYTHONPATH", "")])
    odd = [sys.executable, "-c", "import time; a = time.time(); assert abs(time.time() - a) > 1"]
    environment = {**os.environ, "PYTHONPATH": path}
    subprocess.run(odd, env=environment, check=True)
    subprocess.run([sys.executable, "-c", BATCH, str(root)], cwd=HOUSE, env=environment, check=True, timeout=600)
    check_the_next_batch_heals(root, undisturbed)


@contextlib.contextmanager
def all_cores_busy() -> Iterator[None]:
    """Four processes for each core that compute without a pause."""
    busy = [
        subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"]) for _ in range(4 * (os.cpu_count() or 1))
    ]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def test_a_busy_machine_changes_no_report() -> None:
    """In the real sandbox: one that trains, one that hangs, one that sleeps, one whose threads never end."""
    chosen = {"model_solution", "endless_loop", "sleeps_forever", "timed_with_a_helper_beside_training"}
    samples = [sample for sample in load_samples("rnn_cell") if sample.name in chosen]
    assert len(samples) == len(chosen)
    course = load_course()
    with all_cores_busy():
        found = [problem for sample in samples for problem in sample_earns_what_it_states(sample, course)]
    assert found == []
