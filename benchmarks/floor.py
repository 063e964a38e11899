"""Ours against the floor, part by part, and what the rest goes into.

    python -m benchmarks floor [--rounds N]

The floor is a warm process that runs the model solution's cells and answers the hidden tests' calls itself: the same
notebook, the same tests, no isolation, no pipe. Each part is measured in a process of its own, as a batch has it warm.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

import msgspec

from benchmarks.measuring import NotMeasured, environment
from benchmarks.options import Options
from benchmarks.tables import table, times, verdict

#: Grading a correct submission may cost so many times the floor, for all parts together.
TARGET = 2.0
STAGES = ("fork", "cells", "calls", "judge")


def report(options: Options) -> str:
    """The section of results.md."""
    from autograder.config import load_course

    parts = load_course().parts
    found = {part: _in_a_process(part, options.rounds) for part in parts}
    rows = []
    sums = {
        way: {stage: sum(found[part][way][stage] for part in parts) for stage in STAGES} for way in ("ours", "floor")
    }
    for name, ways in [*found.items(), ("together", sums)]:
        ours, floor = (sum(ways[way].values()) for way in ("ours", "floor"))
        alone = ways["floor"]["cells"] + ways["floor"]["calls"]
        stages = (f"{ways['ours'][stage]:.2f}" for stage in STAGES)
        rows.append((name, f"{floor:.2f}", f"{alone:.2f}", f"{ours:.2f}", times(ours / floor), *stages))
    ours, floor = (sum(sums[way].values()) for way in ("ours", "floor"))
    return "\n".join([
        "## A correct submission against the floor",
        "",
        "Seconds of CPU, the model solution of each part, in a warm process. The floor is the same notebook and the "
        "same hidden tests in one process, without isolation; of it, *student* is the student's cells and calls "
        "alone, and the rest is the judge, which works out each expected answer. The last columns are what "
        "ours goes into: *fork* makes and confines the worker, *cells* and *calls* run in it, *judge* is the "
        "grading process.",
        "",
        table(("part", "floor", "of it student", "ours", "ours / floor", *STAGES), rows),
        "",
        f"At most {TARGET:g} times the floor is wanted for all parts together: {ours / floor:.2f} times, "
        f"{verdict(ours <= TARGET * floor)}. Against the student's cells and calls alone, without any judge: "
        f"{ours / (sums['floor']['cells'] + sums['floor']['calls']):.2f} times.",
    ])  # fmt: skip


def _in_a_process(part: str, rounds: int) -> dict[str, dict[str, float]]:
    command = [sys.executable, "-m", "benchmarks.floor", part, str(rounds)]
    done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise NotMeasured(f"{' '.join(command)} ended with {done.returncode}: see above")
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    print(f"  floor of {part}: {found}", file=sys.stderr, flush=True)
    return found


def measure_part(part: str, rounds: int) -> dict[str, dict[str, float]]:
    """Median seconds of CPU by way and stage, the ways taking turns in this process."""
    import nbformat

    from autograder.config import load_course
    from autograder.grading import grade
    from autograder.handed_in.beside import HandedIn
    from autograder.nbgrader_hooks.restore import restored_submission
    from autograder.parts import load_part, release_notebook
    from autograder.worker.preload import warm_shell
    from benchmarks.course_roots import model_solution
    from benchmarks.in_process import Tally, in_the_sandbox, without_isolation

    course, loaded, sample = load_course(), load_part(part), model_solution(part)
    notebook = nbformat.reads(sample.notebook_bytes("student-1").decode(), as_version=4)
    beside = HandedIn(sample.files)
    submission, _ = restored_submission(notebook, loaded, release_notebook(part), "student-1", beside)
    warm_shell()
    tallies: dict[str, list[Tally]] = {"ours": [], "floor": []}
    reports = {}
    for _ in range(1 + rounds):
        for way, enter in (("ours", in_the_sandbox), ("floor", without_isolation)):
            tally = Tally(dict.fromkeys(STAGES, 0.0))
            with enter(tally):
                reports[way] = grade(submission, loaded, course)
            tallies[way].append(tally)
        if msgspec.json.encode(reports["ours"].items) != msgspec.json.encode(reports["floor"].items):
            raise NotMeasured(f"{part} is graded otherwise without isolation: the floor does not do the same work")
    return {
        way: {stage: statistics.median(tally[stage] for tally in done[1:]) for stage in STAGES}
        for way, done in tallies.items()
    }


if __name__ == "__main__":
    print(json.dumps(measure_part(sys.argv[1], int(sys.argv[2]))))
