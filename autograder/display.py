"""Reports and batch summaries as tables in a terminal."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.records import Report, Verdict

if TYPE_CHECKING:
    from autograder.batch import BatchSummary


def print_report(console: Console, path: Path, report: Report) -> None:
    """One notebook: a line per item, and for each test that did not pass its sentence and message."""
    console.print(Text(f"{path}: {report.notebook} {_number(report.score)} of {_number(report.max_score)}", "bold"))
    for note in report.notes:
        console.print(Text(f"  note: {note}"))
    for flag in report.flags:
        console.print(Text(f"  to be looked at by a person: {flag}"))
    for item in report.items:
        score = "–" if item.score is None else _number(item.score)
        carried = " (graded with correct earlier functions in place of yours)" if item.carried else ""
        console.print(Text(f"  {item.grade_id}: {score} of {_number(item.points)}, {item.verdict}{carried}"))
        for test in item.tests:
            if test.verdict is not Verdict.PASSED:
                earns = f", but earns {100 * test.credit:.0f}%" if test.credit else ""
                console.print(Text(f"    [{test.verdict}{earns}] {test.sentence}"))
                console.print(Text(indent(test.message or "", " " * 6)))


def print_batch(console: Console, summary: BatchSummary) -> None:
    """A batch: one line per outcome, then the students that a person should look at."""
    counts = ", ".join(f"{count} {outcome.replace('_', ' ')}" for outcome, count in summary.counts.items())
    console.print(
        Text(f"{summary.assignment}: {len(summary.students)} student(s): {counts or 'nothing to grade'}", "bold")
    )
    if not summary.needs_attention:
        return
    table = Table("student", "outcome", "score", "what happened", title="Needs attention", title_justify="left")
    for student in summary.needs_attention:
        score = "–" if student.score is None else f"{_number(student.score)} / {_number(student.max_score)}"
        notes = Text("; ".join(student.notes))
        table.add_row(Text(student.student_id), student.outcome.replace("_", " "), score, notes)
    console.print(table)


def _number(value: float) -> str:
    return f"{value:g}"
