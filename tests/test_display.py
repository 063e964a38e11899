"""What the terminal shows can be pasted and reads the same in a pipe."""

import io
from pathlib import Path

from rich.console import Console

from autograder.batch.journal import Entry
from autograder.batch.outcomes import OUTCOMES, Change
from autograder.batch.run import BatchSummary, StudentOutcome
from autograder.display import print_batch, print_history, print_report
from autograder.records import ItemReport, Report, TestResult, Verdict


def shown(show, *args, width=80):
    file = io.StringIO()
    show(Console(file=file, width=width, soft_wrap=True), *args)
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
    assert "rnn: 2 student(s); 0 notebook(s) graded" in text
    assert "1 unusable: nothing could be read" in text
    assert "1 graded" in text
    assert "it is empty" in text
    assert "ada" not in text


def test_a_test_that_earns_a_part_and_a_flag_are_shown():
    tests = (TestResult("t", "It adds.", 1, Verdict.FAILED, "half right", 0.625),)
    report = Report("rnn_cell", (ItemReport("f", 8, 5.0, Verdict.FAILED, tests=tests),), flags=("too good",))
    text = shown(print_report, Path("a.ipynb"), report)
    assert "[failed, but earns 62%] It adds." in text
    assert "to be looked at by a person: too good" in text


def test_every_outcome_has_words_of_its_own():
    students = tuple(StudentOutcome(name, name, 1.0, 2.0) for name in OUTCOMES)
    lines = shown(print_batch, BatchSummary("rnn", students)).splitlines()
    assert len([line for line in lines if line.startswith("     1 ")]) == len(OUTCOMES)


def test_a_dry_run_shows_all_scores_and_why_some_move():
    changes = (
        Change("ada", "cell", 10.0, 10.0, 12.0, {}, "the grading code"),
        Change("bob", "cell", 10.0, 4.0, 12.0, {"double": (6.0, 0.0)}, "test_x voided"),
        Change("eve", "cell", None, None, 12.0),
    )
    text = shown(print_batch, BatchSummary("rnn", (), notices=("test_x is voided",), changes=changes), width=160)
    assert "note: test_x is voided" in text
    assert "nothing was written" in text
    (bob,) = [line for line in text.splitlines() if "bob" in line]
    assert all(word in " ".join(bob.split()) for word in ("10", "4", "12", "double 6 → 0", "test_x voided"))
    assert "the grading code" not in text, "nothing moved because of it"
    assert "1 of 3 scores would move." in text


def test_history_shows_how_a_score_came_about():
    first = Entry(
        "2027-01-01T10:00:00+00:00", 10.0, 12.0, {"double": 6.0, "triple": 4.0}, {}, "graded for the first time"
    )
    then = Entry("2027-02-01T11:30:00+00:00", None, 12.0, {"double": None, "triple": 4.0}, {}, "limits")
    text = shown(print_history, [("ada", "cell", first), ("ada", "cell", then)], width=160)
    assert "2027-01-01 10:00:00" in text
    assert "double 6 → –" in text
    assert "triple" not in text
    assert "no score has been recorded yet" in shown(print_history, [])
