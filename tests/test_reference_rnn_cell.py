"""The model solution against authorities that know nothing of it: torch, finite differences, published values."""

import numpy as np
import pytest
import torch

from solutions.rnn_cell import rnn_backward, rnn_cell_backward, rnn_cell_forward, rnn_forward

SIZES = [(3, 5, 2, 4, 6), (4, 2, 3, 1, 5), (2, 6, 5, 3, 1)]  # n_x, n_a, n_y, m, T
WEIGHTS = ("Wax", "Waa", "ba")


def draw(n_x, n_a, n_y, m, T, seed=0):
    rng = np.random.default_rng(seed)
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a), "ba": (n_a, 1), "by": (n_y, 1)}
    parameters = {name: 0.7 * rng.standard_normal(shape) for name, shape in shapes.items()}
    return rng.standard_normal((n_x, m, T)), rng.standard_normal((n_a, m)), rng.standard_normal((n_a, m, T)), parameters


def torch_layer(kind, parameters):
    layer = kind(parameters["Wax"].shape[1], parameters["Waa"].shape[0], dtype=torch.float64)
    suffix = "" if kind is torch.nn.RNNCell else "_l0"
    values = {"weight_ih": parameters["Wax"], "weight_hh": parameters["Waa"], "bias_ih": parameters["ba"][:, 0]}
    with torch.no_grad():
        for name, value in values.items():
            getattr(layer, name + suffix).copy_(torch.tensor(value))
        getattr(layer, "bias_hh" + suffix).zero_()
    return layer, suffix


def layer_gradients(layer, suffix):
    return {
        "dWax": getattr(layer, "weight_ih" + suffix).grad,
        "dWaa": getattr(layer, "weight_hh" + suffix).grad,
        "dba": getattr(layer, "bias_ih" + suffix).grad[:, None],
    }


