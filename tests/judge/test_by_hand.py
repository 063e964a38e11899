"""Answers worked by hand: the true one counts, and the one that follows from an earlier slip; trivial ones do not."""

from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from autograder.judge.by_hand import Count, Number, Shape, Sheet, number
from autograder.judge.compare import WrongAnswer
from autograder.judge.slips import Slip
from autograder.protocol.values import unwrap, wrap

NUMBERS = {"side": 3, "depth": 0.5, "B": 4, "T": 9}
SHEET = Sheet(
    "box",
    area=(Number(1e-3, trivial=(1.0,)), lambda side: side**2),
    volume=(Number(1e-3), lambda area, depth: area * depth),
    inverse=(Number(1e-3), lambda volume: 1 / (volume - 1)),
    tiles=(Count(), lambda area: round(area) * 2),
    shape=(Shape("B", "T"), lambda B, T: (B, T)),
    turned=(Shape("B", "T"), lambda shape: shape[::-1], lambda shape: shape[1:]),
)
TRUTH = {"area": 9, "volume": 4.5, "inverse": 1 / 3.5, "tiles": 18, "shape": (4, 9), "turned": (9, 4)}


def judged(name, slips=(), **answers):
    """None if the answer counts, else the message."""
    student = SimpleNamespace(id="ada", box=lambda: SimpleNamespace(value={**TRUTH, **answers}))
    try:
        SHEET.check(student, NUMBERS, name, slips)
    except WrongAnswer as wrong:
        return str(wrong)
    return None


def test_the_sheet_knows_the_truth_and_which_numbers_it_takes():
    assert SHEET.truth(NUMBERS) == TRUTH
    assert SHEET.numbers == ["side", "depth", "B", "T"]


@pytest.mark.parametrize("name", TRUTH)
def test_true_answers_count(name):
    assert judged(name) is None


def test_a_wrong_answer_is_told_with_the_true_one_and_the_students_numbers():
    said = judged("area", area=6)
    assert said == "area is 6; it should be 9. The numbers of 'ada' are side = 3, depth = 0.5, B = 4, T = 9."


SLIPS = (
    Slip("box", "volume", lambda area: area, "It is flat."),
    Slip("box", "volume", lambda side: side / 3, "It is a line."),
    Slip("box", "volume", lambda side: side**2 / 9, "It is a thin square."),
    Slip("box", "inverse", lambda volume: 1 / (volume - 4.5), "It is turned."),
    Slip("box", "area", lambda side: side, "It is a line."),
    Slip("bag", "volume", lambda side: 7.0, "It is another exercise."),
)


def test_a_wrong_answer_that_one_known_slip_gives_comes_with_its_hint():
    assert "it should be 4.5. It is flat. The numbers" in judged("volume", SLIPS, volume=9)
    assert "it should be 4.5. It is flat. The numbers" in judged("volume", SLIPS, area=6, volume=6), "from an own slip"
    assert "it should be 9. It is a line." in judged("area", SLIPS, area=3)


def test_no_hint_is_shown_for_what_two_slips_give_or_none_or_one_of_another_exercise():
    for value in (1, 8, 7):
        assert judged("volume", SLIPS, volume=value).startswith(f"volume is {value}; it should be 4.5. The numbers")


def test_a_slip_that_cannot_be_worked_out_with_these_numbers_is_none():
    assert judged("inverse", SLIPS, inverse=5) is not None


def test_what_follows_from_a_slip_counts_and_so_does_the_truth_beside_it():
    assert judged("volume", area=6, volume=3) is None
    assert judged("volume", area=6, volume=4.5) is None
    assert judged("volume", area=6, volume=5) is not None


def test_a_slip_is_followed_through_several_answers():
    assert judged("inverse", area=6, volume=3, inverse=0.5) is None
    assert judged("turned", shape=(9, 4), turned=(4, 9)) is None


def test_another_way_to_the_answer_counts():
    assert judged("turned", shape=(4, 9), turned=(9,)) is None


