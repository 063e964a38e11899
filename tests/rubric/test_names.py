"""Anonymous names tell nothing, and are the same each time."""

import pytest

from autograder.config import Course
from autograder.errors import GraderError
from autograder.rubric import names
from autograder.rubric.names import anonymous_name, names_of

COURSE = Course("course", {}, grading_seed=1)


def test_a_name_is_the_same_each_time_and_different_for_each_student():
    class_ = [f"student{number}" for number in range(2000)]
    shown = names_of(class_, COURSE)
    assert list(shown.values()) == class_
    assert shown == names_of(class_, COURSE)
    assert all(name.startswith("anon-") and "student" not in name for name in shown)


def test_a_name_cannot_be_computed_without_the_seed():
    other = Course("course", {}, grading_seed=2)
    assert anonymous_name("ada", COURSE) != anonymous_name("ada", other)


def test_two_students_with_one_name_are_refused(monkeypatch):
    monkeypatch.setattr(names, "_LETTERS", 1)
    with pytest.raises(GraderError, match="the same anonymous name: export with --names"):
        names_of([f"student{number}" for number in range(100)], COURSE)
