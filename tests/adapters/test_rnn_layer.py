"""The adapter of rnn_layer builds, sets, runs and differentiates; what it returns is plain."""

import functools
from pathlib import Path

import numpy as np
import pytest
import torch

from autograder.adapters import rnn_layer as adapter
from autograder.worker.adapter import adapter_of, load_adapter
from tests.torch_layers import Linears


def test_nonlinearities_are_given_by_name():
    names = {"RNNLayer": Linears}
    assert adapter.make(names, "RNNLayer", 2, 3).nonlinearity is torch.tanh
    assert adapter.make(names, "RNNLayer", 2, 3, "relu").nonlinearity is torch.relu


def test_a_missing_class_is_the_students_own_name_error():
    with pytest.raises(NameError, match="name 'RNNLayer' is not defined"):
        adapter.make({}, "RNNLayer", 2, 3)


def test_states_come_with_the_gradients_that_reach_them():
    layer = Linears(2, 3)
    setting, upstream = np.linspace(-1, 1, 18), [np.ones((4, 3, 3)), np.zeros((4, 3))]
    outputs, kept = adapter.states({}, layer, setting, torch.randn(4, 3, 2), upstream)
    assert [torch.equal(state, outputs[0][:, t]) for t, (state, _) in enumerate(kept)] == [True] * 3
    assert np.allclose(kept[2][1], 1.0), "the last state is only read"
    assert not np.allclose(kept[0][1], 1.0), "the first state is also carried on"


def test_states_of_another_kind_have_no_gradients():
    class NoList(Linears):
        def forward(self, x):
            outputs = super().forward(x)
            self.states = None
            return outputs

    _, kept = adapter.states({}, NoList(2, 3), np.zeros(18), torch.randn(1, 2, 2), [np.ones((1, 2, 3))] * 2)
    assert kept is None


def test_the_gradient_of_a_loss_is_that_of_pred():
    def loss_fn(pred, y, last):
        return (pred[:, -1] - y[:, -1]).sum() if last else (pred * y).sum()

    pred, y = torch.randn(2, 3, 1), torch.randn(2, 3, 1)
    assert np.allclose(adapter.loss_gradient({"loss_fn": loss_fn}, pred.clone(), y, False), y)
    assert adapter.loss_gradient({"loss_fn": loss_fn}, pred.clone(), y, True)[:, :, 0].tolist() == [[0, 0, 1]] * 2


def test_a_loss_that_remembers_its_tensors_shows():
    @functools.cache
    def loss_fn(pred, y, last):
        return ((pred - y) ** 2).sum()

    gradient = adapter.loss_gradient({"loss_fn": loss_fn}, torch.ones(1, 1, 1), torch.full((1, 1, 1), 3.0), False)
    assert gradient.item() == 2, "-4, had it looked at y again"


def test_a_loss_without_a_graph_has_no_gradient():
    loss_fn = {"loss_fn": lambda pred, y, last: (pred - y).detach().mean()}
    assert adapter.loss_gradient(loss_fn, torch.ones(1, 1, 1), torch.zeros(1, 1, 1), False) is None


def test_the_fading_model_keeps_a_share_of_every_state():
    model = adapter.fading_model({}, np.array([0.5]), np.array([[1.0]]), np.array([[2.0]]))
    out, all_h = model(torch.tensor([[[4.0], [0.0], [0.0]]]))
    assert all_h.flatten().tolist() == [4.0, 2.0, 1.0]
    assert out.flatten().tolist() == [8.0, 4.0, 2.0]
    assert [state.item() for state in model.recurrent_net.states] == [4.0, 2.0, 1.0]


def test_the_condition_of_a_model_tells_modes_and_frozen_weights():
    numbers = np.array([0.5]), np.array([[1.0]]), np.array([[2.0]])
    trained, model = adapter.fading_model({}, *numbers), adapter.fading_model({}, *numbers, True)
    assert adapter.condition({}, trained) == ([True, True], [True, True])
    modes, weights = adapter.condition({}, model)
    assert modes == [True, True]
    assert sorted(weights) == [False, True]
    model.recurrent_net.eval()
    assert adapter.condition({}, model)[0] == [True, False]


def test_the_source_of_an_adapter_is_all_that_the_worker_needs():
    loaded = load_adapter(Path(adapter.__file__).read_text())
    assert loaded.functions.keys() == adapter_of(adapter).functions.keys() == set(adapter.__all__)
    assert loaded.stand_ins.keys() == {"RNNLayer", "loss_fn"}
    assert load_adapter("").functions == {}
