"""A made-up class seats every sample once, and hides no outcome behind another."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from autograder.sample_class.classmates import Classmate, classmates
from autograder.sample_class.samples import Sample


def sample(part: str, name: str, outcome: str = "graded", **more: object) -> Sample:
    notebook = {"cells": [{"cell_type": "code", "metadata": {}, "source": 'student_id = "THE_STUDENT"\n'}]}
    made = Sample(part, "rnn", "partial", name, "Made up.", {}, outcome, notebook, f"{part}.ipynb")
    return msgspec.structs.replace(made, **more)


def names(students: list[Classmate]) -> list[list[str]]:
    return [[sample.name for sample in student.samples] for student in students]


def test_a_student_hands_in_one_sample_of_each_part() -> None:
    found = classmates([sample("a", "one"), sample("a", "two"), sample("b", "three"), sample("b", "four")])
    assert names(found) == [["one", "three"], ["two", "four"]]
    assert [student.student_id for student in found] == ["student-1", "student-2"]


@pytest.mark.parametrize(
    "unusual", [{"outcome": "healed"}, {"files": {"numpy.py": b""}}, {"links": {"data": "/"}}], ids=str
)
def test_nobody_has_two_unusual_samples(unusual: dict[str, object]) -> None:
    found = classmates([sample("a", "odd", outcome="flagged"), sample("b", "other", **unusual), sample("b", "usual")])
    assert names(found) == [["odd", "usual"], ["other"]]


def test_a_file_of_the_part_itself_is_usual() -> None:
    found = classmates([sample("a", "odd", outcome="flagged"), sample("b", "own", files={"b_predictions.csv": b""})])
    assert names(found) == [["odd", "own"]]


def test_assignments_are_handed_in_by_different_students() -> None:
    assert names(classmates([sample("a", "one"), sample("b", "two", assignment="other")])) == [["one"], ["two"]]


def test_every_sample_of_a_large_class_is_handed_in_once() -> None:
    made = [sample(part, f"{part}{place}") for part, count in (("a", 12), ("b", 3), ("c", 7)) for place in range(count)]
    found = classmates(made)
    assert Counter(name for own in names(found) for name in own) == Counter(one.name for one in made)
    assert len(found) == 12
    assert [len(student.student_id) for student in found] == [len("student-01")] * 12


def test_the_most_urgent_outcome_is_expected() -> None:
    graded, healed = sample("a", "one"), sample("b", "two", outcome="healed")
    assert Classmate("s", (graded, healed)).may_come_to(["a", "b"]) == {"healed"}
    assert Classmate("s", (graded, healed)).may_come_to(["a", "b", "c"]) == {"missing"}
    assert Classmate("s", (graded,)).may_come_to(["a"]) == {"graded", "needs_grading"}


def test_all_is_written_below_one_id_and_signed_with_it(tmp_path: Path) -> None:
    Classmate("student-7", (sample("a", "one"), sample("b", "two"))).write(tmp_path)
    files = sorted(tmp_path.rglob("*.*"))
    assert [str(path.relative_to(tmp_path)) for path in files] == ["student-7/rnn/a.ipynb", "student-7/rnn/b.ipynb"]
    assert all('student_id = \\"student-7\\"' in path.read_text() for path in files)
