"""Ten thousand submissions through a Dask cluster: what the driver costs for each, and whether that grows.

    python -m benchmarks simulation [--submissions N]

A real scheduler and real workers on this machine, and the batch's own driver: submissions read, messages, reports,
journal, history. Grading is replaced: a worker sleeps for a share of what some notebook took (``TIMES``) and answers
with a report of the usual size. So is what nbgrader does for each student, which other processes do.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from autograder.batch import class_work
from autograder.batch.remote import Answer, Message
from autograder.batch.run import batch
from autograder.batch.steps import Ready, Written
from autograder.keys import submission_digest
from autograder.records import Cell, ItemReport, Report, Submission, TestResult, Verdict
from benchmarks.course_roots import ASSIGNMENT, Built, students
from benchmarks.measuring import NotMeasured, environment
from benchmarks.options import Options
from benchmarks.tables import table, verdict

PART = "rnn_cell"
#: Seconds of a notebook, as graded by us: model solutions, mistakes that were made smaller, notebooks that hang.
TIMES = (0.3, 0.9, 1.0, 1.0, 1.1, 1.4, 1.5, 2.3, 3.5, 5.6, 8.0, 20.0)
#: So many times as fast as the notebooks were, so that the driver is what is waited for.
HASTE = 100
WORKERS, THREADS = 2, 4
MARKS = 10
#: The last tenth of the results may cost this much more than the second, and hold this much more memory.
MOST_GROWTH = 1.25
_CELL = "def rnn_cell_forward(x, a, parameters):\n    return x\n" * 20
_SENTENCE = "Each step starts from the state of the step before, the first from a0."


def prepared(_: str, student_id: str) -> Ready:
    """In place of staging: a submission that nobody else has."""
    cells = tuple(Cell(f"{_CELL}# {student_id} {place}", "rnn_cell_forward") for place in range(20))
    submission = Submission(PART, cells, student_id)
    return Ready({PART: {}}, {PART: (submission_digest(submission), msgspec.msgpack.encode(submission))}, ())


def graded(message: bytes, _: Any = None) -> bytes:
    """In place of grading: the time that it takes, and a report."""
    submission = msgspec.msgpack.decode(message, type=Message).submission
    chance = random.Random(submission.student_id)
    time.sleep(chance.choice(TIMES) / HASTE)
    tests = tuple(TestResult(f"test_{place}", _SENTENCE, 1.0, Verdict.PASSED) for place in range(12))
    items = tuple(
        ItemReport(name, 10.0, 10.0, Verdict.PASSED, tests=tests) for name in ("rnn_cell_forward", "rnn_forward")
    )
    return msgspec.msgpack.encode(Answer(Report(PART, items)))


def written(_: str, student_id: str, *__: Any) -> Written:
    """In place of nbgrader's conversion."""
    return Written(None, f"files of {student_id}", f"rows of {student_id}")


class Driver:
    """What this process has used after each tenth of the results: (results, seconds of CPU, bytes held)."""

    def __init__(self, number: int) -> None:
        self.every = max(number // MARKS, 1)
        self.results = 0
        self.marks = [self._mark()]

    def _mark(self) -> tuple[int, float, int]:
        held = int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
        return self.results, time.process_time(), held

    def result(self) -> None:
        self.results += 1
        if self.results % self.every == 0:
            self.marks.append(self._mark())


@contextmanager
def simulated(driver: Driver) -> Iterator[None]:
    """Replace what is simulated, and count results as they come in."""
    usual = {name: getattr(class_work, name) for name in ("prepare", "grade_message", "write")}
    on_written = class_work.ClassWork._on_written

    def counted(work: Any, *arguments: Any) -> None:
        on_written(work, *arguments)
        driver.result()

    class_work.prepare, class_work.grade_message, class_work.write = prepared, graded, written  # type: ignore[assignment]
    class_work.ClassWork._on_written = counted  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        for name, function in usual.items():
            setattr(class_work, name, function)
        class_work.ClassWork._on_written = on_written  # type: ignore[method-assign]


@contextmanager
def dask(folder: Path) -> Iterator[str]:
    """A scheduler and workers that do little but wait; the scheduler's address. Raises NotMeasured."""
    file = folder / "scheduler.json"
    started = [_start(folder, "scheduler", "--port", "0", "--scheduler-file", str(file), "--no-show")]
    try:
        _await(lambda: file.is_file() and file.stat().st_size > 0)
        address: str = json.loads(file.read_text())["address"]
        workers = ("--nthreads", str(THREADS), "--nworkers", str(WORKERS), "--local-directory", str(folder))
        started.append(_start(folder, "worker", address, *workers))
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            _await(lambda: len(client.nthreads()) == WORKERS)
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def _start(folder: Path, role: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dask", role, "--host", "127.0.0.1", "--no-dashboard", *arguments]
    with (folder / "dask.log").open("ab") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=environment())


def _await(condition: Any) -> None:
    deadline = time.monotonic() + 300
    while not condition():
        if time.monotonic() > deadline:
            raise NotMeasured("the Dask cluster did not start in 300 s")
        time.sleep(0.1)


def simulate(root: Path, number: int) -> list[tuple[int, float, int]]:
    """The marks of a driver that has taken so many students through a batch."""
    for name in students(number):
        folder = root / "submitted" / name / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / f"{PART}.ipynb").write_text(name)
    driver = Driver(number)
    with (
        tempfile.TemporaryDirectory(prefix="autograder-dask-") as temporary,
        dask(Path(temporary)) as address,
        simulated(driver),
    ):
        summary = batch(ASSIGNMENT, root, 2, progress=False, scheduler=address)
    if summary.graded != number or summary.counts != {"graded": number}:
        raise NotMeasured(f"the simulated batch graded {summary.graded} of {number}: {summary.counts}")
    return driver.marks


def report(options: Options) -> str:
    """The section of results.md."""
    os.environ.update(environment())
    built = Built(options.folder / "simulation", [PART])
    number = options.submissions
    marks = simulate(built.new_root("class", []), number)
    rows, costs = [], []
    for (before, cpu_before, _), (after, cpu, held) in itertools.pairwise(marks):
        costs.append(1000 * (cpu - cpu_before) / (after - before))
        rows.append((f"{after}", f"{costs[-1]:.1f}", f"{held / 2**20:.0f}"))
    second, last = marks[2][2], marks[-1][2]
    growth, memory = costs[-1] / costs[1], last / second
    return "\n".join([
        f"## {number} submissions on a simulated cluster",
        "",
        f"A Dask scheduler, {WORKERS} workers of {THREADS} threads each, which sleep for 1/{HASTE} of such times as "
        "notebooks take, and the batch's own driver: milliseconds of the driver's CPU for each result, and its memory, "
        "by tenths. The first tenth has the start in it.",
        "",
        table(("results", "ms each", "MiB"), rows),
        "",
        f"From the second tenth to the last: cost {growth:.2f} times, memory {memory:.2f} times; at most "
        f"{MOST_GROWTH:g} is wanted: {verdict(max(growth, memory) <= MOST_GROWTH)}.",
    ])  # fmt: skip
