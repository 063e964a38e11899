"""A report's key holds everything that it depends on; people read in words what has changed."""

from pathlib import Path

import pytest

from autograder.config import Assignment, Course, Limits
from autograder.errors import ConfigError
from autograder.keys import (
    changes,
    dependencies_of,
    hidden_tests_of,
    report_key,
    require_sound_voids,
    submission_digest,
)
from autograder.records import Cell, Item, Part, Submission

PART = Part("cell", "rnn", (Item("double", 6),), {"double": "..."}, support_files={"a": b"\xff", "b": b""})
COURSE = Course("c", {"rnn": Assignment(("cell", "deep"))}, 1)
SUBMISSION = Submission("cell", (Cell("x", "double"),), "alice", {"data": b"1", "more": b"2"}, (), ("healed",))
TESTS = """
from autograder.judge import item
@item("double", weight=2)
@given(x=1)
def test_doubles(student): "S."
@judge.item("double")
def test_doubles_again(student): "S."
@item("triple")
def test_triples(student): "S."
def helper(): pass
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    folder = tmp_path / "autograder" / "hidden_tests"
    folder.mkdir(parents=True)
    (folder / "test_cell.py").write_text(TESTS)
    (folder / "test_cell__more.py").write_text("@item('triple')\ndef test_more(student): 'S.'")
    return tmp_path


def changed(record, **values):
    fields = {name: getattr(record, name) for name in record.__struct_fields__}
    return type(record)(**(fields | values))


def test_what_is_graded_is_in_the_digest_and_nothing_else() -> None:
    reordered = changed(SUBMISSION, files={"more": b"2", "data": b"1"}, notes=())
    assert submission_digest(reordered) == submission_digest(SUBMISSION)
    others = [
        changed(SUBMISSION, student_id="bob"),
        changed(SUBMISSION, files={}),
        changed(SUBMISSION, files={"data": b"1", "more": b"3"}),
        changed(SUBMISSION, missing=("double",)),
        changed(SUBMISSION, cells=(Cell("x ", "double"),)),
        changed(SUBMISSION, cells=(Cell("x", "double"), Cell("added"))),
        changed(SUBMISSION, cells=(Cell("x", "double", code=False),)),
    ]
    assert len({submission_digest(found) for found in [SUBMISSION, *others]}) == 1 + len(others)


def test_each_thing_that_a_report_depends_on_has_its_word_and_changes_the_key(house: Path) -> None:
    void = {"test_doubles": "unclear"}
    others = {
        "items and points": (changed(PART, items=(Item("double", 7),)), COURSE),
        "released notebook and files": (changed(PART, refuses=("torch",)), COURSE),
        "limits": (PART, changed(COURSE, limits=Limits(call_cpu=1))),
        "grading seed": (PART, changed(COURSE, grading_seed=2)),
        "isolation": (PART, changed(COURSE, isolation="process")),
        "test_doubles voided": (PART, changed(COURSE, voided_tests=void)),
    }
    before = dependencies_of(PART, COURSE, house)
    keys = {report_key("s", before), report_key("t", before)}
    for word, (part, course) in others.items():
        after = dependencies_of(part, course, house)
        assert changes(before, after) == word
        keys.add(report_key("s", after))
    assert len(keys) == 2 + len(others)
    assert changes(dependencies_of(*others["test_doubles voided"], house), before) == "test_doubles counts again"


def test_names_dates_and_the_gradebook_change_no_report(house: Path) -> None:
    moved = changed(COURSE, course_id="d", db_url="postgresql://x", assignments={"rnn": Assignment(("cell",), "2030")})
    assert dependencies_of(PART, moved, house) == dependencies_of(PART, COURSE, house)


def test_voiding_another_parts_test_changes_no_report_of_this_one(house: Path) -> None:
    (house / "autograder/hidden_tests/test_deep.py").write_text("@item('x')\ndef test_deep(student): 'S.'")
    void = changed(COURSE, voided_tests={"test_deep": "unclear"})
    assert changes(dependencies_of(PART, COURSE, house), dependencies_of(PART, void, house)) == ""


def test_tests_are_found_with_their_items_without_importing_them(house: Path) -> None:
    assert hidden_tests_of("cell", house) == {
        "test_doubles": "double",
        "test_doubles_again": "double",
        "test_triples": "triple",
        "test_more": "triple",
    }
    assert hidden_tests_of("unknown", house) == {}


@pytest.mark.parametrize(
    ("voided", "said"),
    [
        (["test_dubles"], "'test_dubles' is no hidden test; mend the name"),
        (["test_doubles", "test_doubles_again"], "'double' has no test left; keep at least one"),
    ],
)
def test_a_void_that_cannot_be_meant_is_refused(house: Path, voided: list[str], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        require_sound_voids(["cell"], changed(COURSE, voided_tests=dict.fromkeys(voided, "why")), house)


def test_a_void_that_leaves_a_test_is_sound(house: Path) -> None:
    require_sound_voids(["cell"], changed(COURSE, voided_tests={"test_doubles": "why", "test_more": "why"}), house)
    require_sound_voids(["cell"], COURSE, house)