def test_two_slips_are_followed_together_not_one_by_one():
    assert judged("inverse", area=6, volume=2, inverse=1.0) is None
    assert judged("inverse", area=6, volume=2, inverse=0.5) is not None


def test_nothing_follows_from_answers_that_are_all_the_same():
    same = dict.fromkeys(("area", "volume", "inverse"), 2.0)
    assert judged("volume", **same | {"volume": 1.0}) is None
    everything = {**same, "tiles": 2, "shape": None, "turned": None}
    assert judged("inverse", **everything | {"inverse": 1.0}) is None
    assert judged("tiles", **dict.fromkeys(TRUTH, 4) | {"tiles": 4}) is not None


@pytest.mark.parametrize("area", [0, 0.0, 1, 1.0005])
def test_a_trivial_slip_is_not_followed(area):
    assert judged("volume", area=area, volume=area * 0.5) is not None


@pytest.mark.parametrize("shape", [(), (4, 4), (1, 1), (7, 9)])
def test_a_shape_that_is_none_of_the_models_is_not_followed(shape):
    assert judged("turned", shape=shape, turned=shape[::-1]) is not None


@pytest.mark.parametrize("area", [None, "9", [9], float("nan"), 1e300])
def test_a_slip_that_is_no_number_is_not_followed_and_breaks_nothing(area):
    assert judged("volume", area=area, volume=4.5) is None
    assert judged("volume", area=area, volume=5) is not None


def test_a_slip_on_which_the_formula_fails_breaks_nothing():
    assert judged("inverse", volume=1, inverse=7) == judged("inverse", inverse=7)


def test_zero_never_counts():
    assert judged("volume", volume=0) is not None


@pytest.mark.parametrize("value", [9, 9.0, 9.005, Fraction(9), Decimal("9.00"), np.float32(9), np.int64(9),
                                   np.array(9.0), np.array([9]), torch.tensor(9)])  # fmt: skip
def test_every_kind_of_number_is_read_as_it_comes_out_of_the_sandbox(value):
    assert judged("area", area=unwrap(wrap(value))) is None


@pytest.mark.parametrize(("value", "said"), [
    (None, "without an answer"),
    (True, "a bool"),
    ("9", "a str"),
    ((9,), "a tuple"),
    (9j, "a complex"),
    (np.zeros(2), "an array of shape (2,)"),
    (float("inf"), "finite"),
    (1e13, "moderate"),
])  # fmt: skip
def test_what_is_no_number_is_named(value, said):
    with pytest.raises(WrongAnswer, match="x ") as wrong:
        number("x", value)
    assert said in str(wrong.value)


@pytest.mark.parametrize(("value", "said"), [(17.5, "whole"), (-18, "positive"), (0, "positive")])
def test_a_count_is_whole_and_positive(value, said):
    assert said in judged("tiles", tiles=value)


@pytest.mark.parametrize(("value", "said"), [
    (None, "without an answer"),
    (36, "an int; it should be a tuple"),
    ("(4, 9)", "a str"),
    ((4, 9.5), "shape[1] is 9.5"),
    ((4, None), "shape[1] was left"),
    ((4, (9,)), "shape[1] is a tuple"),
    ((), "should be (4, 9)"),
    ((4,) * 5000, "should be (4, 9)"),
    (np.zeros((2, 2)), "an array of shape (2, 2)"),
])  # fmt: skip
def test_a_wrong_shape_is_named(value, said):
    assert said in judged("shape", shape=value)


@pytest.mark.parametrize("value", [(4, 9), [4, 9], torch.Size([4, 9]), np.array([4, 9]), (np.int32(4), 9.0)])
def test_every_kind_of_shape_is_read(value):
    assert judged("shape", shape=unwrap(wrap(value))) is None


def test_an_answer_that_is_missing_from_the_dict_is_named():
    student = SimpleNamespace(id="ada", box=lambda: SimpleNamespace(value={"area": 9}))
    with pytest.raises(WrongAnswer, match="a dict without 'volume'"):
        SHEET.check(student, NUMBERS, "area")
