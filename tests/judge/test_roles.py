"""The part that every parameter plays is found by what it changes, in every layout."""

import numpy as np
import pytest
import torch

from autograder.judge import lstm_networks
from autograder.judge.following import probe_input
from autograder.judge.modules import StudentModule
from autograder.judge.rnn_networks import layer_network, stack_network
from autograder.judge.roles import find_roles
from tests.local_student import local_student
from tests.torch_layers import LSTM_RIGHT, RIGHT, Fused, Linears, LSTMStack, LSTMTorchStyle, Rows, Stack

SIZES = [(1, 1), (1, 3), (3, 1), (2, 3), (3, 2), (4, 4), (5, 6)]


def roles_of(kind, width, hidden_size, *nonlinearity):
    network = layer_network(width, hidden_size, *nonlinearity)
    module = StudentModule(
        local_student("rnn_layer", RNNLayer=kind), network, "RNNLayer", width, hidden_size, *nonlinearity
    )
    x = probe_input(width)
    module.describe(x)
    return module, find_roles(module, x)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("kind", RIGHT)
def test_every_entry_has_its_role_whatever_the_layout(kind, sizes):
    width, hidden_size = sizes
    module, roles = roles_of(kind, *sizes)
    assert roles.clear
    assert roles.idle == []
    assert sorted(roles.of_entry) == list(range(module.network.size)), "each weight is one entry"
    W_x, W_h, b = np.split(np.arange(module.network.size), np.cumsum([r.size for r in module.network.roles])[:2])
    W_x, W_h = W_x.reshape(hidden_size, width), W_h.reshape(hidden_size, hidden_size)
    layout = {
        Linears: [W_x, W_h, b],
        Rows: [b, W_h.T, W_x.T],  # a ParameterDict comes after a module's own parameters
        Fused: [np.vstack([W_h.T, W_x.T, b])],
    }[kind]
    assert roles.of_entry.tolist() == np.concatenate([part.ravel() for part in layout]).tolist()


@pytest.mark.parametrize("nonlinearity", ["relu", "sigmoid", "identity"])
def test_roles_show_through_any_nonlinearity(nonlinearity):
    module, roles = roles_of(Linears, 3, 4, nonlinearity)
    assert roles.clear and sorted(roles.of_entry) == list(range(module.network.size))


@pytest.mark.parametrize("sizes", [(2, 3, 2), (3, 2, 3), (1, 1, 2), (4, 4, 2)])
def test_layers_of_a_stack_are_told_apart(sizes):
    module = StudentModule(local_student("rnn_layer", RNN=Stack), stack_network(*sizes), "RNN", *sizes)
    x = probe_input(sizes[0])
    module.describe(x)
    roles = find_roles(module, x)
    assert roles.of_entry.tolist() == list(range(module.network.size)), "Linears lie in the network's own order"


@pytest.mark.parametrize("sizes", [(1, 1), (2, 3), (3, 2), (2, 2), (3, 3)])
@pytest.mark.parametrize("kind", LSTM_RIGHT)
def test_gates_are_told_apart_in_every_layout(kind, sizes):
    network = lstm_networks.layer_network(*sizes)
    module = StudentModule(local_student("lstm", LSTMLayer=kind), network, "LSTMLayer", *sizes)
    module.describe(probe_input(sizes[0]))
    roles = find_roles(module, probe_input(sizes[0]))
    counts = np.bincount(roles.of_entry, minlength=network.size)
    biases = np.concatenate([np.full(role.size, role.name.startswith("b ")) for role in network.roles])
    assert roles.clear
    assert counts.tolist() == np.where(biases & (kind is LSTMTorchStyle), 2, 1).tolist()


@pytest.mark.parametrize("sizes", [(1, 2, 2), (2, 1, 3), (2, 3, 2)])
def test_layers_of_an_lstm_are_told_apart(sizes):
    network = lstm_networks.stack_network(*sizes)
    module = StudentModule(local_student("lstm", LSTM=LSTMStack), network, "LSTM", *sizes)
    module.describe(probe_input(sizes[0]))
    assert sorted(find_roles(module, probe_input(sizes[0])).of_entry) == list(range(network.size))


def test_two_biases_have_the_same_role_and_add_up():
    class TwoBiases(Linears):
        def __init__(self, *sizes):
            super().__init__(*sizes)
            self.read = torch.nn.Linear(*sizes)

    module, roles = roles_of(TwoBiases, 2, 3)
    assert roles.clear
    assert module.size == module.network.size + 3
    assert np.bincount(roles.of_entry).tolist() == [1] * 15 + [2] * 3
    settings = np.arange(1.0, module.size + 1)[None]
    expected = [settings[0][roles.of_entry == weight].sum() for weight in range(module.network.size)]
    assert roles.weights_of(settings, module.network.size)[0].tolist() == expected


def test_a_layer_without_a_bias_misses_it_and_is_clear_otherwise():
    class NoBias(Linears):
        def __init__(self, *sizes):
            super().__init__(*sizes)
            self.carry = torch.nn.Linear(sizes[1], sizes[1], bias=False)

    _, roles = roles_of(NoBias, 2, 3)
    assert roles.clear and roles.idle == []
    assert roles.missing(18) == [15, 16, 17]


def test_an_entry_without_effect_is_idle():
    class Unused(Linears):
        def __init__(self, *sizes):
            super().__init__(*sizes)
            self.unused = torch.nn.Parameter(torch.zeros(2))

    module, roles = roles_of(Unused, 2, 3)
    assert [module.entry(entry) for entry in roles.idle] == ["`unused[0]`", "`unused[1]`"]


def test_an_entry_that_does_several_things_is_odd():
    class OneBias(Linears):
        def __init__(self, *sizes):
            super().__init__(*sizes)
            self.carry = torch.nn.Linear(sizes[1], sizes[1], bias=False)
            self.b = torch.nn.Parameter(torch.zeros(()))

        def step(self, xt, h):
            return torch.tanh(self.read(xt) + self.carry(h) + self.b)

    module, roles = roles_of(OneBias, 2, 3)
    assert [module.entry(entry) for entry in roles.odd] == ["`b`"]


@pytest.mark.parametrize("start", [lambda x, h: torch.randn(len(x), h), lambda x, h: torch.ones(len(x), h)])
def test_a_layer_that_does_not_start_from_zeros_is_not_clear(start):
    class Started(Linears):
        def start(self, x):
            return start(x, self.hidden_size)

    _, roles = roles_of(Started, 2, 3)
    assert not roles.clear
