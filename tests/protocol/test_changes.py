"""What a call did to its arguments is told, and done again elsewhere."""

import numpy as np
import pytest
import torch

from autograder.judge.compare import same
from autograder.protocol.changes import changes, restore
from autograder.protocol.values import Generator, Handle, Opaque, Unwrapper, with_gaps, wrap


def test_changes_names_what_is_no_longer_as_it_was_sent():
    sent = {0: wrap(np.ones(2)), "order": wrap([1, 2]), 2: Generator(1), 3: Handle(1), 4: Opaque("a module")}
    now = {0: np.zeros(2), "order": [1, 2], 2: np.random.default_rng(1), 3: "resolved", 4: Opaque("a module")}
    assert list(changes(sent, now)) == [0]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"W": np.ones(2), "gone": 1}, {"W": np.zeros(2), "new": [1, None]}),
        ([1, [2, 3], 4], [5, [6], 7, 8]),
        ([1, 2, 3], []),
        (np.ones((2, 3), np.float32), np.zeros((2, 3), np.float32)),
    ],
)
def test_restore_makes_a_container_equal_in_place(before, after):
    assert restore(before, after)
    assert same(before, after)


def test_restore_keeps_inner_arrays_and_what_is_not_plain_data():
    array, thing = np.ones(2), object()
    target = {"W": array, "thing": thing}
    assert restore(target, {"W": np.zeros(2), "thing": Opaque("an object")})
    assert target["W"] is array
    assert target["thing"] is thing
    assert array.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(("before", "after"), [(1, 2), ((1,), (2,)), (np.ones(2), np.ones(3)), ([1], {})])
def test_restore_refuses_what_cannot_change_in_place(before, after):
    assert not restore(before, after)


@pytest.mark.parametrize(
    "value",
    [
        None,
        0.5,
        [1, "two", (3.0, True)],
        {"W": np.ones(2), 3: [None]},
        np.zeros(0),
        np.asfortranarray(np.arange(6).reshape(2, 3)),
        np.moveaxis(np.arange(24.0).reshape(2, 3, 4), 0, -1),
        with_gaps(np.arange(3.0)),
        np.array([np.nan, -0.0]),
        np.float32(2),
        torch.ones(2),
    ],
    ids=repr,
)
def test_what_was_not_touched_has_not_changed(value):
    for sent in (wrap(value), wrap(value, known=())):
        assert changes({0: sent}, {0: Unwrapper(known=()).unwrap(sent)}) == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1], (1,)),
        ([1], [1, 2]),
        ({"a": 1}, {"b": 1}),
        ({"a": 1}, {"a": 1, "b": 2}),
        (np.ones(2), np.ones(3)),
        (np.ones(2), np.ones(2, np.float32)),
        (np.ones((1, 2)), np.ones((2, 1))),
        (np.ones(2), [1.0, 1.0]),
        (np.array([0.0]), np.array([-0.0])),
        (np.array([1.0]), np.array([1.0]).view(">f8")),
    ],
)
def test_another_value_kind_or_shape_is_a_change(before, after):
    for sent in (wrap(before), wrap(before, known=())):
        assert changes({0: sent}, {0: after}) == {0: wrap(after)}


def caches():
    parameters = {"W": np.ones(2)}
    return [(np.zeros(1), parameters), (np.zeros(1), parameters)]


def test_a_change_of_what_occurs_twice_is_told_in_full():
    sent = wrap(caches(), known=())
    now = Unwrapper(known=()).unwrap(sent)
    now[1][1]["W"] += 1
    expected = [(np.zeros(1), {"W": np.full(2, 2.0)})] * 2
    assert changes({0: sent}, {0: now}) == {0: wrap(expected)}


def test_an_equal_copy_in_the_place_of_what_occurs_twice_is_no_change():
    sent = wrap(caches(), known=())
    now = Unwrapper(known=()).unwrap(sent)
    now[1] = (now[1][0], {"W": np.ones(2)})
    assert changes({0: sent}, {0: now}) == {}


def test_a_list_that_holds_itself_is_a_change_that_ends():
    sent = wrap([1, 2], known=())
    now = [1, 2]
    now[1] = now
    assert list(changes({0: sent}, {0: now})) == [0]


def holding_itself():
    cache = {"x": np.ones(2), "n": np.float64(1)}
    cache["self"] = cache
    return cache


def deeper_than_may_be_sent():
    shared = [np.ones(2), float("nan")]
    value = [shared, shared]
    for _ in range(30):
        value = [value, shared]
    return value


@pytest.mark.parametrize(
    "value",
    [
        holding_itself(),
        deeper_than_may_be_sent(),
        [[0.5] * 500] * 500 + [np.float64(1)],
        [np.float32(1), torch.ones(1), float("nan"), np.array([None]), len],
    ],
    ids=["itself", "depth", "size", "kinds"],
)
def test_what_stays_in_the_worker_untouched_has_not_changed(value):
    """As a worker describes a kept result before a call, and after."""
    assert changes({0: wrap(value, known=())}, {0: value}) == {}


def test_a_change_in_what_holds_itself_is_told():
    cache = holding_itself()
    before = wrap(cache, known=())
    cache["x"][0] = 2
    assert list(changes({0: before}, {0: cache})) == [0]
