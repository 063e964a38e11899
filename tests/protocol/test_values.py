"""Plain data survives the wire; nothing else gets through."""

import math
from decimal import Decimal
from fractions import Fraction

import msgspec
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.judge.compare import same
from autograder.protocol import values
from autograder.protocol.changes import changes
from autograder.protocol.values import (
    Again,
    Array,
    Dict,
    Generator,
    Handle,
    List,
    NotPlainData,
    Opaque,
    Scalar,
    Tuple,
    unwrap,
    wrap,
)

encoder = msgspec.msgpack.Encoder()
decoder = msgspec.msgpack.Decoder(values.Value)

arrays = hnp.arrays(st.sampled_from(sorted(values.ARRAY_DTYPES)), hnp.array_shapes(min_dims=0, min_side=0, max_side=3))
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text()
plain = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=3) | st.integers(0, 9), inner, max_size=3)
    ),
    max_leaves=8,
)


def over_the_wire(value):
    return unwrap(decoder.decode(encoder.encode(wrap(value))))


@given(plain)
def test_plain_data_comes_back_with_kind_dtype_shape_and_bits(value):
    assert same(over_the_wire(value), value)


def test_fractions_and_decimals_become_floats():
    assert over_the_wire([Fraction(3, 4), Decimal("0.1"), Decimal("inf")]) == [0.75, 0.1, math.inf]


def test_tensors_come_back_as_tensors_without_their_graph():
    tensor = torch.arange(6.0, requires_grad=True).reshape(2, 3)
    back = over_the_wire([tensor, torch.nn.Parameter(torch.ones(2))])
    assert torch.equal(back[0], tensor)
    assert not back[0].requires_grad
    assert torch.equal(back[1], torch.ones(2))


LAYOUTS = {"columns first": np.asfortranarray, "steps first": values.last_axis_outermost, "with gaps": values.with_gaps}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_memory_layout_of_an_argument_arrives(layout):
    array = layout(np.arange(24.0).reshape(2, 3, 4))
    back = over_the_wire(array)
    assert same(back, array)
    assert back.flags.c_contiguous == array.flags.c_contiguous
    assert back.flags.f_contiguous == array.flags.f_contiguous