def assert_gradients(ours, theirs):
    assert set(ours) == set(theirs)
    for name, value in theirs.items():
        np.testing.assert_allclose(ours[name], np.asarray(value), rtol=1e-10, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("sizes", SIZES)
def test_the_cell_and_its_gradients_agree_with_torch(sizes):
    x, a_prev, da, parameters = draw(*sizes)
    layer, suffix = torch_layer(torch.nn.RNNCell, parameters)
    xt = torch.tensor(x[:, :, 0].T, requires_grad=True)
    past = torch.tensor(a_prev.T, requires_grad=True)
    state = layer(xt, past)
    scores = state @ torch.tensor(parameters["Wya"].T) + torch.tensor(parameters["by"][:, 0])
    state.backward(torch.tensor(da[:, :, 0].T))

    a_next, yt_pred, cache = rnn_cell_forward(x[:, :, 0], a_prev, parameters)
    np.testing.assert_allclose(a_next, state.detach().numpy().T, rtol=1e-12)
    np.testing.assert_allclose(yt_pred, torch.softmax(scores, dim=1).detach().numpy().T, rtol=1e-12)
    expected = {"dxt": xt.grad.T, "da_prev": past.grad.T, **layer_gradients(layer, suffix)}
    assert_gradients(rnn_cell_backward(da[:, :, 0], cache), expected)


@pytest.mark.parametrize("sizes", SIZES)
def test_the_sequence_and_its_gradients_agree_with_torch(sizes):
    x, a0, da, parameters = draw(*sizes)
    layer, suffix = torch_layer(torch.nn.RNN, parameters)  # (T, batch, features)
    inputs = torch.tensor(x.transpose(2, 1, 0), requires_grad=True)
    start = torch.tensor(a0.T[None], requires_grad=True)
    states, _ = layer(inputs, start)
    states.backward(torch.tensor(da.transpose(2, 1, 0)))

    a, y_pred, caches = rnn_forward(x, a0, parameters)
    np.testing.assert_allclose(a, states.detach().numpy().transpose(2, 1, 0), rtol=1e-12)
    np.testing.assert_allclose(y_pred.sum(axis=0), 1)
    expected = {"dx": inputs.grad.permute(2, 1, 0), "da0": start.grad[0].T, **layer_gradients(layer, suffix)}
    assert_gradients(rnn_backward(da, caches), expected)


def test_gradients_agree_with_finite_differences():
    x, a0, da, parameters = draw(2, 3, 4, 5, 3)
    gradients = rnn_backward(da, rnn_forward(x, a0, parameters)[2])
    values = {"x": x, "a0": a0, **{name: parameters[name] for name in WEIGHTS}}

    def loss(values):
        weights = parameters | {name: values[name] for name in WEIGHTS}
        return np.sum(da * rnn_forward(values["x"], values["a0"], weights)[0])

    for name, value in values.items():
        for index in np.ndindex(value.shape):
            nudge = np.zeros_like(value)
            nudge[index] = 1e-5
            slope = (loss(values | {name: value + nudge}) - loss(values | {name: value - nudge})) / 2e-5
            assert gradients["d" + name][index] == pytest.approx(slope, rel=1e-6, abs=1e-8), (name, index)


def test_large_scores_do_not_overflow():
    x, a_prev, _, parameters = draw(3, 5, 2, 4, 1)
    with np.errstate(over="raise", invalid="raise"):
        yt_pred = rnn_cell_forward(x[:, :, 0], a_prev, parameters | {"Wya": 1e6 * parameters["Wya"]})[1]
    np.testing.assert_allclose(yt_pred.sum(axis=0), 1)


def test_arguments_are_left_as_they_were():
    x, a0, da, parameters = draw(3, 5, 2, 4, 6)
    for array in (x, a0, da, *parameters.values()):
        array.setflags(write=False)
    rnn_backward(da, rnn_forward(x, a0, parameters)[2])


# ---- published values: np.random.seed(1), everything from randn in the stated order ----


def published(*shapes):
    np.random.seed(1)
    return [np.random.randn(*shape) for shape in shapes]


def test_published_values_of_the_cell():
    xt, a_prev, Waa, Wax, Wya, ba, by = published((3, 10), (5, 10), (5, 5), (5, 3), (2, 5), (5, 1), (2, 1))
    a_next, yt_pred, _ = rnn_cell_forward(xt, a_prev, {"Waa": Waa, "Wax": Wax, "Wya": Wya, "ba": ba, "by": by})
    np.testing.assert_allclose(a_next[4][:3], [0.59584544, 0.18141802, 0.61311866], rtol=1e-7)
    np.testing.assert_allclose(yt_pred[1][:3], [0.9888161, 0.01682021, 0.21140899], rtol=1e-6)


def test_published_values_of_the_sequence():
    x, a0, Waa, Wax, Wya, ba, by = published((3, 10, 4), (5, 10), (5, 5), (5, 3), (2, 5), (5, 1), (2, 1))
    a, y_pred, _ = rnn_forward(x, a0, {"Waa": Waa, "Wax": Wax, "Wya": Wya, "ba": ba, "by": by})
    np.testing.assert_allclose(a[4][1], [-0.99999375, 0.77911235, -0.99861469, -0.99833267], rtol=1e-7)
    np.testing.assert_allclose(y_pred[1][3], [0.79560373, 0.86224861, 0.11118257, 0.81515947], rtol=1e-7)


def test_published_values_of_backpropagation_through_time():
    x, a0, Wax, Waa, Wya, ba, by, da = published(
        (3, 10, 4), (5, 10), (5, 3), (5, 5), (2, 5), (5, 1), (2, 1), (5, 10, 4)
    )
    caches = rnn_forward(x, a0, {"Waa": Waa, "Wax": Wax, "Wya": Wya, "ba": ba, "by": by})[2]
    gradients = rnn_backward(da, caches)
    np.testing.assert_allclose(gradients["dx"][1][2], [-2.07101689, -0.59255627, 0.02466855, 0.01483317], rtol=1e-6)
    assert gradients["da0"][2][3] == pytest.approx(-0.314942375, rel=1e-8)
    assert gradients["dWax"][3][1] == pytest.approx(11.2641045, rel=1e-8)
    assert gradients["dWaa"][1][2] == pytest.approx(2.30333313, rel=1e-8)
    assert gradients["dba"][4][0] == pytest.approx(-0.74747722, rel=1e-7)
