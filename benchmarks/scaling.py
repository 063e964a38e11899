"""One process against two: the same class, by the clock and in CPU.

    python -m benchmarks scaling [--students N] [--folder FOLDER]

Only on a machine with two idle cores does the clock say anything; the load is printed with the result.
"""

from __future__ import annotations

import os
from functools import partial

from benchmarks.course_roots import Built, require_full_scores, students
from benchmarks.measuring import Used, in_turns, measure
from benchmarks.options import Options
from benchmarks.stock import OURS
from benchmarks.tables import table, verdict

#: Two processes must be so many times as fast as one.
TARGET = 1.8


def grade_class(built: Built, jobs: int, number: int) -> Used:
    """Grade a class with so many processes."""
    root = built.new_root(f"jobs-{jobs}", students(number))
    command = [str(jobs) if word == "1" else word for word in OURS]
    used = measure([*command, "--course-dir", root], root)
    require_full_scores(root, number)
    return used


def report(options: Options) -> str:
    """The section of results.md."""
    built = Built(options.folder)
    before = os.getloadavg()[0]
    number = 2 * options.students
    used = in_turns(1, {f"{jobs}": partial(grade_class, built, jobs, number) for jobs in (1, 2)})
    rows = [(jobs, f"{one.wall:.1f}", f"{one.cpu:.1f}") for jobs, one in used.items()]
    faster = used["1"].wall / used["2"].wall
    return "\n".join([
        "## One process and two",
        "",
        f"{number} students, all parts; seconds. Load of the machine before: {before:.1f}.",
        "",
        table(("jobs", "clock", "CPU"), rows),
        "",
        f"Two are {faster:.2f} times as fast as one; {TARGET:g} is wanted on two idle cores: "
        f"{verdict(faster >= TARGET)}. Two need {used['2'].cpu / used['1'].cpu:.2f} times the CPU of one.",
    ])  # fmt: skip