def test_an_array_that_arrives_may_be_changed_by_the_student():
    for order in "CFST":
        array = unwrap(Array("float64", (2, 2), order, bytes(32)))
        array[0, 0] = 1.0


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        b"bytes",
        10**30,
        1j,
        np.array([None]),
        np.array(["text"]),
        lambda: 1,
        np.datetime64("2026-01-01"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_plain_becomes_a_description(value):
    assert isinstance(over_the_wire(value), Opaque)


def test_subclasses_are_reduced_to_the_plain_kind():
    class AlwaysEqual(float):
        def __eq__(self, other):
            return True

        __hash__ = float.__hash__

    number = over_the_wire(AlwaysEqual(1.5))
    assert type(number) is float
    assert number == 1.5
    assert type(over_the_wire(np.matrix([[1.0, 2.0]]))) is np.ndarray


def test_a_structure_that_is_too_deep_or_too_wide_is_cut_off_when_wrapped():
    deep: list = []
    for _ in range(100_000):
        deep = [deep]
    wide = [0] * (values.MAX_NODES + 10)
    for value in (deep, wide):
        assert "Opaque" in repr(decoder.decode(encoder.encode(wrap(value))))[-2000:]


def test_a_list_that_contains_itself_is_cut_off():
    loop: list = []
    loop.append(loop)
    assert isinstance(over_the_wire(loop), list)


@pytest.mark.parametrize(
    "record",
    [
        Array("float64", (3,), "C", bytes(8)),
        Array("float64", (-1, -1), "C", bytes(8)),
        Array("object", (1,), "C", bytes(8)),
        Array("<M8[ns]", (1,), "C", bytes(8)),
        Array("float64", (2**62, 4), "C", b""),
        Array("float64", (0, 2**62, 2**62), "C", b""),
        Array("float64", (1,) * 40, "C", bytes(8)),
        Array("int8", (0, 2**62), "S", b""),
        Array("int8", (2**62, 0), "F", b""),
        Scalar("float64", b""),
        Handle(1, (0,)),
        Generator(1),
        Dict([(List([]), 1)]),
    ],
    ids=repr,
)
def test_a_record_that_claims_what_cannot_be_is_refused(record):
    with pytest.raises(NotPlainData):
        unwrap(record)


def test_a_record_nested_beyond_the_cap_is_refused():
    value: values.Value = 1
    for _ in range(values.MAX_DEPTH + 5):
        value = Tuple([value])
    with pytest.raises(NotPlainData):
        unwrap(value)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_or_decode_to_plain_data(data):
    try:
        unwrap(decoder.decode(data))
    except (msgspec.DecodeError, NotPlainData, RecursionError, UnicodeDecodeError):
        return


def test_handles_pass_only_from_judge_to_worker():
    assert wrap([Handle(3, ("dx",))], handles=True) == List([Handle(3, ("dx",))])
    assert isinstance(wrap(Handle(3)), Opaque)
    assert unwrap(List([Handle(3)]), resolve=lambda handle: handle.call) == [3]


def test_not_a_number_travels_unharmed():
    assert math.isnan(over_the_wire(float("nan")))


def sent_and_received(value, known=(), mine=()):
    record = decoder.decode(encoder.encode(wrap(value, known=known)))
    return record, values.Unwrapper(known=mine).unwrap(record)


def test_what_occurs_twice_is_sent_once_and_arrives_as_one_thing():
    parameters = {"W": np.ones(300), "b": [1, 2]}
    state = np.zeros(300)
    value = [(state, parameters), (parameters["W"], state, parameters, parameters["b"])]
    record, found = sent_and_received(value)
    assert len(encoder.encode(record)) < 5_000
    assert same(found, value)
    first, second = found
    assert second[0] is first[1]["W"]
    assert second[1] is first[0]
    assert second[2] is first[1]
    assert second[3] is first[1]["b"]


def test_equal_things_that_are_two_arrive_as_two():
    _, (first, second) = sent_and_received([np.ones(2), np.ones(2)])
    assert first is not second


def test_what_the_other_side_has_is_named_by_its_place():
    ours, theirs = {"W": np.ones(2)}, {"W": "as it is there"}
    record, found = sent_and_received((ours, [ours, {}]), known=[{}, ours], mine=["the first", theirs])
    assert record == Tuple([Again(1), List([Again(1), Dict([])])])
    assert found[0] is theirs
    assert found[1][0] is theirs


@given(plain)
def test_numbers_count_the_same_on_both_sides(value):
    """Each entry twice, so that everything in the second half is named by a number of the first."""
    _, found = sent_and_received([value, value])
    assert same(found, over_the_wire([value, value]))


class Words(list):
    """Arrives as a plain list."""


odd = st.builds(Words, st.lists(st.integers(), max_size=2)) | st.sampled_from(
    [len, np.array([None]), 2**80, Fraction(1, 2)]
)


@given(st.data())
def test_whatever_is_shared_arrives_shared_alike(data):
    pool = data.draw(st.lists(plain | odd, min_size=1, max_size=4))
    pool += [[entry, pool[0]] for entry in pool] + [{"a": entry} for entry in pool] + [Words([pool[0]])]
    picked = data.draw(st.lists(st.sampled_from(range(len(pool))), max_size=12))
    value = [pool[number] for number in picked]
    record, found = sent_and_received(value)
    assert repr(found) == repr(over_the_wire(value))
    kinds = (list, dict, np.ndarray)
    for first, one in zip(picked, found, strict=True):
        for second, other in zip(picked, found, strict=True):
            if first == second and isinstance(one, kinds):
                assert one is other
    if "Opaque" not in repr(record):
        assert changes({0: record}, {0: found}) == {}


def test_nothing_is_said_by_number_where_nobody_counts():
    record = wrap([x := np.ones(2), x])
    assert record == List([wrap(x), wrap(x)])
    with pytest.raises(NotPlainData, match="a reference"):
        unwrap(List([wrap(x), Again(1)]))
    with pytest.raises(NotPlainData, match="a reference"):
        unwrap(Again(0), resolve=lambda handle: None)


def test_a_kept_array_cannot_be_written_to_and_is_described_once():
    array = values.keep(np.arange(6.0).reshape(2, 3).T)
    with pytest.raises(ValueError, match="read-only"):
        array[0, 0] = 1
    assert wrap(array) is wrap(array)
    assert wrap(array) == wrap(array.copy("K"))
    assert values.is_kept(array)
    assert not values.is_kept(array.copy())
    assert unwrap(wrap(array)).flags.writeable
