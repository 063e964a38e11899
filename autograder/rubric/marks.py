"""Points by criterion, as the comment that a student reads; and back, so that a later export shows them again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.build.rubrics import Criterion
from autograder.records import Record

_LINE = re.compile(r"- (?P<name>[^:\n]+): (?P<earned>\d+(?:\.\d+)?) of (?P<points>\d+(?:\.\d+)?)(?:\. (?P<why>.*))?")


class Mark(Record, frozen=True):
    """What a person decided on one answer: points for each criterion, in the order of the rubric, and a comment."""

    points: tuple[float, ...]
    said: str = ""

    @property
    def score(self) -> float:
        return round(sum(self.points), 2)


def feedback_comment(criteria: Sequence[Criterion], mark: Mark) -> str:
    """Markdown: a line for each criterion, with its comment where points were lost, then the grader's words."""
    lines = [_line(criterion, earned) for criterion, earned in zip(criteria, mark.points, strict=True)]
    return "\n".join(lines) + (f"\n\n{mark.said}" if mark.said else "")


def mark_of(criteria: Sequence[Criterion], comment: str | None, score: float | None) -> Mark | None:
    """The mark that ``feedback_comment`` made a comment of; None if the comment or the score is not what it wrote."""
    head, _, said = (comment or "").partition("\n\n")
    found = [_LINE.fullmatch(line) for line in head.split("\n")]
    mark = Mark(tuple(float(line["earned"]) for line in found if line), said)
    sound = len(mark.points) == len(criteria) and mark.score == score
    return mark if sound and feedback_comment(criteria, mark) == comment else None


def _line(criterion: Criterion, earned: float) -> str:
    line = f"- {criterion.name.replace('_', ' ')}: {earned:g} of {criterion.points:g}"
    return line if earned >= criterion.points else f"{line}. {criterion.comment}"
