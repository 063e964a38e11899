"""A batch that is run again does what has changed and nothing else; what people entered survives."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from autograder import dependencies
from autograder.batch.crew import Inline
from autograder.batch.journal import Journal
from autograder.batch.run import BatchSummary, batch
from autograder.batch.workplace import JOURNAL
from autograder.config import Course
from autograder.errors import ConfigError
from autograder.records import Part, Report, Submission
from tests import fake_course
from tests.fake_course import FULL, autograded, fill, gradebook, grades, hand_in, released, solved

TESTS = """
@item("double", weight=2)
def test_hidden_name(student): "S."
@item("double")
def test_other_hidden_name(student): "S."
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fake_course.build_once(tmp_path_factory.mktemp("built"))


@pytest.fixture
def root(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = fake_course.copy_of(built, tmp_path, monkeypatch)
    for student in ("alice", "bob", "carl"):
        hand_in(root, student, solved())
    return root


@pytest.fixture
def house(tmp_path: Path) -> Path:
    folder = tmp_path / "house" / "autograder" / "hidden_tests"
    folder.mkdir(parents=True)
    (folder / "test_cell.py").write_text(TESTS)
    return tmp_path / "house"


class Grader:
    """Grades as the fake course does, and remembers whom; a voided test halves all scores."""

    def __init__(self) -> None:
        self.graded: list[str] = []
        self.rushed = False

    def __call__(self, submission: Submission, part: Part, course: Course) -> Report:
        self.graded.append(submission.student_id)
        report = fake_course.grade(submission, part, course)
        if course.voided_tests:
            items = (structs.replace(item, score=item.score and item.score / 2) for item in report.items)
            report = structs.replace(report, items=tuple(items))
        return structs.replace(report, rushed=self.rushed)


@pytest.fixture
def grader() -> Grader:
    return Grader()


@pytest.fixture
def again(root: Path, house: Path, grader: Grader) -> Any:
    """Run a batch as a new process would; says who was graded."""

    def run(students: list[str] | None = None, **options: Any) -> BatchSummary:
        for cached in (dependencies.part_files, dependencies.grading_code, dependencies.libraries):
            cached.cache_clear()
        grader.graded.clear()
        options = {"executor": Inline(), "grade": grader, "house": house, **options}
        return batch("rnn", root, 2, students, progress=False, **options)

    return run


def written(root: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in (root / "autograded").rglob("*.ipynb")}


def test_nothing_changed_nothing_is_done(root: Path, again: Any, grader: Grader) -> None:
    first = again()
    assert (first.graded, first.known, first.unchanged) == (3, 0, 0)
    before = written(root)
    second = again()
    assert (second.graded, second.known, second.unchanged) == (0, 0, 3)
    assert second.students == first.students
    assert grader.graded == []
    assert written(root) == before


def test_one_changed_notebook_is_the_only_one_graded_and_written(root: Path, again: Any, grader: Grader) -> None:
    again()
    before = written(root)
    hand_in(root, "bob", released())
    summary = again()
    assert grader.graded == ["bob"]
    assert summary.unchanged == 2
    assert [path.parts[-3] for path, time in written(root).items() if before[path] != time] == ["bob"]
    assert grades(root, "bob")["test_double"] == (0.0, False)


def test_a_notebook_that_only_looks_different_is_written_but_not_graded(root: Path, again: Any, grader: Grader) -> None:
    again()
    hand_in(root, "bob", {**solved(), "metadata": {"saved by": "another editor"}})
    assert again().known == 1
    assert grader.graded == []


@pytest.mark.parametrize(
    "change",
    [
        lambda root, house: (house / "autograder/hidden_tests/test_cell.py").write_text(TESTS + "# new\n"),
        lambda root, house: (house / "requirements.lock").write_text("numpy==9"),
        lambda root, house: (root / "course_config.py").write_text(
            fake_course.COURSE.replace("grading_seed = 1", "grading_seed = 2")
        ),
        lambda root, house: (root / "course_config.py").write_text(fake_course.COURSE.replace("100_000", "100_001")),
    ],
    ids=["hidden test", "library", "seed", "limits"],
)
def test_what_all_reports_depend_on_grades_everyone_again(
    root: Path, house: Path, again: Any, grader: Grader, change: Any
) -> None:
    again()
    change(root, house)
    assert again().unchanged == 0
    assert sorted(grader.graded) == ["alice", "bob", "carl"]
    assert again().unchanged == 3


def test_another_parts_hidden_tests_change_nothing(house: Path, again: Any) -> None:
    again()
    (house / "autograder/hidden_tests/test_deep.py").write_text(TESTS)
    assert again().unchanged == 3


def test_a_configuration_of_nbgrader_is_written_without_grading(root: Path, again: Any) -> None:
    again()
    config = root / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.AssignLatePenalties.enabled = False\n")
    summary = again()
    assert (summary.graded, summary.known, summary.unchanged) == (0, 3, 0)


def test_a_due_date_that_moves_is_written(root: Path, again: Any) -> None:
    again()
    with gradebook(root) as book:
        book.update_or_create_assignment("rnn", duedate="2020-01-01")
    assert again().unchanged == 0
    assert again().unchanged == 3


@pytest.mark.parametrize("loss", ["notebook", "folder", "score", "submission"])
def test_what_was_lost_is_written_again_from_the_journal(root: Path, again: Any, grader: Grader, loss: str) -> None:
    again()
    folder = root / "autograded" / "bob"
    with sqlite3.connect(root / "gradebook.db") as db:
        if loss == "notebook":
            (folder / "rnn" / "cell.ipynb").unlink()
        elif loss == "folder":
            shutil.rmtree(folder)
        elif loss == "score":
            db.execute("UPDATE grade SET auto_score = 1.0 WHERE auto_score = 6.0")
    db.close()
    if loss == "submission":
        with gradebook(root) as book:
            book.remove_submission("rnn", "bob")
    assert again().known == (3 if loss == "score" else 1)
    assert grader.graded == []
    assert grades(root, "bob") == FULL
    assert autograded(root, "bob").cells


def test_a_grader_error_and_a_rushed_report_are_graded_again(root: Path, again: Any, grader: Grader) -> None:
    hand_in(root, "bob", fill(solved(), double="grader_error"))
    again()
    assert again().unchanged == 2
    assert grader.graded == ["bob"]
    hand_in(root, "bob", solved())
    grader.rushed = True
    again()
    assert grader.graded == ["bob"]
    grader.rushed = False
    again()
    assert grader.graded == ["bob"]
    assert again().unchanged == 3


def test_a_crash_of_the_grader_is_not_remembered(root: Path, again: Any, grader: Grader) -> None:
    def broken(*_: Any) -> Report:
        raise RuntimeError("out of order")

    assert again(grade=broken).exit_status == 3
    assert again().exit_status == 0
    assert grades(root, "alice") == FULL


def test_a_checkout_that_changes_while_a_batch_runs_is_named_and_the_next_batch_heals(
    root: Path, house: Path, again: Any, grader: Grader
) -> None:
    def changes_and_fails(submission: Submission, part: Part, course: Course) -> Report:
        if submission.student_id != "bob":
            return grader(submission, part, course)
        (house / "autograder" / "hidden_tests" / "test_cell.py").write_text(TESTS + "# mended\n")
        raise KeyError("test_hidden_name")

    summary = again(grade=changes_and_fails)
    told = "the checkout changed while this batch ran (files of cell): run it again"
    assert [(student.student_id, student.notes) for student in summary.needs_attention] == [("bob", (told,))]
    assert summary.exit_status == 3
    assert again().exit_status == 0
    assert grades(root, "bob") == FULL


def test_manual_scores_comments_and_flags_survive(root: Path, again: Any, house: Path) -> None:
    again()
    with gradebook(root) as book:
        graded = book.find_submission_notebook("cell", "rnn", "alice")
        graded.flagged = True
        for grade in graded.grades:
            if grade.name in ("why", "test_triple"):
                grade.manual_score, grade.needs_manual_grade = 2.5, False
            if grade.name == "test_double":
                grade.extra_credit = 1.0
        for comment in graded.comments:
            comment.manual_comment = f"about {comment.name}"
        book.db.commit()
    assert again().unchanged == 3, "what people enter is no change"
    (house / "requirements.lock").write_text("numpy==9")
    hand_in(root, "alice", fill(solved(), triple="def triple(x):\n    return 3 * x  # tidied up"))
    again()
    with gradebook(root) as book:
        graded = book.find_submission_notebook("cell", "rnn", "alice")
        scores = {grade.name: (grade.manual_score, grade.needs_manual_grade) for grade in graded.grades}
        assert scores["why"] == (2.5, False), "nobody needs to look at the same answer again"
        assert scores["test_triple"] == (2.5, True), "but at another answer"
        assert [grade.extra_credit for grade in graded.grades if grade.name == "test_double"] == [1.0]
        assert graded.flagged
        assert {comment.manual_comment for comment in graded.comments} == {
            f"about {name}" for name in ("double", "triple", "why")
        }


def test_a_dry_run_shows_every_score_and_writes_none(root: Path, again: Any, grader: Grader) -> None:
    again()
    hand_in(root, "bob", released())
    hand_in(root, "dora", solved())
    before = (written(root), (root / "gradebook.db").read_bytes())
    summary = again(dry_run=True)
    assert [(change.student_id, change.before, change.after, change.why) for change in summary.changes or ()] == [
        ("alice", 10.0, 10.0, ""),
        ("bob", 10.0, 0.0, "what was handed in"),
        ("carl", 10.0, 10.0, ""),
        ("dora", None, 10.0, "graded for the first time"),
    ]
    moved = {change.student_id: change.items for change in summary.changes or () if change.moves}
    assert moved == {"bob": {"double": (6.0, 0.0), "triple": (4.0, 0.0)}, "dora": {}}
    assert (written(root), (root / "gradebook.db").read_bytes()) == before
    assert again().known == 2
    assert grader.graded == [], "the dry run has graded them"


def test_a_voided_test_moves_everyones_score_and_says_so(root: Path, again: Any) -> None:
    again()
    config = root / "course_config.py"
    config.write_text(fake_course.COURSE + 'voided_tests = {"test_hidden_name": "it was unclear"}\n')
    dry = again(dry_run=True)
    assert [(change.before, change.after, change.why) for change in dry.changes or ()] == [
        (10.0, 5.0, "test_hidden_name voided")
    ] * 3
    summary = again()
    assert summary.notices == ("test_hidden_name is voided and counts for nobody: it was unclear",)
    assert {student.score for student in summary.students} == {5.0}
    config.write_text(fake_course.COURSE)
    assert {student.score for student in again().students} == {10.0}
    with Journal(root / JOURNAL) as journal:
        history = [(entry.score, entry.why) for _, _, entry in journal.history("rnn", "alice")]
    assert history == [
        (10.0, "graded for the first time"),
        (5.0, "test_hidden_name voided"),
        (10.0, "test_hidden_name counts again"),
    ]


def test_a_void_of_no_test_is_refused_before_anything_is_touched(root: Path, again: Any) -> None:
    (root / "course_config.py").write_text(fake_course.COURSE + 'voided_tests = {"test_typo": "why"}\n')
    with pytest.raises(ConfigError, match="'test_typo' is no hidden test"):
        again()
    assert not (root / "autograded").exists()


def test_history_tells_what_changed_each_score(root: Path, house: Path, again: Any) -> None:
    again()
    hand_in(root, "bob", released())
    again()
    (house / "requirements.lock").write_text("numpy==9")
    hand_in(root, "bob", b"{")
    again()
    with Journal(root / JOURNAL) as journal:
        history = [(entry.score, entry.why) for _, _, entry in journal.history("rnn", "bob")]
    assert history == [
        (10.0, "graded for the first time"),
        (0.0, "what was handed in"),
        (0.0, "what was handed in, library versions"),
    ]


def test_a_batch_that_was_cut_short_goes_on_where_it_was(root: Path, again: Any, grader: Grader) -> None:
    def stops(submission: Submission, part: Part, course: Course) -> Report:
        if submission.student_id == "s9":
            raise KeyboardInterrupt
        return grader(submission, part, course)

    for number in range(10):
        hand_in(root, f"s{number}", solved())
    with pytest.raises(KeyboardInterrupt):
        again(grade=stops)
    assert not list((root / ".autograder").glob("batch-*"))
    summary = again()
    assert set(grader.graded) <= {"s6", "s7", "s8", "s9"}, "no more than were under way at once"
    assert [student.score for student in summary.students] == [10.0] * 13
    assert grades(root, "s9") == FULL


def test_a_damaged_journal_costs_time_and_no_grade(root: Path, again: Any, grader: Grader) -> None:
    first = again()
    (root / JOURNAL).write_bytes(b"garbage" * 1000)
    summary = again()
    assert summary.students == first.students
    assert len(grader.graded) == 3
    assert "the journal was damaged" in summary.notices[0]
    assert list((root / ".autograder").glob("*.damaged-1"))


def test_several_notebooks_of_a_student_are_told_apart_by_their_times(root: Path, again: Any, grader: Grader) -> None:
    folder = hand_in(root, "bob", solved(), "first.ipynb")
    (folder / "cell.ipynb").unlink()
    hand_in(root, "bob", released(), "second.ipynb")
    os.utime(folder / "first.ipynb", (2e9, 2e9))
    again()
    assert grades(root, "bob") == FULL
    os.utime(folder / "second.ipynb", (2.1e9, 2.1e9))
    again()
    assert grades(root, "bob")["test_double"] == (0.0, False)


def test_only_the_named_student_is_looked_at(root: Path, again: Any, grader: Grader) -> None:
    again()
    for student in ("alice", "bob"):
        hand_in(root, student, released())
    again(["bob"])
    assert grader.graded == ["bob"]
    again()
    assert grader.graded == ["alice"]


def test_a_manual_state_survives_a_kill_between_forgetting_and_writing(
    root: Path, house: Path, again: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    again()
    with gradebook(root) as book:
        for grade in book.find_submission_notebook("cell", "rnn", "alice").grades:
            if grade.name == "why":
                grade.manual_score, grade.needs_manual_grade = 2.5, False
        book.db.commit()
    (house / "requirements.lock").write_text("numpy==9")
    with monkeypatch.context() as patch:
        patch.setattr("autograder.nbgrader_hooks.executor.write_scores", _stop)
        with pytest.raises(KeyboardInterrupt):
            again(["alice"])
    again()
    assert grades(root, "alice")["why"] == (None, False)


def _stop(*_: Any) -> None:
    raise KeyboardInterrupt


def test_an_autograded_notebook_is_the_same_in_every_batch(root: Path, house: Path, again: Any) -> None:
    again()
    before = (root / "autograded" / "alice" / "rnn" / "cell.ipynb").read_bytes()
    (house / "requirements.lock").write_text("numpy==9")
    again()
    assert (root / "autograded" / "alice" / "rnn" / "cell.ipynb").read_bytes() == before
