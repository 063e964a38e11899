"""Modules are set, run and differentiated as they are; nothing is made up where there is no gradient."""

import numpy as np
import pytest
import torch
from torch import nn

from autograder.worker import modules
from tests.torch_layers import Linears


def test_parameters_are_set_in_their_own_order_from_one_row():
    layer = Linears(2, 3)
    modules.fill(list(layer.parameters()), np.arange(18.0))
    assert layer.read.weight.tolist() == [[0, 1], [2, 3], [4, 5]]
    assert layer.carry.bias.tolist() == [15, 16, 17]


def test_a_single_number_can_be_set():
    parameter = nn.Parameter(torch.zeros(()))
    modules.fill([parameter], np.array([2.5]))
    assert parameter.item() == 2.5


def test_lazy_modules_know_their_sizes_after_a_pass():
    rows = modules.describe({}, nn.LazyLinear(3), torch.ones(1, 1, 2))
    assert rows == [("weight", (3, 2), "float32"), ("bias", (3,), "float32")]


def test_two_modules_show_what_they_start_from():
    one, other = modules.starts({"Linears": Linears}, "Linears", [2, 3], torch.ones(1, 1, 2))
    assert one.shape == other.shape == (18,)
    assert not np.isclose(one, other).any()
    one, other = modules.starts({"Lazy": nn.LazyLinear}, "Lazy", [3], torch.ones(1, 1, 2))
    assert one.shape == other.shape == (9,)


def test_what_has_no_parameters_starts_from_none():
    assert [len(row) for row in modules.starts({"Tanh": nn.Tanh}, "Tanh", [], torch.ones(1))] == [0, 0]


def test_every_setting_is_played_and_kept_as_it_was():
    class Reusing(nn.Module):
        def __init__(self):
            super().__init__()
            self.w, self.out = nn.Parameter(torch.zeros(1)), torch.zeros(1)

        def forward(self, x):
            self.out = self.out.detach().zero_().add(self.w)
            return self.out

    played = modules.play({}, Reusing(), np.array([[1.0], [2.0]]), torch.zeros(1))
    assert [output.item() for output in played] == [1.0, 2.0]


def test_all_settings_but_the_last_are_played_with_one_tensor_that_is_as_it_was():
    seen = []

    class Spoils(nn.Module):
        def forward(self, x):
            seen.append(x)
            result = x.clone()
            x += 1
            return result

    x = torch.zeros(1)
    played = modules.play({}, Spoils(), np.zeros((4, 0)), x)
    assert [output.item() for output in played] == [0.0] * 4
    assert seen[0] is seen[1] is seen[2]
    assert seen[3] is x


@pytest.mark.parametrize("spoil", [lambda x: x.requires_grad_(), lambda x: x.unsqueeze_(0)])
def test_a_tensor_that_can_no_longer_hold_the_input_is_replaced(spoil):
    class Spoils(nn.Module):
        def forward(self, x):
            result = x.clone()
            spoil(x)
            return result

    played = modules.play({}, Spoils(), np.zeros((3, 0)), torch.ones(2))
    assert [output.tolist() for output in played] == [[1.0, 1.0]] * 3


def test_uninitialised_memory_is_nan_while_modules_run():
    class Empty(nn.Module):
        def forward(self, x):
            return torch.empty(3)

    assert torch.isnan(modules.play({}, Empty(), np.zeros((1, 0)), torch.zeros(1))[0]).all()
    assert not torch.are_deterministic_algorithms_enabled()


def test_gradients_weigh_all_returned_tensors():
    layer, x = Linears(2, 3), torch.randn(4, 5, 2)
    upstream = [np.random.default_rng(0).normal(size=shape) for shape in ((4, 5, 3), (4, 3))]
    outputs, found = modules.differentiate({}, layer, np.linspace(-1, 1, 18), x, upstream)
    all_h, h = layer(x)
    ((all_h * torch.tensor(upstream[0])).sum() + (h * torch.tensor(upstream[1])).sum()).backward()
    assert torch.allclose(outputs[0], all_h)
    assert np.allclose(found[1], layer.read.weight.grad, atol=1e-6)
    assert found[0].shape == (4, 5, 2)
    assert x.grad is None, "the given x is not touched"


def test_gradients_are_those_of_evaluation_mode():
    class Dropping(nn.Module):
        def __init__(self):
            super().__init__()
            self.w, self.drop = nn.Parameter(torch.zeros(1)), nn.Dropout(0.999)

        def forward(self, x):
            return self.drop(self.w * x)

    _, found = modules.differentiate({}, Dropping(), np.array([2.0]), torch.ones(50), [np.ones(50)])
    assert found[1].tolist() == [50.0]


def test_what_has_no_gradient_has_none():
    class Detached(Linears):
        def step(self, xt, h):
            return torch.tanh(self.read(xt) + h @ self.carry.weight.data + self.carry.bias)

    layer = Detached(2, 3)
    layer.carry.bias.requires_grad_(False)
    _, found = modules.differentiate(
        {}, layer, np.ones(18), torch.randn(1, 2, 2), [np.ones((1, 2, 3)), np.ones((1, 3))]
    )
    assert [gradient is None for gradient in found] == [False, False, True, True]


def test_a_result_without_a_graph_has_no_gradients_at_all():
    class Cut(Linears):
        forward = torch.no_grad()(Linears.forward)

    _, found = modules.differentiate(
        {}, Cut(2, 3), np.ones(18), torch.randn(1, 2, 2), [np.ones((1, 2, 3)), np.ones((1, 3))]
    )
    assert found == [None] * 4


def test_the_same_values_are_asked_for_once_and_gradients_every_time():
    asked = []

    def ask(option, inputs, upstream=None):
        asked.append((option, upstream is not None))
        return [inputs[0] * 2]

    x, ask = torch.ones(2, 3, requires_grad=True), modules.remembering(ask)
    first, second = modules.asked(ask, "a", x)[0], modules.asked(ask, "a", x)[0]
    first.detach().zero_()
    assert second.unique().item() == 2.0, "what one call got is not shared with another"
    modules.asked(ask, "b", x)
    modules.asked(ask, "a", x.reshape(3, 2))
    second.sum().backward()
    second.sum().backward()
    assert asked == [("a", False), ("b", False), ("a", False), ("a", True), ("a", True)]
