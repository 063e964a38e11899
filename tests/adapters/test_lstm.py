"""The adapter of lstm offers what the torch layers need, and leaves the numpy functions alone."""

from pathlib import Path

import pytest
import torch

from autograder.adapters import lstm as adapter
from autograder.worker.adapter import load_adapter
from tests.torch_layers import LSTMLinear


def test_layers_are_made_from_the_students_classes():
    assert isinstance(adapter.make({"LSTMLayer": LSTMLinear}, "LSTMLayer", 2, 3), LSTMLinear)
    with pytest.raises(NameError, match="name 'LSTM' is not defined"):
        adapter.make({}, "LSTM", 2, 3, 1)


def test_no_function_of_the_part_is_answered_by_the_adapter():
    loaded = load_adapter(Path(adapter.__file__).read_text())
    assert loaded.functions.keys() == {"describe", "differentiate", "make", "play"}
    assert loaded.stand_ins.keys() == {"LSTMLayer"}


def test_the_layer_that_asks_holds_the_weights_and_asks_for_the_rest():
    asked = []

    def ask(option, inputs, upstream=None):
        asked.append((option, [array.shape for array in inputs], upstream is not None))
        x, *_ = inputs
        shape = (*x.shape[:2], 3)
        if upstream is not None:
            return inputs
        return [torch.ones(shape).double().numpy(), 2 * torch.ones(shape).double().numpy()]

    layer = adapter.STAND_INS["LSTMLayer"](ask)(2, 3)
    all_h, (h, c) = layer(torch.randn(4, 5, 2))
    (all_h.sum() + h.sum() + c.sum()).backward()
    assert (all_h.shape, h.shape, c.shape) == ((4, 5, 3), (4, 3), (4, 3))
    assert (h.unique().item(), c.unique().item()) == (1.0, 2.0)
    shapes = [(4, 5, 2), (4, 3, 2), (4, 3, 3), (4, 3)]
    assert asked == [(None, shapes, False), (None, shapes, True)]
    assert torch.allclose(layer.W_x.grad, layer.W_x), "what came back as the gradient"
