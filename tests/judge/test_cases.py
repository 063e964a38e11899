"""Cases are kept exactly, and everyone meets them as they were drawn, whatever a test or a submission does to them."""

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.judge import item
from autograder.judge.cases import NotRecordable, body_of, decode_case, draw_cases, encode_case, replaced_body
from autograder.judge.collection import seed_test
from autograder.judge.strategies import CellCase
from autograder.protocol.values import Generator, with_gaps


class Inner(msgspec.Struct):
    xs: list[int | None]


class Outer(msgspec.Struct, frozen=True):
    inner: Inner
    table: dict


def again(value):
    return decode_case(encode_case({"value": value}))["value"]


def make(strategy=hnp.arrays(float, 3, elements=st.floats(0, 1))):
    @item("f", examples=9)
    @given(x=strategy)
    def test(student, x):
        """S."""
        raise AssertionError("never run while drawing")

    return test


def drawn(test, seed=1):
    seed_test(test, seed)
    return draw_cases(test)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        -0.0,
        "ü\n",
        [1, [2.5, None]],
        (1, (), [()]),
        {"b": 1, "a": {3: (4,)}},
        Generator(17),
        [Generator(1), {"g": Generator(2)}],
        Outer(Inner([None, 4]), {"x": (1, 2)}),
    ],
)
def test_plain_data_generators_and_records_come_back_as_they_were(value):
    found = again(value)
    assert found == value
    assert type(found) is type(value)
    assert repr(found) == repr(value)


@pytest.mark.parametrize("layout", [np.ascontiguousarray, np.asfortranarray, with_gaps])
@pytest.mark.parametrize("dtype", ["float64", "float32", "int8", "bool", "complex128"])
def test_arrays_come_back_with_dtype_shape_and_layout(layout, dtype):
    array = layout(np.arange(12).reshape(3, 4).astype(dtype))
    found = again(array)
    assert np.array_equal(found, array)
    assert (found.dtype, found.shape, found.strides) == (array.dtype, array.shape, array.strides)
    assert not found.flags.writeable


def test_numbers_of_numpy_and_tensors_come_back():
    assert type(again(np.float32(1.5))) is np.float32
    found = again(torch.arange(6.0).reshape(2, 3))
    assert torch.equal(found, torch.arange(6.0).reshape(2, 3))
    assert np.isnan(again(np.array([np.nan])))[0]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (2**70, "value is an int beyond 64 bits"),
        (np.random.default_rng(1), "value is an object of type Generator"),
        ([len], r"value\[0\] is an object of type builtin_function_or_method"),
        ({"a": {1}}, r"value\['a'\] is an object of type set"),
        (CellCase(len, None, {}, None), "value.xt is an object of type"),
        (type("Word", (str,), {})("x"), "value is of the type Word"),
        (np.array([None]), "value is an array of object"),
    ],
)
def test_what_is_not_plain_data_is_named_with_its_place(value, said):
    with pytest.raises(NotRecordable, match=said):
        encode_case({"value": value})


def test_only_records_are_made_from_bytes():
    case = encode_case({"value": Inner([])}).replace(b"Inner", b"again")
    with pytest.raises(NotRecordable, match="is no record"):
        decode_case(case)


def test_cases_are_the_same_in_every_drawing():
    assert len(drawn(make())) == 9
    assert drawn(make()) == drawn(make())


def test_another_seed_draws_other_cases():
    assert drawn(make()) != drawn(make(), seed=2)


def test_no_test_can_change_a_case_for_the_next_submission():
    case = encode_case({"outer": Outer(Inner([1]), {"x": np.ones(2), "t": torch.ones(2)})})
    mine = decode_case(case)["outer"]
    mine.inner.xs[0], mine.table["t"][0], mine.table["new"] = 2, 5, 3
    with pytest.raises(ValueError, match="read-only"):
        mine.table["x"][0] = 2
    theirs = decode_case(case)["outer"]
    assert theirs.inner.xs == [1]
    assert {name: value.tolist() for name, value in theirs.table.items()} == {"x": [1.0, 1.0], "t": [1.0, 1.0]}


def test_only_what_the_strategies_accept_is_a_case():
    def even(n):
        assume(n % 2 == 0)
        return n

    numbers = [decode_case(case)["x"] for case in drawn(make(st.integers(0, 50).filter(lambda n: n > 9).map(even)))]
    assert numbers
    assert all(n > 9 and n % 2 == 0 for n in numbers)


def test_a_test_without_strategies_has_one_case():
    assert [decode_case(case) for case in draw_cases(lambda student: None)] == [{}]


def test_edges_follow_what_is_drawn():
    test = make(st.integers(0, 50))
    seed_test(test, 1)
    edges = [{"x": -1}, {"x": -2}]
    assert draw_cases(test, edges) == (*draw_cases(test), *map(encode_case, edges))


def test_a_replaced_body_is_put_back_also_after_an_exception():
    test = make()
    seed_test(test, 1)
    body = body_of(test)
    with pytest.raises(ZeroDivisionError), replaced_body(test, lambda **kwargs: 1 / 0):
        test(student=None)
    assert body_of(test) is body
