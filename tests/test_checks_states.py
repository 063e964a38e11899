"""The tools that measure a recurrent layer: weights by what they do, gradients by nudges."""

import functools
import sys
from pathlib import Path

import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "source"))  # students import it from beside the notebook

import checks
import checks_states as tools

from autograder.config import HOUSE
from solutions import rnn_layer as reference
from tests import sample_cells

SAMPLES = HOUSE / "tests" / "submissions" / "rnn_layer"
STYLES = sorted(path.stem for path in (SAMPLES / "correct").glob("*.py"))
EXCHANGEABLE = tools.Exchangeable(torch.tanh)  # found by the tools wherever a layer keeps it


submitted = functools.partial(sample_cells.submitted, reference)


def random_weights(D, H):
    return torch.randn(D, H), torch.randn(H, H), torch.randn(H)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("sizes", [(2, 3), (3, 2), (1, 1), (4, 4)])
def test_weights_that_were_set_act_as_asked_however_they_are_kept(style, sizes):
    torch.manual_seed(0)
    layer, weights = submitted("correct", style)["RNNLayer"](*sizes, EXCHANGEABLE), random_weights(*sizes)
    tools.set_weights(layer, *weights)
    for part, wanted in zip(tools.read_weights(layer), weights):
        assert torch.allclose(part.float(), wanted, atol=1e-6)
    x = torch.randn(5, 6, sizes[0])
    h = torch.zeros(5, sizes[1])
    for t in range(6):
        h = torch.tanh(x[:, t] @ weights[0] + h @ weights[1] + weights[2])
    assert torch.allclose(layer(x)[1].float(), h, atol=1e-5)


@pytest.mark.parametrize("nonlinearity", [torch.tanh, torch.nn.ReLU(), lambda z: z])
def test_measuring_leaves_the_nonlinearity_as_it_was(nonlinearity):
    layer = reference.RNNLayer(2, 3, nonlinearity)
    tools.read_weights(layer)
    assert layer.nonlinearity is nonlinearity


def test_a_layer_that_keeps_its_nonlinearity_elsewhere_is_told_so():
    layer = submitted("correct", "double_precision_and_cells")["RNNLayer"](2, 3)
    with pytest.raises(checks.CheckFailed, match="called 0 times for 2 steps"):
        tools.read_weights(layer)


def test_weights_that_cannot_be_told_apart_are_refused():
    with pytest.raises(checks.CheckFailed, match="cannot be told apart"):
        tools.set_weights(submitted("partial", "two_biases")["RNNLayer"](2, 3), *random_weights(2, 3))


@pytest.mark.parametrize("style", STYLES)
def test_nudged_states_agree_with_autograd(style):
    torch.manual_seed(0)
    layer = submitted("correct", style)["RNNLayer"](2, 3, EXCHANGEABLE)
    model = reference.RecurrentRegressionModel(layer).double()
    x, y = torch.randn(4, 5, 2, dtype=torch.float64), torch.randn(4, 5, 1, dtype=torch.float64)
    for last in (False, True):
        slopes = tools.measured_gradients(model, x, y, reference.loss_fn, last)
        loss = reference.loss_fn(model(x)[0], y, last)
        exact = torch.stack(torch.autograd.grad(loss, model.recurrent_net.states))
        assert torch.allclose(slopes, exact, atol=1e-8)


def test_the_table_shows_both_columns_and_marks_what_differs(capsys):
    torch.manual_seed(0)
    model = reference.RecurrentRegressionModel(reference.RNNLayer(2, 3))

    def off_at_the_first(model, x, y, last_timestep_only=False):
        return reference.hidden_gradients(model, x, y, last_timestep_only) * torch.tensor([2.0, 1.0, 1.0])

    tools.nudge_check(off_at_the_first, model, torch.randn(4, 3, 2), torch.randn(4, 3, 1), reference.loss_fn)
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == ["step", "yours", "measured"]
    assert [row[-1] for row in rows[1:]] == ["differs", "ok", "ok"]
    assert next(model.parameters()).dtype == torch.float32
