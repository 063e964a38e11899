"""All of ``submitted/`` into the gradebook, whatever is in there."""

from __future__ import annotations

import os
import sqlite3
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from autograder.batch.crew import Inline
from autograder.batch.run import BatchSummary, StudentOutcome, batch
from autograder.config import Course
from autograder.errors import ConfigError, SandboxError
from autograder.records import Part, Report, Submission, TestResult, Verdict
from autograder.sandbox import bubblewrap
from tests import fake_course
from tests.fake_course import FULL, SOLVED, ZERO, autograded, fill, gradebook, grades, hand_in, released, solved


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fake_course.build_once(tmp_path_factory.mktemp("built"))


@pytest.fixture
def root(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return fake_course.copy_of(built, tmp_path, monkeypatch)


def run(root: Path, students: list[str] | None = None, **options: Any) -> BatchSummary:
    options = {"executor": Inline(), "grade": fake_course.grade, **options}
    return batch("rnn", root, 2, students, progress=False, **options)


def outcomes(summary: BatchSummary) -> dict[str, tuple[str, float | None]]:
    return {student.student_id: (student.outcome, student.score) for student in summary.students}


def hand_in_a_class(root: Path) -> None:
    hand_in(root, "alice", solved())
    hand_in(root, "bob", released())
    hand_in(root, "corrupt", b"{")
    hand_in(root, "nothing", None)
    hand_in(root, "renamed", solved(), "answers.ipynb")
    hand_in(root, "unsure", fill(solved(), double="grader_error"))
    hand_in(root, "wrong", fill(solved(), triple="def triple(x): pass"))


def test_a_class_is_graded_in_processes(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hand_in_a_class(root)
    summary = batch("rnn", root, 2, grade=fake_course.grade)
    assert outcomes(summary) == {
        "alice": ("needs_grading", 10.0),
        "bob": ("needs_grading", 0.0),
        "corrupt": ("unusable", 0.0),
        "nothing": ("missing", 0.0),
        "renamed": ("healed", 10.0),
        "unsure": ("grader_error", None),
        "wrong": ("needs_grading", 6.0),
    }
    assert summary.counts == {"grader_error": 1, "unusable": 1, "missing": 1, "healed": 1, "needs_grading": 3}
    assert [student.student_id for student in summary.needs_attention] == ["unsure", "corrupt", "nothing", "renamed"]
    assert summary.exit_status == 3
    assert grades(root, "alice") == FULL
    assert grades(root, "corrupt") == grades(root, "nothing") == ZERO
    assert grades(root, "unsure")["test_double"] == (None, True)
    assert autograded(root, "renamed").metadata.autograder.notes
    assert "7/7" in capfd.readouterr().err


def test_each_submission_is_graded_once_and_never_in_this_process(root: Path) -> None:
    """Not even if the course is built again meanwhile: a batch keeps what it began with."""
    hand_in(root, "alice", solved())
    hand_in(root, "double", {**solved(), "cells": solved()["cells"] * 2})
    calls = []

    def grade(submission: Submission, part: Part, course: Course) -> Report:
        calls.append(submission.student_id)
        (root / "release" / "rnn" / "more.txt").write_text("a support file that the part did not have")
        (root / "course_config.py").write_text(fake_course.COURSE.replace("grading_seed = 1", "grading_seed = 2"))
        return fake_course.grade(submission, part, course)

    config = (root / "nbgrader_config.py").read_text()
    (root / "nbgrader_config.py").write_text(config.replace("tests.fake_course.grade", "os.abort"))
    summary = run(root, grade=grade)
    assert sorted(calls) == ["alice", "double"]
    assert {student.score for student in summary.students} == {10.0}


def test_submitted_is_never_written(root: Path) -> None:
    hand_in_a_class(root)
    (root / "submitted" / "alice" / "rnn" / "conftest.py").write_text("1 / 0")
    before = {path: path.is_file() and path.read_bytes() for path in (root / "submitted").rglob("*")}
    run(root)
    assert {path: path.is_file() and path.read_bytes() for path in (root / "submitted").rglob("*")} == before
    assert not list((root / ".autograder").glob("batch-*"))


def test_a_broken_grader_costs_its_own_student_only(root: Path) -> None:
    for student, word in {"anne": "", "bill": "break the grader", "carl": "", "dora": "no sandbox"}.items():
        hand_in(root, student, fill(solved(), double=f"{SOLVED}  # {word}"))
    summary = run(root)
    assert [student.outcome for student in summary.students] == [
        "needs_grading",
        "grader_error",
        "needs_grading",
        "grader_error",
    ]
    assert grades(root, "carl") == FULL
    assert grades(root, "bill") == dict.fromkeys(FULL, (None, True))
    assert "RuntimeError: the grader is broken" in summary.needs_attention[0].notes[0]


def test_a_killed_worker_costs_its_own_student_only(root: Path) -> None:
    for number in range(6):
        hand_in(root, f"s{number}", fill(solved(), double=SOLVED + ("  # kill the grader" if number == 2 else "")))
    pool = ProcessPoolExecutor(2, mp_context=get_context("forkserver"))
    with pool:
        summary = run(root, executor=pool)
    assert [student.student_id for student in summary.students if student.outcome == "grader_error"] == ["s2"]
    assert all(grades(root, f"s{number}") == FULL for number in (0, 1, 3, 4, 5))


def test_without_a_sandbox_nothing_is_graded_and_nothing_is_lost(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(root, "alice", solved())
    run(root)
    hand_in(root, "alice", released())
    bubblewrap.executable.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxError, match="bubblewrap is missing"):
        run(root, grade=None)
    bubblewrap.executable.cache_clear()
    assert grades(root, "alice") == FULL


def test_a_batch_that_was_killed_half_way_is_made_whole(root: Path) -> None:
    """A sanitised but ungraded notebook in autograded/ is graded, not skipped."""
    hand_in(root, "alice", solved())
    run(root)
    path = root / "autograded" / "alice" / "rnn" / "cell.ipynb"
    path.chmod(0o644)
    path.write_text("{")
    with sqlite3.connect(root / "gradebook.db") as db:
        db.execute("UPDATE grade SET auto_score = NULL")
    run(root)
    assert grades(root, "alice") == FULL
    assert autograded(root, "alice").cells


def test_only_the_named_students_are_graded(root: Path) -> None:
    hand_in_a_class(root)
    assert list(outcomes(run(root, ["bob", "alice"]))) == ["alice", "bob"]
    with gradebook(root) as book:
        assert {student.id for student in book.students} == {"alice", "bob"}


@pytest.mark.parametrize("name", ["../alice", "alice/rnn", "..", "", "*", "nobody"])
def test_a_name_that_is_no_student_is_refused(root: Path, name: str) -> None:
    hand_in(root, "alice", solved())
    with pytest.raises(ConfigError):
        run(root, [name])


def test_folders_that_are_no_students_are_listed_not_graded(root: Path) -> None:
    hand_in(root, "alice", solved())
    hand_in(root, "a[b]", solved())
    (root / "submitted" / "linked").symlink_to(root / "submitted" / "alice")
    summary = run(root)
    assert outcomes(summary) == {
        "a[b]": ("refused", None),
        "alice": ("needs_grading", 10.0),
        "linked": ("missing", 0.0),
    }


def test_a_grader_error_says_what_happened_and_how_to_see_it(root: Path) -> None:
    hand_in(root, "carl", fill(solved(), double="grader_error"))
    hand_in(root, "dora", fill(solved(), double="grader_error"), "mine.ipynb")

    def grade(submission: Submission, part: Part, course: Course) -> Report:
        passed = TestResult("a", "A.", 1, Verdict.PASSED, "not this")
        tests = (passed, TestResult("b", "B.", 1, Verdict.GRADER_ERROR, "the worker\n  lost 3 replies " + "x " * 999))
        report = fake_course.grade(submission, part, course)
        items = [
            structs.replace(item, tests=tests) if item.verdict is Verdict.GRADER_ERROR else item
            for item in report.items
        ]
        return structs.replace(report, items=tuple(items))

    carl, dora = run(root, grade=grade).needs_attention
    what, how = carl.notes
    assert what.startswith("double: the worker lost 3 replies x x")
    assert len(what) <= 220
    assert how == "run `autograder grade submitted/carl/rnn/cell.ipynb` to see it"
    assert dora.notes[-1] == "run `autograder grade <notebook>` to see it"
    assert run(root).needs_attention[0].notes == ("the grader could not decide double", how)


@pytest.mark.parametrize("students", [None, ["alice"]])
def test_a_root_without_submissions_is_named(root: Path, students: list[str] | None) -> None:
    (root / "submitted").rmdir()
    with pytest.raises(ConfigError, match=rf"no submitted/ in {root}: put submissions there, .* --course-dir"):
        run(root, students)


def test_an_empty_class_is_no_error(root: Path) -> None:
    assert run(root) == BatchSummary("rnn", ())
    assert run(root).exit_status == 0


def test_what_is_not_set_up_is_named(root: Path) -> None:
    with pytest.raises(ConfigError, match="'other' is no assignment of this course; there is rnn"):
        batch("other", root, progress=False)
    (root / "gradebook.db").unlink()
    with pytest.raises(ConfigError, match="run `nbgrader generate_assignment rnn`"):
        run(root)
    assert not (root / "gradebook.db").exists()


def test_a_failed_conversion_leaves_no_stale_score(root: Path) -> None:
    """The gradebook's side breaks: the student is a grader error, not a leftover."""
    hand_in(root, "alice", solved())
    run(root)
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.Autograde.autograde_preprocessors = ['tests.batch.test_run.explode']\n")
    summary = run(root)
    assert outcomes(summary) == {"alice": ("grader_error", None)}
    assert "the gradebook is on fire" in summary.students[0].notes[-1]
    assert grades(root, "alice") == dict.fromkeys(FULL, (None, True))


def explode(nb: Any, resources: Any) -> Any:
    raise RuntimeError("the gradebook is on fire")


def test_a_gradebook_that_disagrees_with_a_report_is_noticed(root: Path) -> None:
    hand_in(root, "alice", solved())
    config = root / "nbgrader_config.py"
    text = config.read_text()
    config.write_text(text + "\nc.Autograde.autograde_preprocessors.insert(1, 'tests.batch.test_run.cheat')\n")
    summary = run(root)
    assert summary.students[0].outcome == "grader_error"
    assert "scored 6.0, but the gradebook holds 0" in summary.students[0].notes[-1]


def cheat(nb: Any, resources: Any) -> Any:
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_double":
            cell.outputs[-1].data["text/plain"] = "0.0"
    return nb, resources


def test_two_batches_give_the_same_gradebook(root: Path) -> None:
    hand_in_a_class(root)
    first = run(root)
    again = run(root, executor=ThreadPoolExecutor(3))
    assert first.students == again.students


def test_outcomes_are_listed_by_urgency() -> None:
    names = ["graded", "healed", "grader_error", "needs_grading", "missing", "flagged"]
    summary = BatchSummary("rnn", tuple(StudentOutcome(name, name, 1.0, 2.0) for name in names))
    assert [student.outcome for student in summary.needs_attention] == [
        "grader_error",
        "flagged",
        "missing",
        "healed",
    ]
    assert list(summary.counts) == ["grader_error", "flagged", "missing", "healed", "needs_grading", "graded"]
    assert os.environ.get("NBGRADER_EXECUTION") is None


def test_a_file_handed_in_reaches_the_grader_and_a_flag_a_person(root: Path) -> None:
    (hand_in(root, "alice", solved()) / "doubles.csv").write_text("too good to be true")
    (hand_in(root, "bob", solved()) / "doubles (1).csv").write_text("as good")
    (hand_in(root, "carl", solved()) / "doubles.csv").symlink_to(root / "course_config.py")
    hand_in(root, "dora", solved())
    summary = run(root)
    assert outcomes(summary) == {
        "alice": ("flagged", 10.0),
        "bob": ("flagged", 10.0),
        "carl": ("healed", 10.0),
        "dora": ("needs_grading", 10.0),
    }
    notes = {student.student_id: student.notes for student in summary.students}
    assert notes["alice"] == ("too good to be true",)
    assert notes["bob"] == ("doubles (1).csv was taken for doubles.csv", "as good")
    assert "doubles.csv cannot be opened as a plain file: it is a link" in notes["carl"]
    assert "too good to be true" not in (root / "autograded" / "alice" / "rnn" / "cell.ipynb").read_text()
    assert "too good to be true" not in fake_course.feedback(root, "alice")


def test_nbgraders_own_command_reads_the_same_files(root: Path) -> None:
    (hand_in(root, "alice", solved()) / "doubles (1).csv").write_text("as good")
    (hand_in(root, "carl", solved()) / "doubles.csv").symlink_to(root / "course_config.py")
    met = []

    def grade(submission: Submission, part: Part, course: Course) -> Report:
        met.append((submission.student_id, submission.files, submission.unread))
        return fake_course.grade(submission, part, course)

    run(root, grade=grade)
    by_batch, met[:] = list(met), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fake_course, "grade_and_tell", grade, raising=False)
        config = root / "nbgrader_config.py"
        config.write_text(config.read_text().replace("tests.fake_course.grade", "tests.fake_course.grade_and_tell"))
        fake_course.autograde(root)
    assert sorted(met, key=lambda one: one[0]) == sorted(by_batch, key=lambda one: one[0])
    assert {student: files for student, files, _ in met} == {"alice": {"doubles.csv": b"as good"}, "carl": {}}
