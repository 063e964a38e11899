"""Ours against stock nbgrader: the same notebooks, with their experiments stripped and as released.

    python -m benchmarks stock [--rounds N] [--students N] [--folder FOLDER]

Stock nbgrader runs the notebooks with the public checks in them; ours runs all hidden tests. One student, and
several, tell what a command costs once from what it costs for each notebook.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial

from benchmarks.course_roots import ASSIGNMENT, Built, require_full_scores, students
from benchmarks.measuring import Used, in_turns, measure
from benchmarks.options import Options
from benchmarks.tables import table, times, verdict

OURS = [sys.executable, "-m", "autograder.cli", "batch", ASSIGNMENT, "--jobs", "1", "--no-progress"]
STOCK = [sys.executable, "-m", "nbgrader", "autograde", ASSIGNMENT]
#: Stock nbgrader's cost of a stripped notebook, per core-second, must be at least so many times ours.
TARGET = 5.0
STRIPPED, RELEASED = "stripped", "as released"


def grade_class(built: Built, stock: bool, form: str, number: int) -> Used:
    """Grade a class of so many students who have all handed in the model solutions. Raises NotMeasured."""
    name = f"{'stock' if stock else 'ours'}-{form.replace(' ', '-')}-{number}"
    root = built.new_root(name, students(number), stock, form == STRIPPED)
    used = measure(STOCK if stock else [*OURS, "--course-dir", root], root)
    require_full_scores(root, number)
    return used


def report(options: Options) -> str:
    """The section of results.md."""
    built = Built(options.folder)
    several = options.students
    actions: dict[str, Callable[[], Used]] = {}
    for number in (1, several):
        for stock in (True, False):
            actions[_name(stock, STRIPPED, number)] = partial(grade_class, built, stock, STRIPPED, number)
    used = in_turns(options.rounds, actions)
    # one student, once, is enough for what is no target: experiments train for long
    whole = {_name(stock, RELEASED, 1): partial(grade_class, built, stock, RELEASED, 1) for stock in (True, False)}
    used |= in_turns(1, whole)
    return render(used, several, len(built.solutions))


def render(used: Mapping[str, Used], several: int, notebooks: int) -> str:
    """The section, from the medians."""
    rows, each = [], {}
    for stock in (True, False):
        one, more = used[_name(stock, STRIPPED, 1)].cpu, used[_name(stock, STRIPPED, several)].cpu
        each[stock] = (more - one) / (several - 1) / notebooks
        fixed = one - notebooks * each[stock]
        rows.append((_who(stock), *(f"{cost:.2f}" for cost in (one, more, fixed, each[stock]))))
    whole = {stock: used[_name(stock, STRIPPED, several)].cpu for stock in (True, False)}
    released = {stock: used[_name(stock, RELEASED, 1)].cpu / notebooks for stock in (True, False)}
    ratio = each[True] / each[False]
    return "\n".join([
        "## Against stock nbgrader",
        "",
        f"Seconds of CPU of `autograder batch --jobs 1` and of `nbgrader autograde` without this package, for students "
        f"who hand in the {notebooks} model solutions. *Stripped* notebooks hold graded cells and only what these need "
        "to run. Stock nbgrader runs the public checks in them, ours all hidden tests.",
        "",
        table(("stripped", "1 student", f"{several} students", "once", "each notebook"), rows),
        "",
        f"Each further notebook: stock costs {times(ratio)} times ours; at least {TARGET:g} is wanted: "
        f"{verdict(ratio >= TARGET)}. All of the class of {several}, start included: "
        f"{times(whole[True] / whole[False])} times.",
        "",
        f"As released, with experiments, one student, start included: stock {released[True]:.2f} s for each notebook, "
        f"ours {released[False]:.2f} s, {times(released[True] / released[False])} times. This grows with the "
        "experiments, so it is information and no target.",
    ])  # fmt: skip


def _name(stock: bool, form: str, number: int) -> str:
    return f"{_who(stock)}, {form}, {number} student(s)"


def _who(stock: bool) -> str:
    return "stock" if stock else "ours"
