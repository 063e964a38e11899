"""A slip is a wrong formula for one answer; as a mistake it is the reference but for that answer."""

from types import SimpleNamespace

import pytest

from autograder.judge import slips
from autograder.judge.slips import load_slips, result_of, slips_of

REFERENCE = SimpleNamespace(numbers={"side": 3}, box=lambda: {"area": 9, "volume": 27})
slip = slips_of(REFERENCE)


@slip("box", "volume")
def height_forgotten(area):
    """It is the area.
    What is missing?"""
    return area


def test_a_formula_reads_numbers_and_answers_by_name():
    assert result_of(lambda volume, side: volume / side, {"side": 3, "area": 9, "volume": 27}) == 9
    with pytest.raises(KeyError):
        result_of(lambda weight: weight, {"side": 3})


def test_a_slip_is_a_mistake_in_one_answer_with_its_docstring_as_hint():
    assert height_forgotten() == {"area": 9, "volume": 9}
    assert height_forgotten.mistake == ("box", "It is the area. What is missing?", True)
    found = height_forgotten.slip
    assert (found.item, found.answer, found.hint) == ("box", "volume", "It is the area. What is missing?")


def test_slips_of_a_part_are_those_of_its_files_in_order(monkeypatch):
    modules = {"a": SimpleNamespace(one=height_forgotten, other=len), "b": SimpleNamespace(two=height_forgotten)}
    monkeypatch.setattr(slips, "mistake_files", lambda part, house: tuple(modules))
    monkeypatch.setattr(slips, "import_file", lambda path, package: modules[path])
    assert [one.answer for one in load_slips("boxes")] == ["volume", "volume"]


def test_a_part_without_such_files_has_none():
    assert load_slips("no_such_part") == ()
