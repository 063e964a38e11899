"""``grade_message``: a notebook in, its report out, as bytes: what a batch has its processes and machines do.

What all notebooks of a part share is its brief: the part, the course, the recorded cases, and digests of the
code that should grade it. A message names the brief; a process that does not know it says so, and is sent the
same message with the brief in it. So nothing but bytes is shared, and what differs from the driver refuses.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from autograder.config import HOUSE, Course
from autograder.dependencies import grading_code, libraries, part_files
from autograder.errors import GraderError
from autograder.keys import dependencies_of
from autograder.records import ItemReport, Part, Record, Report, Submission, Verdict

Grade = Callable[[Submission, Part, Course], Report]


class Brief(Record, frozen=True):
    """What the notebooks of a part share. ``depends`` must be the same where the grading is done."""

    part: Part
    course: Course
    depends: dict[str, str]
    recording: bytes = b""


class Message(Record, frozen=True):
    """One notebook to grade; ``enclosed`` is the brief, for a process that does not have it."""

    brief: str
    submission: Submission
    enclosed: bytes = b""


class Answer(Record, frozen=True):
    """A report, or in words why there is none; ``lacking``: send the message again, with its brief."""

    report: Report | None = None
    failed: str = ""
    lacking: bool = False


_briefs: dict[str, Brief] = {}
#: A process grades one notebook at a time: the judge and Hypothesis keep state of their own.
_one_at_a_time = threading.Lock()


def grade_message(message: bytes, grade: Grade | None = None) -> bytes:
    """The answer to a message, encoded. Raises nothing that a submission or the grader did: it is in the answer."""
    with _one_at_a_time:
        return msgspec.msgpack.encode(_answer(msgspec.msgpack.decode(message, type=Message), grade))


def _answer(message: Message, grade: Grade | None) -> Answer:
    try:
        if message.enclosed:
            _receive(message.brief, message.enclosed, grade is None)
        brief = _briefs.get(message.brief)
        if brief is None:
            return Answer(lacking=True)
        if grade is None:
            # imported where it is needed: who only sends messages needs neither judge nor sandbox
            from autograder.grading import grade as grade_in_sandbox

            grade = grade_in_sandbox
        return Answer(grade(message.submission, brief.part, brief.course))
    except Exception as error:  # whatever it is, it is ours, and must not cost the other students
        return Answer(failed=f"{type(error).__name__}: {error}")


def _receive(digest: str, content: bytes, checked: bool) -> None:
    brief = msgspec.msgpack.decode(content, type=Brief)
    if checked:
        own = dependencies_of(brief.part, brief.course)
        different = [name for name in brief.depends if own.get(name) != brief.depends[name]]
        if different:
            raise GraderError(f"{', '.join(different)} differ from the driver's: bring this checkout up to date")
        from autograder.judge.recording import cases_digest, remember

        remember(cases_digest(brief.part.name, brief.course.grading_seed), brief.recording)
    _briefs[digest] = brief


def unfitness(parts: tuple[str, ...], depends: Mapping[str, str], isolation: str) -> str:
    """Why this process would not grade as the driver does, whose words and digests are given; empty if it would."""
    different = [word for word, digest in files_of_grading(parts).items() if depends.get(word) != digest]
    if different:
        return f"{', '.join(different)} differ from the driver's"
    from autograder.sandbox.isolation import require_isolation

    try:
        require_isolation(isolation)
    except GraderError as error:
        return str(error)
    return ""


def files_of_grading(parts: tuple[str, ...]) -> dict[str, str]:
    """Digests of the files that must be the same wherever these parts are graded, by what they are."""
    own = {f"hidden tests, references or mistakes of {part}": part_files(part) for part in parts}
    return {"the grading code": grading_code(), "library versions": libraries(), **own}


class Sender:
    """The driver's side of a part: makes messages and reads answers."""

    def __init__(self, part: Part, course: Course, depends: Mapping[str, str], recording: bytes = b"") -> None:
        self.part = part
        # where the gradebook is, password included, is no business of who grades
        course = msgspec.structs.replace(course, db_url=None)
        self.content = msgspec.msgpack.encode(Brief(part, course, dict(depends), recording))
        self.digest = hashlib.sha256(self.content).hexdigest()

    def message(self, submission: bytes, enclosed: bool = False) -> bytes:
        """The message for an encoded submission."""
        raw = msgspec.Raw(submission)
        fields = {"brief": self.digest, "submission": raw, "enclosed": self.content if enclosed else b""}
        return msgspec.msgpack.encode(fields)

    def failed(self, why: str) -> Report:
        """A report for a notebook that could not be graded: no item has a score."""
        items = tuple(ItemReport(item.grade_id, item.points, None, Verdict.GRADER_ERROR) for item in self.part.items)
        return Report(self.part.name, items, notes=(f"the grader failed: {why}",))


def recorded_for(part: Part, course: Course, house: Path = HOUSE) -> bytes:
    """The recorded cases of a part, drawn now if need be. Raises ConfigError."""
    from autograder.judge.recording import recorded

    return recorded(part.name, course.grading_seed, house)
