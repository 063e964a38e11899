"""What ``autograder check`` found, as tables in a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.proving.check import CheckSummary
from autograder.proving.survivors import ItemMutants

#: Seconds between two lines of progress where there is no terminal.
_PAUSE = 20.0


def progress_line(what: str) -> Callable[[int, int], None]:
    """A function to call as work gets done: one line on standard error, written over or now and then."""
    last = time.monotonic()

    def show(done: int, of: int) -> None:
        nonlocal last
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{what}: {done} of {of}" + ("\n" if done == of else ""))
        elif done == of or time.monotonic() - last > _PAUSE:
            last = time.monotonic()
            sys.stderr.write(f"{what}: {done} of {of}\n")
        sys.stderr.flush()

    return show


def print_check(console: Console, summary: CheckSummary) -> None:
    """A row for each item, then every problem in a line."""
    table = Table("part", "item", "points", "tests", "mistakes caught", "mutants", "noticed", "styles accepted")
    for row in summary.items:
        score = "–" if row.mutation_score is None else f"{row.mutation_score:.1%}"
        counts = (f"{row.points:g}", row.tests, row.mistakes, row.mutants, score, row.styles)
        table.add_row(row.part, row.grade_id, *map(str, counts))
    if summary.items:
        console.print(table)
    _print_problems(console, summary.problems)
    if not summary.problems:
        console.print(Text(f"{summary.samples} sample submissions scored what they state. Fit to be released.", "bold"))


def print_mutants(console: Console, reports: Mapping[str, Sequence[ItemMutants]], problems: Sequence[str]) -> None:
    """A row for each item, then every survivor."""
    table = Table("part", "item", "mutants", "noticed", "equivalent", "survivors", "score")
    for part, items in reports.items():
        for item in items:
            counts = item.tried, item.killed, item.equivalent, len(item.survivors), f"{item.score:.1%}"
            table.add_row(part, item.grade_id, *map(str, counts))
    console.print(table)
    _print_problems(console, problems)
    tried = sum(item.tried for items in reports.values() for item in items)
    console.print(Text(f"{tried} mutants, {len(problems)} line(s) to look at.", "bold"))


def _print_problems(console: Console, problems: Sequence[str]) -> None:
    for problem in problems:
        console.print(Text(problem))
    if problems:
        console.print(Text(f"{len(problems)} problem(s) found.", "bold"))
