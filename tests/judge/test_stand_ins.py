"""What stands in for a student's torch class asks the judge, and behaves like a right one, gradients included."""

import numpy as np
import pytest
import torch

from autograder.adapters import lstm, rnn_layer
from autograder.judge import lstm_networks, rnn_networks, stand_ins
from autograder.judge.following import check_gradients, check_outputs, probe_input, random_input, understand
from autograder.judge.modules import StudentModule
from autograder.protocol.values import NotPlainData
from tests.local_student import local_student


def standing_in(adapter, name):
    return adapter.STAND_INS[name](lambda *args: stand_ins.answer(name, *args))


def check(part, name, network, width, *args):
    adapter = {"rnn_layer": rnn_layer, "lstm": lstm}[part]
    module = StudentModule(local_student(part, **{name: standing_in(adapter, name)}), network, name, *args)
    roles = understand(module, probe_input(width))
    assert roles.missing(network.size) == []
    check_outputs(module, roles, random_input(4, 5, width))
    check_gradients(module, roles, random_input(4, 5, width))


@pytest.mark.parametrize("nonlinearity", rnn_networks.NONLINEARITIES)
def test_the_layer_that_asks_is_a_right_rnn_layer(nonlinearity):
    check("rnn_layer", "RNNLayer", rnn_networks.layer_network(2, 3, nonlinearity), 2, 2, 3, nonlinearity)


def test_the_layer_that_asks_is_a_right_lstm_layer():
    check("lstm", "LSTMLayer", lstm_networks.layer_network(2, 3), 2, 2, 3)


@pytest.mark.parametrize("last_timestep_only", [False, True])
def test_the_loss_that_asks_is_the_mean_squared_error(last_timestep_only):
    loss_fn = standing_in(rnn_layer, "loss_fn")
    pred, y = torch.randn(3, 4, 1, requires_grad=True), torch.randn(3, 4, 1)
    loss = loss_fn(pred, y, last_timestep_only)
    counted = slice(3, 4) if last_timestep_only else slice(0, 4)
    expected = torch.nn.functional.mse_loss(pred[:, counted], y[:, counted])
    assert torch.allclose(loss, expected)
    assert torch.allclose(*[torch.autograd.grad(value, pred)[0] for value in (loss, expected)])


def test_only_arrays_of_floats_are_answered():
    with pytest.raises(NotPlainData):
        stand_ins.answer("loss_fn", False, [np.ones((1, 1, 1)), "y"])
    with pytest.raises(NotPlainData):
        stand_ins.answer("loss_fn", False, [np.ones((1, 1, 1), int), np.ones((1, 1, 1))])
    with pytest.raises(NotPlainData, match="more numbers than"):
        stand_ins.answer("loss_fn", False, [np.ones((1, 3_000, 1)), np.ones((1, 3_000, 1))])
