"""The model solution and the judge's networks against torch.nn.RNN, autograd and finite differences, in float64."""

import numpy as np
import pytest
import torch
from torch import nn

from autograder.judge import rnn_networks
from solutions.rnn_layer import RNN, RecurrentRegressionModel, RNNLayer, hidden_gradients, loss_fn

SIZES = [(2, 3, 4, 5), (3, 2, 1, 6), (1, 4, 3, 1), (4, 4, 4, 4)]  # D, H, B, T
KINDS = {"tanh": torch.tanh, "relu": torch.relu}


def torch_rnn(width, hidden_size, num_layers=1, nonlinearity="tanh"):
    torch.manual_seed(0)
    rnn = nn.RNN(width, hidden_size, num_layers, nonlinearity, batch_first=True, dtype=torch.float64)
    for name, value in rnn.named_parameters():
        nn.init.zeros_(value) if name.startswith("bias_hh") else nn.init.normal_(value, std=0.5)
    return rnn


def weights_of(rnn, num_layers=1):
    """The weights of torch's layers, one after the other as the networks order them."""
    names = [f"{kind}_l{layer}" for layer in range(num_layers) for kind in ("weight_ih", "weight_hh", "bias_ih")]
    return np.concatenate([getattr(rnn, name).detach().numpy().ravel() for name in names])


def gradients_of(rnn, num_layers=1):
    names = [f"{kind}_l{layer}" for layer in range(num_layers) for kind in ("weight_ih", "weight_hh", "bias_ih")]
    return np.concatenate([getattr(rnn, name).grad.numpy().ravel() for name in names])


def assert_close(ours, theirs):
    for left, right in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(np.asarray(left), np.asarray(right), rtol=1e-9, atol=1e-12)


