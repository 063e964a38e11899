"""Returned tensors are checked for kind, dtype and shape before their values are looked at."""

import numpy as np
import pytest
import torch

from autograder.judge.compare import WrongAnswer
from autograder.judge.networks import flat_names
from autograder.judge.tensors import check_outputs, check_tensor

NAMES = ("all_h", ("h_last", "c_last"))
AXES = {"all_h": "(B, T, H)", "h_last": "(B, H)", "c_last": "(B, H)"}
SHAPES = [(2, 3, 4), (2, 4), (2, 4)]


def outputs(*shapes):
    a, b, c = (torch.ones(shape) for shape in (shapes or SHAPES))
    return a, (b, c)


def test_tensors_come_back_in_order_as_float64():
    found = check_outputs("LSTMLayer", outputs(), NAMES, SHAPES, AXES)
    assert [array.shape for array in found] == SHAPES
    assert {array.dtype for array in found} == {np.dtype(np.float64)}
    assert flat_names(NAMES) == ["all_h", "h_last", "c_last"]


def test_lists_do_for_tuples():
    all_h, (h, c) = outputs()
    assert len(check_outputs("LSTMLayer", [all_h, [h, c]], NAMES, SHAPES, AXES)) == 3


@pytest.mark.parametrize(
    ("got", "message"),
    [
        (torch.ones(2), r"LSTMLayer returned a tensor of shape \(2,\); it should return \(all_h, \(h_last, c_last\)\)"),
        (None, r"LSTMLayer returned None; it should return \(all_h, \(h_last, c_last\)\)"),
        ((torch.ones(2, 3, 4), *outputs()[1]), "LSTMLayer returned 3 values; it should return 2"),
        (
            (torch.ones(2, 3, 4), torch.ones(2, 4)),
            r"LSTMLayer, \(h_last, c_last\): returned a tensor of shape \(2, 4\)",
        ),
        (outputs((2, 3, 5), (2, 4), (2, 4)), r"all_h has shape \(2, 3, 5\); it should be \(B, T, H\) = \(2, 3, 4\)"),
        ((np.ones((2, 3, 4)), outputs()[1]), r"all_h is an array of shape \(2, 3, 4\); it should be a tensor"),
        ((torch.ones(2, 3, 4, dtype=torch.int64), outputs()[1]), "all_h has dtype int64"),
    ],
)
def test_what_is_no_such_tensor_is_said_so(got, message):
    with pytest.raises(WrongAnswer, match=message):
        check_outputs("LSTMLayer", got, NAMES, SHAPES, AXES)


def test_nan_is_explained_by_memory_that_nobody_filled():
    with pytest.raises(WrongAnswer, match=r"h\[1\] is nan.*torch.empty"):
        check_tensor("h", torch.tensor([1.0, float("nan")]), (2,))
    with pytest.raises(WrongAnswer, match=r"h\[0\] is inf; every entry should be a finite number.$"):
        check_tensor("h", torch.tensor([float("inf")]), (1,))
