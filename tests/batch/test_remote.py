"""A notebook in, its report out, as bytes; a process that lacks the brief, or differs, says so."""

import msgspec
import pytest

from autograder.batch import remote
from autograder.batch.remote import Answer, Message, Sender, grade_message
from autograder.config import Assignment, Course
from autograder.errors import SandboxError
from autograder.keys import dependencies_of
from autograder.records import Cell, Item, Part, Report, Submission, Verdict

PART = Part("cell", "rnn", (Item("double", 6.0),), {})
COURSE = Course("c", {"rnn": Assignment(("cell",))}, 1, db_url="postgresql://ann:secret@host/grades")
SUBMISSION = Submission("cell", (Cell("x", "double"),), "alice", {"data": b"\xff"})
ENCODED = msgspec.msgpack.encode(SUBMISSION)


@pytest.fixture(autouse=True)
def _new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "_briefs", {})


def echo(submission: Submission, part: Part, course: Course) -> Report:
    return Report(part.name, (), notes=(repr(submission), repr(course.grading_seed)))


def answer(message: bytes, grade=echo) -> Answer:
    return msgspec.msgpack.decode(grade_message(message, grade), type=Answer)


def test_a_brief_is_asked_for_once_then_known() -> None:
    sender = Sender(PART, COURSE, {})
    assert answer(sender.message(ENCODED)) == Answer(lacking=True)
    report = answer(sender.message(ENCODED, enclosed=True)).report
    assert report is not None
    assert report.notes == (repr(SUBMISSION), "1")
    assert answer(sender.message(ENCODED)).report == report


def test_a_message_is_small_and_tells_nobody_where_the_gradebook_is() -> None:
    sender = Sender(PART, COURSE, {}, recording=b"x" * 10**6)
    assert len(sender.message(ENCODED)) < len(ENCODED) + 200
    assert b"secret" not in sender.message(ENCODED, enclosed=True)
    message = msgspec.msgpack.decode(sender.message(ENCODED), type=Message)
    assert message.submission == SUBMISSION


@pytest.mark.parametrize("error", [RuntimeError("broken"), SandboxError("bubblewrap is missing")])
def test_a_failure_of_the_grader_comes_back_in_words(error: Exception) -> None:
    def fails(*_: object) -> Report:
        raise error

    assert answer(Sender(PART, COURSE, {}).message(ENCODED, True), fails).failed == f"{type(error).__name__}: {error}"


def test_code_that_differs_from_the_drivers_grades_nothing_and_says_what_differs() -> None:
    depends = dependencies_of(PART, COURSE)
    for word in ("the grading code", "library versions", "hidden tests, references or mistakes"):
        other = Sender(PART, COURSE, {**depends, word: "other"})
        said = msgspec.msgpack.decode(grade_message(other.message(ENCODED, True)), type=Answer)
        assert said.report is None
        assert said.failed == f"GraderError: {word} differ from the driver's: bring this checkout up to date"
        assert answer(other.message(ENCODED)).lacking, "a brief that was refused is not kept"


def test_a_report_on_what_failed_gives_no_item_a_score() -> None:
    report = Sender(PART, COURSE, {}).failed("why")
    assert [(item.grade_id, item.score, item.verdict) for item in report.items] == [
        ("double", None, Verdict.GRADER_ERROR)
    ]
    assert not report.lasting
