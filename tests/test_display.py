"""What the terminal shows can be pasted and reads the same in a pipe."""

import io
from pathlib import Path

from rich.console import Console

from autograder.batch import BatchSummary, StudentOutcome
from autograder.display import print_batch, print_report
from autograder.records import ItemReport, Report, TestResult, Verdict


def shown(show, *args):
    file = io.StringIO()
    show(Console(file=file, width=80, soft_wrap=True), *args)
    return file.getvalue()


def test_a_snippet_keeps_its_long_lines():
    snippet = "x = np.array([" + ", ".join(["1.5"] * 60) + "])"
    tests = (TestResult("t", "It adds.", 1, Verdict.FAILED, f"wrong\nTo see it yourself:\n    {snippet}"),)
    report = Report("rnn_cell", (ItemReport("f", 10, 0.0, Verdict.FAILED, tests=tests),), notes=("healed",))
    text = shown(print_report, Path("a.ipynb"), report)
    assert snippet in text
    assert "note: healed" in text
    assert "f: 0 of 10, failed" in text


def test_markup_in_a_message_is_only_text():
    tests = (TestResult("t", "It adds.", 1, Verdict.FAILED, "[bold]a[0] is [red]1[/red]"),)
    report = Report("rnn_cell", (ItemReport("f", 10, 0.0, Verdict.FAILED, tests=tests),))
    assert "[bold]a[0] is [red]1[/red]" in shown(print_report, Path("a.ipynb"), report)


def test_a_batch_names_who_needs_attention_and_why():
    students = (
        StudentOutcome("ada", "graded", 45.0, 45.0),
        StudentOutcome("bob", "unusable", 0.0, 45.0, ("it is empty",)),
    )
    text = shown(print_batch, BatchSummary("rnn", students))
    assert "2 student(s): 1 unusable, 1 graded" in text
    assert "it is empty" in text
    assert "ada" not in text


def test_a_test_that_earns_a_part_and_a_flag_are_shown():
    tests = (TestResult("t", "It adds.", 1, Verdict.FAILED, "half right", 0.625),)
    report = Report("rnn_cell", (ItemReport("f", 8, 5.0, Verdict.FAILED, tests=tests),), flags=("too good",))
    text = shown(print_report, Path("a.ipynb"), report)
    assert "[failed, but earns 62%] It adds." in text
    assert "to be looked at by a person: too good" in text
