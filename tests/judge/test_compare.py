"""Types, shapes and dtypes are checked before values; tolerance accepts float32 and nothing that is wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.judge.compare import (
    WrongAnswer,
    check_array,
    check_close,
    check_unchanged,
    entries,
    same,
    unpack,
)
from autograder.protocol.values import Opaque

WANT = np.array([[1.0, -2.0, 0.5], [0.1, 3.0, 0.0]])


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_the_right_values_pass_in_every_float_precision(kind):
    check_close("a", WANT.astype(kind), WANT)
    check_close("a", np.asfortranarray(WANT.astype(kind)), WANT)


@given(st.integers(0, 2**32), st.floats(1e-2, 1e3))
def test_float32_arithmetic_is_right_everywhere(seed, scale):
    generator = np.random.default_rng(seed)
    left, right = generator.normal(0, scale, (5, 6)), generator.normal(0, 1, (6, 7))
    check_close("a", left.astype(np.float32) @ right.astype(np.float32), left @ right)


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (None, "a is None"),
        (Opaque("an object of type Tensor"), "an object of type Tensor"),
        (WANT.tolist(), "a is a list"),
        (1.0, "a is a float"),
        (WANT.astype(int), "dtype int64"),
        (WANT > 0, "dtype bool"),
        (WANT + 0j, "dtype complex128"),
        (WANT.T, r"shape \(3, 2\); it should be \(n, m\) = \(2, 3\)"),
        (WANT[None], r"shape \(1, 2, 3\)"),
        (np.where(WANT == 3, np.nan, WANT), r"a\[1, 1\] is nan"),
        (np.where(WANT == 3, np.inf, WANT), r"a\[1, 1\] is inf"),
        (np.zeros_like(WANT), r"a\[1, 1\] is 0; it should be 3 \(5 of 6 entries differ\)"),
        (WANT + np.array([[0, 0, 0], [0, 0, 4e-4]]), r"a\[1, 2\] is 0.0004; it should be 0 \(1 of 6"),
    ],
)
def test_what_is_wrong_is_said(got, said):
    with pytest.raises(WrongAnswer, match=said):
        check_close("a", got, WANT, "(n, m)")


def test_not_a_number_never_equals_anything():
    with pytest.raises(WrongAnswer):
        check_close("a", np.full(2, np.nan), np.full(2, np.nan))


def test_an_array_with_no_entries_needs_its_shape_only():
    check_close("a", np.zeros((0, 3)), np.zeros((0, 3)))


def test_a_number_will_do_where_a_number_is_wanted():
    for number in (1.5, np.float64(1.5), np.float32(1.5), np.array(1.5)):
        check_close("loss", number, 1.5)
    with pytest.raises(WrongAnswer):
        check_close("loss", True, 1.0)


def test_a_usable_array_is_handed_back():
    assert check_array("a", WANT, (2, 3)) is WANT


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (np.zeros(2), np.zeros(2), True),
        (np.zeros(2), np.zeros(2, np.float32), False),
        (np.zeros((1, 2)), np.zeros(2), False),
        (np.array([np.nan]), np.array([np.nan]), True),
        ((1, [2.0]), (1, [2.0]), True),
        ((1,), [1], False),
        ({"a": 1}, {"a": 1}, True),
        ({"a": 1}, {"b": 1}, False),
        (True, 1, False),
        (Opaque("x"), Opaque("x"), False),
        (float("nan"), float("nan"), True),
        ("a", "b", False),
    ],
)
def test_sameness_is_exact(left, right, equal):
    assert same(left, right) is equal


def test_a_changed_argument_is_named():
    check_unchanged("x", WANT, WANT.copy())
    with pytest.raises(WrongAnswer, match="changed its argument x"):
        check_unchanged("x", WANT, WANT + 1)


def test_tuples_and_lists_unpack_alike():
    assert unpack("f", (1, 2), "a", "b") == unpack("f", [1, 2], "a", "b")


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (None, "returned None; it should return"),
        ((1,), "returned 1 values; it should return 2"),
        (WANT, "an array of shape"),
    ],
)
def test_other_results_do_not_unpack(got, said):
    with pytest.raises(WrongAnswer, match=said):
        unpack("f", got, "a", "b")


def test_a_dict_must_have_its_keys():
    assert entries("f", {"dx": 1, "more": 2}, ["dx"])["dx"] == 1
    with pytest.raises(WrongAnswer, match="without 'da0'; it has dx"):
        entries("f", {"dx": 1}, ["dx", "da0"])
    with pytest.raises(WrongAnswer, match="should return a dict"):
        entries("f", [1], ["dx"])
