"""What the checks of the torch parts share: calls, comparisons, counts, gradients."""

import sys
from pathlib import Path

import pytest
import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[1] / "source"))  # students import it from beside the notebook

import checks
import checks_torch as tools


def test_a_call_may_not_change_the_tensors_that_it_is_given():
    x = torch.ones(2, 3)
    assert tools.run("double", lambda x: 2 * x, x).sum() == 12
    with pytest.raises(checks.CheckFailed, match="changed a tensor"):
        tools.run("double", lambda x: x.mul_(2), x)


def test_a_call_shows_memory_that_nobody_has_set_and_leaves_the_setting_as_it_was():
    assert torch.isnan(tools.run("empty", lambda: torch.empty(3))).all()
    assert not torch.are_deterministic_algorithms_enabled()


def test_an_unwritten_exercise_is_told_from_one_that_raises():
    def starter():
        raise NotImplementedError

    def broken(x):
        raise ValueError("no")

    with pytest.raises(checks.NotWritten):
        tools.run("starter", starter)
    with pytest.raises(ValueError, match="no") as failure:
        tools.run("broken", broken, torch.ones(2, 3))
    assert "called with tensors of shape (2, 3)" in failure.value.__notes__[0]


@pytest.mark.parametrize(
    ("value", "near"),
    [
        (torch.tensor([1.0, 100.0]), True),
        (torch.tensor([1.005, 100.0]), True),
        (torch.tensor([1.1, 100.0]), False),
        (torch.tensor([1.0, float("nan")]), False),
        (torch.tensor([1.0]), False),
        (torch.tensor([1.0, 100.0], dtype=torch.float64), True),
    ],
)
def test_closeness_is_relative_to_the_largest_entry(value, near):
    assert tools.close(value, torch.tensor([1.0, 100.0])) is near


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (torch.ones(3, 2), "Two axes look exchanged"),
        (torch.ones(6), "has shape \\(6,\\)"),
        ([1.0], "is a list"),
        (torch.full((2, 3), float("inf")), "holds nan or inf"),
    ],
)
def test_a_tensor_of_another_kind_is_described(value, says):
    with pytest.raises(checks.CheckFailed, match=says):
        tools.expect_tensor("f", "y", value, "(B, D)", (2, 3))


def test_a_class_must_make_a_module():
    assert isinstance(tools.build("Linear", nn.Linear, 2, 3), nn.Linear)
    with pytest.raises(checks.CheckFailed, match="gave a NoneType, not a module"):
        tools.build("Nothing", lambda: None)


def test_parameters_are_counted_and_must_take_part_in_learning():
    tools.expect_count("f", nn.Linear(2, 3), 9, "3·2 + 3", {})
    with pytest.raises(checks.CheckFailed, match=r"6 parameters.*= 9\. No bias"):
        tools.expect_count("f", nn.Linear(2, 3, bias=False), 9, "3·2 + 3", {6: "No bias?"})
    with pytest.raises(checks.CheckFailed, match="requires_grad is False"):
        tools.expect_count("f", nn.Linear(2, 3).requires_grad_(False), 9, "3·2 + 3", {})


def test_parameters_without_a_gradient_are_named():
    layer = nn.Linear(2, 3)
    tools.expect_gradients_reach("f", layer(torch.ones(1, 2)).sum(), layer)
    with pytest.raises(checks.CheckFailed, match="reaches bias, so"):
        tools.expect_gradients_reach("f", layer.weight.sum(), layer)
    with pytest.raises(checks.CheckFailed, match="reaches weight, bias, so"):
        tools.expect_gradients_reach("f", layer(torch.ones(1, 2)).sum().detach(), layer)


def test_parameters_are_in_double_for_a_while_each_as_it_was_afterwards():
    pair = nn.ModuleList([nn.Linear(2, 3), nn.Linear(2, 3).double()])
    with tools.in_double(pair):
        assert {parameter.dtype for parameter in pair.parameters()} == {torch.float64}
    assert pair[0].weight.dtype == torch.float32
    assert pair[1].weight.dtype == torch.float64


def test_slopes_are_measured_by_nudging():
    x = torch.tensor([[0.3, -1.0]], dtype=torch.float64)
    assert torch.allclose(tools.measured_slopes(lambda x: torch.sin(x).sum(), x), torch.cos(x), atol=1e-8)
