"""Reports and batch summaries as tables in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import indent
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.records import Report, Verdict

if TYPE_CHECKING:
    from autograder.batch.journal import Entry
    from autograder.batch.outcomes import BatchSummary, Change
    from autograder.rubric.exporting import Exported
    from autograder.rubric.importing import Imported

_WORDS = {
    "grader_error": "where the grader failed: neither a zero nor credit",
    "refused": "refused: the folder's name cannot be a student's",
    "unusable": "unusable: nothing could be read",
    "flagged": "graded, and to be looked at by a person",
    "missing": "with a notebook missing",
    "healed": "healed, and graded",
    "needs_grading": "graded, with written answers that wait for a person",
    "graded": "graded",
}


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
    """A batch: what was done, one line per outcome, then the students that a person should look at."""
    done = f"{summary.graded} notebook(s) graded, {summary.known} known from before, {summary.unchanged} unchanged"
    console.print(Text(f"{summary.assignment}: {len(summary.students)} student(s); {done}", "bold"))
    for notice in summary.notices:
        console.print(Text(f"note: {notice}"))
    for outcome, count in summary.counts.items():
        console.print(Text(f"{count:>6} {_WORDS[outcome]}"))
    if summary.changes is not None:
        _print_changes(console, summary.changes)
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


def _print_changes(console: Console, changes: Sequence[Change]) -> None:
    """The scores before and after, of all parts of all students; which items move, and why."""
    title = "What a batch would change (a dry run: nothing was written)"
    table = Table("student", "part", "before", "after", "of", "items that move", "because of", title=title)
    table.title_justify = "left"
    for change in changes:
        after = Text(_score(change.after), "bold" if change.moves else "")
        why = Text(change.why if change.moves else "")
        before, most = _score(change.before), _number(change.max_score)
        table.add_row(Text(change.student_id), change.part, before, after, most, Text(_moves(change.items)), why)
    console.print(table)
    moving = sum(change.moves for change in changes)
    console.print(Text(f"{moving} of {len(changes)} scores would move."))


def print_history(console: Console, rows: Sequence[tuple[str, str, Entry]]) -> None:
    """How scores came about, the oldest first."""
    table = Table("when (UTC)", "student", "part", "score", "of", "items that moved", "because of")
    before: dict[tuple[str, str], dict[str, float | None]] = {}
    for student, part, entry in rows:
        old = before.get((student, part), entry.items)
        moved = {name: (old.get(name), score) for name, score in entry.items.items() if old.get(name) != score}
        when = entry.at.replace("T", " ").removesuffix("+00:00")
        facts = (_score(entry.score), _number(entry.max_score), Text(_moves(moved)), Text(entry.why))
        table.add_row(when, Text(student), part, *facts)
        before[student, part] = entry.items
    console.print(table if rows else Text("no score has been recorded yet"))


def _moves(items: Mapping[str, tuple[float | None, float | None]]) -> str:
    return ", ".join(f"{name} {_score(old)} → {_score(new)}" for name, (old, new) in items.items())


def _score(value: float | None) -> str:
    return "–" if value is None else _number(value)


def _number(value: float) -> str:
    return f"{value:g}"
