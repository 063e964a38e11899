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
    from autograder.rubric.exporting import Exported
    from autograder.rubric.importing import Imported


def print_report(console: Console, path: Path, report: Report) -> None:
    """One notebook: a line per item, and for each test that did not pass its sentence and message."""
    console.print(Text(f"{path}: {report.notebook} {_number(report.score)} of {_number(report.max_score)}", "bold"))
    for note in report.notes:
        console.print(Text(f"  note: {note}"))
    for item in report.items:
        score = "–" if item.score is None else _number(item.score)
        carried = " (graded with correct earlier functions in place of yours)" if item.carried else ""
        console.print(Text(f"  {item.grade_id}: {score} of {_number(item.points)}, {item.verdict}{carried}"))
        for test in item.tests:
            if test.verdict is not Verdict.PASSED:
                console.print(Text(f"    [{test.verdict}] {test.sentence}"))
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


def print_export(console: Console, exported: Exported) -> None:
    """What is in a workbook, and whose answers are not."""
    console.print(
        Text(f"wrote {exported.path}: {exported.questions} question(s), {exported.answers} answer(s)", "bold")
    )
    if exported.untouched:
        console.print(Text(f"  {exported.untouched} answer(s) were left as given: 0 points, nothing to do"))
    if exported.unread:
        who = ", ".join(exported.unread)
        console.print(Text(f"  not in it, for want of an autograded notebook: {who}; run `autograder batch`"))


def print_import(console: Console, imported: Imported) -> None:
    """Every change of an import, then what was left alone."""
    if imported.changes:
        table = Table("question", "student", "before", "after", "comment", title="Changes", title_justify="left")
        for change in imported.changes:
            before = "–" if change.before is None else _number(change.before)
            comment = "new" if change.new_comment else "as before"
            table.add_row(Text(change.question), Text(change.shown), before, _number(change.after), comment)
        console.print(table)
    done = "would be changed (dry run)" if imported.dry_run else "changed"
    console.print(Text(f"{imported.assignment}: {len(imported.changes)} answer(s) {done}", "bold"))
    console.print(Text(f"  {imported.unchanged} as before, {imported.ungraded} not graded yet"))
    for row in imported.unfinished:
        console.print(Text(f"  left for later, not every criterion has points: {row}"))
    if imported.absent:
        console.print(Text(f"  without a sheet here: {', '.join(imported.absent)}"))


def _number(value: float) -> str:
    return f"{value:g}"
