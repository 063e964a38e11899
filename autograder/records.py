"""The records that travel through the pipeline: frozen, plain, and encodable by msgspec."""

from __future__ import annotations

import enum
from typing import Any

import msgspec


class Verdict(enum.StrEnum):
    """Outcome of a test case or an item, from best to worst; ``MANUAL`` waits for a person."""

    PASSED = "passed"
    MANUAL = "manual"
    SKIPPED = "skipped"
    FAILED = "failed"
    ERROR = "error"
    TIMED_OUT = "timed_out"
    KILLED = "killed"
    GRADER_ERROR = "grader_error"

    @property
    def severity(self) -> int:
        """Rank of this verdict; the worst of an item's test cases is the item's verdict."""
        return list(Verdict).index(self)


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all records: frozen, and strict about what it reads."""


class Item(Record, frozen=True):
    """A graded unit of a part. ``points`` is the maximum; ``manual`` items are graded by a person.

    ``refuses`` names what may not be used while the item is called: ``torch``, or ready-made layers of it.
    """

    grade_id: str
    points: float
    manual: bool = False
    uses: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()


class Part(Record, frozen=True):
    """One notebook of an assignment, as the grader needs it.

    ``starters`` maps each solution cell's grade_id to the source that students receive; ``given`` are the sources of
    all other code cells that they receive, but for graded ones;
    ``refuses`` lists top-level modules that student code may not import, and, by dotted names, ready-made
    layers that it may not use while an item is called;
    ``support_files`` are the public files released beside the notebook; ``hands_in`` names the files that
    students may hand in beside theirs; ``personal`` parts draw numbers for each student, so that they can only be
    graded for a student who is known.
    """

    name: str
    assignment: str
    items: tuple[Item, ...]
    starters: dict[str, str]
    refuses: tuple[str, ...] = ()
    support_files: dict[str, bytes] = {}
    hands_in: tuple[str, ...] = ()
    personal: bool = False
    given: tuple[str, ...] = ()

    @property
    def max_score(self) -> float:
        return round(sum(item.points for item in self.items), 2)

    @property
    def hidden_modules(self) -> tuple[str, ...]:
        """What is out of sight of student code altogether."""
        return tuple(name for name in self.refuses if "." not in name)

    def refused_in(self, grade_id: str) -> tuple[str, ...]:
        """What may not be used while this item is called."""
        own = next((item.refuses for item in self.items if item.grade_id == grade_id), ())
        return (*(name for name in self.refuses if "." in name), *own)


class Cell(Record, frozen=True):
    """A cell of a submission; ``item`` is the grade_id of the item whose answer it is, or None."""

    source: str
    item: str | None = None
    code: bool = True


class Submission(Record, frozen=True):
    """What a student handed in for one part: untrusted text, and nothing else.

    ``files`` were handed in beside the notebook; ``unread`` says of others why they could not be read.
    ``missing`` lists items without an answer cell; ``notes`` says what was healed on reading.
    """

    part: str
    cells: tuple[Cell, ...]
    student_id: str = ""
    files: dict[str, bytes] = {}
    unread: dict[str, str] = {}
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class TestResult(Record, frozen=True):
    """Result of one hidden test. ``sentence`` is its docstring; ``message`` teaches what failed.

    ``credit`` is the share of its weight that a failed test earns all the same.
    """

    __test__ = False  # not a pytest class

    name: str
    sentence: str
    weight: float
    verdict: Verdict
    message: str | None = None
    credit: float = 0.0


class ItemReport(Record, frozen=True):
    """What one item earned. ``score`` is None while a person has to decide."""

    grade_id: str
    points: float
    score: float | None
    verdict: Verdict
    carried: bool = False
    hint: str | None = None
    tests: tuple[TestResult, ...] = ()


class Report(Record, frozen=True):
    """What one notebook earned.

    ``outputs`` maps a cell's position in ``Submission.cells`` to nbformat outputs, for people to read.
    ``rushed``: a wall-clock limit was met, so that another run may tell otherwise. ``flags`` says what a person
    should look at; it costs nothing, and students do not read it.
    """

    notebook: str
    items: tuple[ItemReport, ...]
    notes: tuple[str, ...] = ()
    outputs: dict[int, list[dict[str, Any]]] = {}
    isolation: str = ""
    rushed: bool = False
    flags: tuple[str, ...] = ()

    @property
    def lasting(self) -> bool:
        """Whether grading the same again would give the same: nothing that the grader or the load decided."""
        return not self.rushed and self.verdict is not Verdict.GRADER_ERROR

    @property
    def score(self) -> float:
        return round(sum(item.score or 0.0 for item in self.items), 2)

    @property
    def max_score(self) -> float:
        return round(sum(item.points for item in self.items), 2)

    @property
    def verdict(self) -> Verdict:
        return worst(item.verdict for item in self.items)

    def public(self) -> dict[str, Any]:
        """The documented JSON object of ``autograder grade --json``."""
        return {
            "notebook": self.notebook,
            "score": self.score,
            "max_score": self.max_score,
            "items": msgspec.to_builtins(self.items),
        }


def worst(verdicts: Any) -> Verdict:
    """The most severe of some verdicts; ``PASSED`` if there are none."""
    return max(verdicts, key=lambda verdict: verdict.severity, default=Verdict.PASSED)
