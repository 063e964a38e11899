"""What a batch did, as records: one outcome for each student, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import shorten

from autograder.handed_in.folder import NOT_HANDED_IN
from autograder.records import Record, Report, Verdict

#: Of a message of the grader, so many characters go into the summary.
MAX_MESSAGE = 200
#: From the most to the least urgent.
OUTCOMES = ("grader_error", "refused", "unusable", "flagged", "missing", "healed", "needs_grading", "graded")


class StudentOutcome(Record, frozen=True):
    """What became of one student's assignment. ``outcome`` is one word of ``OUTCOMES``."""

    student_id: str
    outcome: str
    score: float | None
    max_score: float
    notes: tuple[str, ...] = ()


class Change(Record, frozen=True):
    """The score of a part before and after; None where there was none, or where the grader could not decide.

    ``items`` holds those items whose score moves, with both scores; ``why`` says what had changed.
    """

    student_id: str
    part: str
    before: float | None
    after: float | None
    max_score: float
    items: dict[str, tuple[float | None, float | None]] = {}
    why: str = ""

    @property
    def moves(self) -> bool:
        return self.before != self.after or bool(self.items)


class BatchSummary(Record, frozen=True):
    """What a batch did: ``graded`` notebooks, ``known`` ones whose reports were at hand, ``unchanged`` students.

    ``notices`` are for whoever started it. ``changes`` are all scores before and after, of a dry run.
    """

    assignment: str
    students: tuple[StudentOutcome, ...]
    graded: int = 0
    known: int = 0
    unchanged: int = 0
    notices: tuple[str, ...] = ()
    changes: tuple[Change, ...] | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many students had each outcome; outcomes that nobody had are left out."""
        found = [student.outcome for student in self.students]
        return {outcome: found.count(outcome) for outcome in OUTCOMES if outcome in found}

    @property
    def needs_attention(self) -> tuple[StudentOutcome, ...]:
        """Students that a person should look at, the most urgent first."""
        urgent = [student for student in self.students if student.outcome not in ("graded", "needs_grading")]
        return tuple(sorted(urgent, key=lambda student: (OUTCOMES.index(student.outcome), student.student_id)))

    @property
    def exit_status(self) -> int:
        return 3 if "grader_error" in self.counts else 0


def outcome_of(reports: Sequence[Report], unusable: Iterable[str], notes: Sequence[str], problem: str | None) -> str:
    """The word for what became of a student: the most urgent that fits."""
    verdicts = {item.verdict for report in reports for item in report.items}
    if problem or Verdict.GRADER_ERROR in verdicts:
        return "grader_error"
    reasons = list(unusable)
    if not all(reason.endswith(NOT_HANDED_IN) for reason in reasons):
        return "unusable"
    if any(report.flags for report in reports):
        return "flagged"
    if reasons:
        return "missing"
    if notes:
        return "healed"
    return "needs_grading" if Verdict.MANUAL in verdicts else "graded"


def why_undecided(report: Report) -> list[str]:
    """In one line, what the first test said that the grader could not decide; nothing if the report's notes do."""
    for item in report.items:
        if item.verdict is Verdict.GRADER_ERROR:
            said = [test.message for test in item.tests if test.verdict is Verdict.GRADER_ERROR and test.message]
            if said:
                return [f"{item.grade_id}: {shorten(said[0], MAX_MESSAGE, placeholder=' …')}"]
            if not report.notes:
                return [f"the grader could not decide {item.grade_id}"]
    return []


def scores_of(report: Report) -> dict[str, float | None]:
    """What each item earned that the grader decides; None where it could not."""
    return {item.grade_id: item.score for item in report.items if item.verdict is not Verdict.MANUAL}


def total(scores: Mapping[str, float | None]) -> float | None:
    """The sum of some items' scores; None if one of them has no score."""
    known = [score for score in scores.values() if score is not None]
    return round(sum(known), 2) if len(known) == len(scores) else None
