"""A made-up class: students who each hand in at most one sample of every part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from autograder.batch.outcomes import OUTCOMES
from autograder.records import Record
from autograder.sample_class.samples import Sample


class Classmate(Record, frozen=True):
    """A made-up student and what they hand in, in one assignment."""

    student_id: str
    samples: tuple[Sample, ...]

    def write(self, submitted: Path) -> None:
        """Hand everything in below ``submitted``."""
        for sample in self.samples:
            sample.write(submitted, self.student_id)

    def may_come_to(self, parts: Sequence[str]) -> set[str]:
        """The words of ``OUTCOMES`` that a batch may have for this student: the most urgent of all that is so."""
        outcomes = {sample.outcome for sample in self.samples}
        if {sample.part for sample in self.samples} < set(parts):
            outcomes.add("missing")
        worst = min(outcomes, key=OUTCOMES.index)
        return {worst, "needs_grading"} if worst == "graded" else {worst}


def classmates(samples: Iterable[Sample]) -> list[Classmate]:
    """As few students as can hand in all these samples, if nobody has two unusual ones: each keeps its own outcome.

    A sample is unusual if a batch has another word for it than ``graded``, or if something lies beside its notebook
    that might concern the other notebooks.
    """
    desks: list[list[Sample]] = []
    for sample in samples:
        desk = next((desk for desk in desks if _sits_well(sample, desk)), None)
        if desk is None:
            desks.append(desk := [])
        desk.append(sample)
    width = len(str(len(desks)))
    return [Classmate(f"student-{number:0{width}}", tuple(desk)) for number, desk in enumerate(desks, 1)]


def _sits_well(sample: Sample, desk: Sequence[Sample]) -> bool:
    if any(other.part == sample.part or other.assignment != sample.assignment for other in desk):
        return False
    return not (_unusual(sample) and any(map(_unusual, desk)))


def _unusual(sample: Sample) -> bool:
    own = re.compile(rf"{sample.part}[^/]*")
    beside = [*sample.files, *sample.links]
    return sample.outcome != "graded" or not all(own.fullmatch(name) for name in beside)
