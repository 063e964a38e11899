"""What a worker costs before it runs a cell, and what a correct notebook costs, for each way to start workers.

    python benchmarks/workers.py [ROUNDS]

Seconds of CPU, medians of some rounds, the ways taking turns: of this process, of the zygote if there is one, and of
the worker. CPU and not the clock, so that a busy machine changes little.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from autograder.config import HOUSE, Limits, load_course
from autograder.grading import grade
from autograder.parts import load_part
from autograder.records import Cell, Submission
from autograder.sandbox import isolation, process
from autograder.sandbox.process import SandboxedWorker
from autograder.sandbox.zygote import ZYGOTES

FORKED, ALONE = "forked from a zygote", "a bubblewrap each"
PART = "rnn_cell"


@contextmanager
def way(name: str) -> Iterator[None]:
    """Start workers in one way only."""
    allowed = isolation.why_no_zygote
    if name == ALONE:
        isolation.why_no_zygote = lambda: "the benchmark wants none"
    try:
        yield
    finally:
        isolation.why_no_zygote = allowed


def cpu_of(action: Callable[[], list[float]]) -> float:
    """CPU of this process, of its zygotes, and of the workers, whose seconds the action returns."""
    before = time.process_time() + _zygotes()
    workers = action()
    return time.process_time() + _zygotes() - before + sum(workers)


def _zygotes() -> float:
    return sum(sum(zygote.inner.cpu_times()[:2]) for zygote in ZYGOTES.current.values())


def start(refuses: tuple[str, ...]) -> list[float]:
    """Start one worker, end it."""
    worker = SandboxedWorker(Limits(), "bubblewrap", refuses)
    used = worker.cpu_seconds()
    worker.close()
    return [used]


def grade_solution() -> list[float]:
    """Grade the model solution of a part; what its workers used."""
    used: list[float] = []
    close = SandboxedWorker.close

    def counted(worker: SandboxedWorker) -> None:
        used.append(worker.cpu_seconds())
        close(worker)

    part, course = load_part(PART), load_course()
    source = (HOUSE / "solutions" / f"{PART}.py").read_text()
    submission = Submission(PART, tuple(Cell(source, item.grade_id) for item in part.items[:1]))
    process.SandboxedWorker.close = counted
    try:
        report = grade(submission, part, course)
    finally:
        process.SandboxedWorker.close = close
    assert report.score == report.max_score, "the model solution must earn all points"
    return used


def main(rounds: int) -> None:
    """Print one line for each measure."""
    measures = {
        "a worker without torch": lambda: start(("torch",)),
        "a worker with torch": lambda: start(()),
        f"the model solution of {PART}": grade_solution,
    }
    for title, action in measures.items():
        results: dict[str, list[float]] = {ALONE: [], FORKED: []}
        for name in results:
            with way(name):
                cpu_of(action)  # starts the zygote, imports, records cases
        for _ in range(rounds):
            for name, seconds in results.items():
                with way(name):
                    seconds.append(cpu_of(action))
        alone, forked = (statistics.median(results[name]) for name in (ALONE, FORKED))
        print(f"{title}: {1000 * alone:.0f} ms {ALONE}, {1000 * forked:.0f} ms {FORKED}, {alone / forked:.1f} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