def inputs(width, batch, steps):
    return torch.randn(batch, steps, width, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("nonlinearity", KINDS)
def test_the_layer_network_and_its_gradients_agree_with_torch(sizes, nonlinearity):
    width, hidden_size, batch, steps = sizes
    rnn, x = torch_rnn(width, hidden_size, 1, nonlinearity), inputs(width, batch, steps)
    all_h, h = rnn(x)
    upstream = [torch.randn_like(all_h), torch.randn_like(h[0])]
    ((all_h * upstream[0]).sum() + (h[0] * upstream[1]).sum()).backward()
    network, weights, given = rnn_networks.layer_network(width, hidden_size, nonlinearity), weights_of(rnn), x.detach()
    assert_close([output[0] for output in network.play(weights[None], given.numpy())], [all_h.detach(), h[0].detach()])
    found = network.gradients(weights, given.numpy(), [entry.numpy() for entry in upstream])
    assert_close(found, [x.grad, gradients_of(rnn)])


@pytest.mark.parametrize("num_layers", [1, 2, 3])
def test_the_stack_network_and_its_gradients_agree_with_torch(num_layers):
    rnn, x = torch_rnn(2, 3, num_layers), inputs(2, 4, 5)
    last_layer, last_step = rnn(x)
    upstream = [torch.randn_like(last_layer), torch.randn_like(last_step)]
    ((last_layer * upstream[0]).sum() + (last_step * upstream[1]).sum()).backward()
    network, weights = rnn_networks.stack_network(2, 3, num_layers), weights_of(rnn, num_layers)
    assert_close(
        [output[0] for output in network.play(weights[None], x.detach().numpy())],
        [last_layer.detach(), last_step.detach()],
    )
    found = network.gradients(weights, x.detach().numpy(), [entry.numpy() for entry in upstream])
    assert_close(found, [x.grad, gradients_of(rnn, num_layers)])


def test_many_settings_at_once_are_as_one_after_the_other():
    network = rnn_networks.stack_network(2, 3, 2)
    settings, x = (
        np.random.default_rng(0).normal(size=(5, network.size)),
        np.random.default_rng(1).normal(size=(4, 3, 2)),
    )
    together = network.play(settings, x)
    for row in range(5):
        assert_close(
            [output[row] for output in together], [output[0] for output in network.play(settings[row : row + 1], x)]
        )


def filled(module, rnn, num_layers=1):
    """The model solution with torch's weights: from_input, then from_state in each layer."""
    layers = [module] if num_layers == 1 else list(module.layers)
    with torch.no_grad():
        for number, layer in enumerate(layers):
            layer.from_input.weight.copy_(getattr(rnn, f"weight_ih_l{number}"))
            layer.from_input.bias.copy_(getattr(rnn, f"bias_ih_l{number}"))
            layer.from_state.weight.copy_(getattr(rnn, f"weight_hh_l{number}"))
    return module


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("nonlinearity", KINDS)
def test_the_model_layer_agrees_with_torch(sizes, nonlinearity):
    width, hidden_size, batch, steps = sizes
    rnn, x = torch_rnn(width, hidden_size, 1, nonlinearity), inputs(width, batch, steps)
    layer = filled(RNNLayer(width, hidden_size, KINDS[nonlinearity]).double(), rnn)
    all_h, h = rnn(x)
    assert_close([value.detach() for value in layer(x)], [all_h.detach(), h[0].detach()])
    assert_close([state.detach() for state in layer.states], all_h.detach().unbind(1))


@pytest.mark.parametrize("num_layers", [2, 3])
def test_the_model_stack_agrees_with_torch(num_layers):
    rnn, x = torch_rnn(2, 3, num_layers), inputs(2, 4, 5)
    stack = filled(RNN(2, 3, num_layers).double(), rnn, num_layers)
    assert_close([value.detach() for value in stack(x)], [value.detach() for value in rnn(x)])


def test_the_stated_numbers_of_parameters_are_right():
    def size(module):
        return sum(parameter.numel() for parameter in module.parameters())

    assert size(RNNLayer(2, 3)) == rnn_networks.layer_network(2, 3).size == 18
    assert size(RecurrentRegressionModel(RNNLayer(2, 3), 4)) == 34
    assert size(RNN(2, 3, 2)) == rnn_networks.stack_network(2, 3, 2).size == 18 + 21


@pytest.mark.parametrize("last_timestep_only", [False, True])
def test_hidden_gradients_agree_with_finite_differences(last_timestep_only):
    torch.manual_seed(0)
    model, x, y = RecurrentRegressionModel(RNNLayer(2, 3)).double(), inputs(2, 4, 5).detach(), inputs(1, 4, 5).detach()
    layer, step = model.recurrent_net, 1e-6

    def loss_with(t, nudge):
        h, states = torch.zeros(4, 3, dtype=torch.float64), []
        for s in range(5):
            h = torch.tanh(layer.from_input(x[:, s]) + layer.from_state(h)) + (nudge if s == t else 0)
            states.append(h)
        return loss_fn(model.readout(torch.stack(states, 1)), y, last_timestep_only).item()

    expected = []
    for t in range(5):
        slopes = torch.zeros(4, 3, dtype=torch.float64)
        for place in np.ndindex(4, 3):
            nudge = torch.zeros(4, 3, dtype=torch.float64)
            nudge[place] = step
            slopes[place] = (loss_with(t, nudge) - loss_with(t, -nudge)) / (2 * step)
        expected.append(slopes.norm())
    got = hidden_gradients(model, x, y, last_timestep_only)
    np.testing.assert_allclose(got.detach(), torch.stack(expected), rtol=1e-6)


@pytest.mark.parametrize("last_timestep_only", [False, True])
def test_the_loss_is_torchs_mean_squared_error(last_timestep_only):
    pred, y = inputs(1, 3, 4), inputs(1, 3, 4).detach()
    counted = slice(3, 4) if last_timestep_only else slice(0, 4)
    expected = nn.functional.mse_loss(pred[:, counted], y[:, counted])
    assert_close([loss_fn(pred, y, last_timestep_only).detach()], [expected.detach()])


def test_the_numbers_of_the_notebooks_worked_case_and_examples_are_right():
    layer = RNNLayer(1, 1, nonlinearity=lambda values: values)
    with torch.no_grad():
        layer.from_input.weight.fill_(1)
        layer.from_input.bias.fill_(0)
        layer.from_state.weight.fill_(0.5)
    assert layer(torch.tensor([[[1.0], [0.0], [0.0]]]))[0].flatten().tolist() == [1, 0.5, 0.25]
    model = RecurrentRegressionModel(layer)
    with torch.no_grad():
        model.readout.weight.fill_(1)
        model.readout.bias.fill_(0)
    x, y = torch.ones(1, 3, 1), torch.zeros(1, 3, 1)
    assert hidden_gradients(model, x, y, last_timestep_only=True).tolist() == [0.875, 1.75, 3.5]
    np.testing.assert_allclose(hidden_gradients(model, x, y), [1.4583, 1.5833, 1.1667], atol=5e-5)
    ten = hidden_gradients(model, torch.randn(6, 10, 1), torch.zeros(6, 10, 1), last_timestep_only=True)
    assert float(ten[-1] / ten[0]) == pytest.approx(512)
    sizes = [sum(p.numel() for p in RNN(1, 32, layers).parameters()) for layers in (1, 2, 3)]
    assert sizes == [1088, 3168, 5248]
