"""The model layers and the judge's networks against torch.nn.LSTM, autograd and finite differences, in float64."""

import numpy as np
import pytest
import torch
from torch import nn

from autograder.judge import lstm_networks
from solutions.lstm import LSTM, LSTMLayer

SIZES = [(2, 3, 4, 5), (3, 2, 1, 6), (1, 4, 3, 1), (4, 4, 4, 4)]  # D, H, B, T
#: Where torch keeps each gate: i, f, g, o.
PLACES = {"f": 1, "i": 0, "g": 2, "o": 3}
KINDS = ("weight_ih", "weight_hh", "bias_ih")


def torch_lstm(width, hidden_size, num_layers=1):
    torch.manual_seed(0)
    lstm = nn.LSTM(width, hidden_size, num_layers, batch_first=True, dtype=torch.float64)
    for name, value in lstm.named_parameters():
        nn.init.zeros_(value) if name.startswith("bias_hh") else nn.init.normal_(value, std=0.7)
    return lstm


def of_gate(value, letter):
    return value.chunk(4)[PLACES[letter]]


def in_the_networks_order(lstm, num_layers, read):
    """What ``read`` gives for torch's parameters, by layer, gate and kind, as one row."""
    entries = []
    for layer in range(num_layers):
        for letter in lstm_networks.GATES:
            entries += [of_gate(read(getattr(lstm, f"{kind}_l{layer}")), letter).flatten() for kind in KINDS]
    return torch.cat(entries).numpy()


def weights_of(lstm, num_layers=1):
    return in_the_networks_order(lstm, num_layers, torch.Tensor.detach)


def gradients_of(lstm, num_layers=1):
    return in_the_networks_order(lstm, num_layers, lambda parameter: parameter.grad)


def assert_close(ours, theirs):
    for left, right in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(np.asarray(left), np.asarray(right), rtol=1e-9, atol=1e-12)


def inputs(width, batch, steps):
    return torch.randn(batch, steps, width, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("sizes", SIZES)
def test_the_layer_network_and_its_gradients_agree_with_torch(sizes):
    width, hidden_size, batch, steps = sizes
    lstm, x = torch_lstm(width, hidden_size), inputs(width, batch, steps)
    all_h, (h, c) = lstm(x)
    outputs = [all_h, h[0], c[0]]
    upstream = [torch.randn_like(output) for output in outputs]
    sum((output * weight).sum() for output, weight in zip(outputs, upstream)).backward()
    network, weights, given = lstm_networks.layer_network(width, hidden_size), weights_of(lstm), x.detach().numpy()
    assert_close([output[0] for output in network.play(weights[None], given)], [output.detach() for output in outputs])
    found = network.gradients(weights, given, [entry.numpy() for entry in upstream])
    assert_close(found, [x.grad, gradients_of(lstm)])


@pytest.mark.parametrize("num_layers", [1, 2, 3])
def test_the_stack_network_and_its_gradients_agree_with_torch(num_layers):
    lstm, x = torch_lstm(2, 3, num_layers), inputs(2, 4, 5)
    last_layer, (h, c) = lstm(x)
    outputs = [last_layer, h, c]
    upstream = [torch.randn_like(output) for output in outputs]
    sum((output * weight).sum() for output, weight in zip(outputs, upstream)).backward()
    network, weights, given = lstm_networks.stack_network(2, 3, num_layers), weights_of(lstm, num_layers), x.detach()
    played = network.play(weights[None], given.numpy())
    assert_close([output[0] for output in played], [output.detach() for output in outputs])
    found = network.gradients(weights, given.numpy(), [entry.numpy() for entry in upstream])
    assert_close(found, [x.grad, gradients_of(lstm, num_layers)])


def test_the_gradients_of_the_layer_network_agree_with_finite_differences():
    network, step = lstm_networks.layer_network(2, 2), 1e-6
    draw = np.random.default_rng(0)
    weights, x = draw.normal(size=network.size), draw.normal(size=(3, 4, 2))
    upstream = [draw.normal(size=shape) for shape in network.shapes(x)]
    nudges = step * np.vstack([np.eye(network.size), -np.eye(network.size)])
    losses = sum(
        (output * weight).reshape(len(nudges), -1).sum(1)
        for output, weight in zip(network.play(weights + nudges, x), upstream)
    )
    slopes = (losses[: network.size] - losses[network.size :]) / (2 * step)
    np.testing.assert_allclose(network.gradients(weights, x, upstream)[1], slopes, rtol=1e-5, atol=1e-8)


def filled(layer, lstm, number=0):
    """A model layer with torch's weights: one nn.Linear on [h, x], gates in the order f, i, g, o."""
    values = {kind: getattr(lstm, f"{kind}_l{number}").detach() for kind in KINDS}
    with torch.no_grad():
        both = torch.cat([values["weight_hh"], values["weight_ih"]], 1)
        layer.gates.weight.copy_(torch.cat([of_gate(both, letter) for letter in "figo"]))
        layer.gates.bias.copy_(torch.cat([of_gate(values["bias_ih"], letter) for letter in "figo"]))
    return layer


@pytest.mark.parametrize("sizes", SIZES)
def test_the_model_layer_agrees_with_torch(sizes):
    width, hidden_size, batch, steps = sizes
    lstm, x = torch_lstm(width, hidden_size), inputs(width, batch, steps)
    all_h, (h, c) = filled(LSTMLayer(width, hidden_size).double(), lstm)(x)
    expected, (last_h, last_c) = lstm(x)
    assert_close([all_h.detach(), h.detach(), c.detach()], [expected.detach(), last_h[0].detach(), last_c[0].detach()])


@pytest.mark.parametrize("num_layers", [1, 2, 3])
def test_the_model_stack_agrees_with_torch(num_layers):
    lstm, x = torch_lstm(2, 3, num_layers), inputs(2, 4, 5)
    stack = LSTM(2, 3, num_layers).double()
    for number, layer in enumerate(stack.layers):
        filled(layer, lstm, number)
    last_layer, (h, c) = stack(x)
    expected, (last_h, last_c) = lstm(x)
    assert_close([last_layer.detach(), h.detach(), c.detach()], [expected.detach(), last_h.detach(), last_c.detach()])
