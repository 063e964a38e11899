"""The model solution against authorities that know nothing of it: torch, finite differences, published values."""

import numpy as np
import pytest
import torch

from solutions.lstm import (
    LSTM,
    LSTMLayer,
    lstm_backward,
    lstm_cell_backward,
    lstm_cell_forward,
    lstm_forward,
    lstm_parameter_count,
)

SIZES = [(3, 5, 2, 4, 6), (4, 2, 3, 1, 5), (2, 6, 5, 3, 1)]  # n_x, n_a, n_y, m, T
GATES = "ifco"  # the order of torch, which calls the candidate g


def draw(n_x, n_a, n_y, m, T, seed=0):
    rng = np.random.default_rng(seed)
    shapes = {"W" + gate: (n_a, n_a + n_x) for gate in GATES} | {"b" + gate: (n_a, 1) for gate in GATES}
    shapes |= {"Wy": (n_y, n_a), "by": (n_y, 1)}
    parameters = {name: 0.7 * rng.standard_normal(shape) for name, shape in shapes.items()}
    return rng.standard_normal((n_x, m, T)), rng.standard_normal((n_a, m)), rng.standard_normal((n_a, m, T)), parameters


def torch_layer(kind, parameters):
    n_a, both = parameters["Wf"].shape
    layer = kind(both - n_a, n_a, dtype=torch.float64)
    suffix = "" if kind is torch.nn.LSTMCell else "_l0"
    stacked = torch.tensor(np.concatenate([parameters["W" + gate] for gate in GATES]))
    values = {"weight_hh": stacked[:, :n_a], "weight_ih": stacked[:, n_a:], "bias_hh": torch.zeros(4 * n_a)}
    values["bias_ih"] = torch.tensor(np.concatenate([parameters["b" + gate] for gate in GATES]))[:, 0]
    with torch.no_grad():
        for name, value in values.items():
            getattr(layer, name + suffix).copy_(value)
    return layer, suffix


def layer_gradients(layer, suffix):
    both = torch.cat([getattr(layer, name + suffix).grad for name in ("weight_hh", "weight_ih")], dim=1)
    bias = getattr(layer, "bias_ih" + suffix).grad[:, None]
    weights = {"dW" + gate: value for gate, value in zip(GATES, both.chunk(4), strict=True)}
    return weights | {"db" + gate: value for gate, value in zip(GATES, bias.chunk(4), strict=True)}


def assert_gradients(ours, theirs):
    assert set(ours) == set(theirs)
    for name, value in theirs.items():
        np.testing.assert_allclose(ours[name], np.asarray(value), rtol=1e-9, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("sizes", SIZES)
def test_the_cell_and_its_gradients_agree_with_torch(sizes):
    x, a_prev, da, parameters = draw(*sizes)
    c_prev, dc = np.random.default_rng(1).standard_normal((2, *a_prev.shape))
    layer, suffix = torch_layer(torch.nn.LSTMCell, parameters)
    xt, past, memory = (torch.tensor(value.T, requires_grad=True) for value in (x[:, :, 0], a_prev, c_prev))
    a, c = layer(xt, (past, memory))
    scores = a @ torch.tensor(parameters["Wy"].T) + torch.tensor(parameters["by"][:, 0])
    torch.autograd.backward([a, c], [torch.tensor(da[:, :, 0].T), torch.tensor(dc.T)])

    a_next, c_next, yt_pred, cache = lstm_cell_forward(x[:, :, 0], a_prev, c_prev, parameters)
    np.testing.assert_allclose(a_next, a.detach().numpy().T, rtol=1e-12)
    np.testing.assert_allclose(c_next, c.detach().numpy().T, rtol=1e-12)
    np.testing.assert_allclose(yt_pred, torch.softmax(scores, dim=1).detach().numpy().T, rtol=1e-12)
    expected = {"dxt": xt.grad.T, "da_prev": past.grad.T, "dc_prev": memory.grad.T, **layer_gradients(layer, suffix)}
    assert_gradients(lstm_cell_backward(da[:, :, 0], dc, cache), expected)


@pytest.mark.parametrize("sizes", SIZES)
def test_the_sequence_and_its_gradients_agree_with_torch(sizes):
    x, a0, da, parameters = draw(*sizes)
    layer, suffix = torch_layer(torch.nn.LSTM, parameters)  # (T, batch, features)
    inputs = torch.tensor(x.transpose(2, 1, 0), requires_grad=True)
    start = torch.tensor(a0.T[None], requires_grad=True)
    outputs, (_, memory) = layer(inputs, (start, torch.zeros_like(start)))
    outputs.backward(torch.tensor(da.transpose(2, 1, 0)))

    a, y, c, caches = lstm_forward(x, a0, parameters)
    np.testing.assert_allclose(a, outputs.detach().numpy().transpose(2, 1, 0), rtol=1e-12)
    np.testing.assert_allclose(c[:, :, -1], memory[0].detach().numpy().T, rtol=1e-12)
    np.testing.assert_allclose(y.sum(axis=0), 1)
    expected = {"dx": inputs.grad.permute(2, 1, 0), "da0": start.grad[0].T, **layer_gradients(layer, suffix)}
    assert_gradients(lstm_backward(da, caches), expected)


def test_gradients_agree_with_finite_differences():
    x, a0, da, parameters = draw(2, 3, 4, 5, 4)
    gradients = lstm_backward(da, lstm_forward(x, a0, parameters)[3])
    weights = [kind + gate for kind in "Wb" for gate in GATES]
    values = {"x": x, "a0": a0, **{name: parameters[name] for name in weights}}

    def loss(values):
        return np.sum(da * lstm_forward(values["x"], values["a0"], parameters | values)[0])

    for name, value in values.items():
        for index in np.ndindex(value.shape):
            nudge = np.zeros_like(value)
            nudge[index] = 1e-5
            slope = (loss(values | {name: value + nudge}) - loss(values | {name: value - nudge})) / 2e-5
            assert gradients["d" + name][index] == pytest.approx(slope, rel=1e-6, abs=1e-8), (name, index)


def test_gates_at_their_limits_do_not_overflow():
    x, a0, _, parameters = draw(3, 5, 2, 4, 3)
    with np.errstate(over="raise", invalid="raise"):
        a, y, _, _ = lstm_forward(x, a0, {name: 1e6 * value for name, value in parameters.items()})
    assert np.isfinite(a).all()
    np.testing.assert_allclose(y.sum(axis=0), 1)


def test_arguments_are_left_as_they_were():
    x, a0, da, parameters = draw(3, 5, 2, 4, 6)
    for array in (x, a0, da, *parameters.values()):
        array.setflags(write=False)
    lstm_backward(da, lstm_forward(x, a0, parameters)[3])


# ---- torch layers ----


def copied(ours, theirs, level=0):
    """Give torch's layer ``level`` the weights of one of ours, whose Linear reads [h; x] for f, i, g, o."""
    n = ours.hidden_size
    f, i, g, o = ours.gates.weight.detach().split(n)
    bias = ours.gates.bias.detach().split(n)
    both = torch.cat([i, f, g, o])
    with torch.no_grad():
        getattr(theirs, f"weight_hh_l{level}").copy_(both[:, :n])
        getattr(theirs, f"weight_ih_l{level}").copy_(both[:, n:])
        getattr(theirs, f"bias_ih_l{level}").copy_(torch.cat([bias[1], bias[0], bias[2], bias[3]]))
        getattr(theirs, f"bias_hh_l{level}").zero_()


@pytest.mark.parametrize(("B", "T"), [(4, 7), (1, 3), (5, 1)])
def test_the_layer_agrees_with_torch(B, T):
    torch.manual_seed(0)
    ours, theirs = LSTMLayer(2, 3).double(), torch.nn.LSTM(2, 3, batch_first=True).double()
    copied(ours, theirs)
    x = torch.randn(B, T, 2, dtype=torch.float64)
    all_h, (h, c) = ours(x)
    expected, (expected_h, expected_c) = theirs(x)
    torch.testing.assert_close(all_h, expected)
    torch.testing.assert_close(h, expected_h[0])
    torch.testing.assert_close(c, expected_c[0])


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_the_stack_agrees_with_torch(layers):
    torch.manual_seed(0)
    ours, theirs = LSTM(2, 3, layers).double(), torch.nn.LSTM(2, 3, layers, batch_first=True).double()
    for level, layer in enumerate(ours.layers):
        copied(layer, theirs, level)
    x = torch.randn(5, 6, 2, dtype=torch.float64)
    last_layer, (h, c) = ours(x)
    expected, (expected_h, expected_c) = theirs(x)
    torch.testing.assert_close(last_layer, expected)
    torch.testing.assert_close(h, expected_h)
    torch.testing.assert_close(c, expected_c)


def test_gradients_reach_the_input_and_every_parameter_of_the_stack():
    torch.manual_seed(0)
    stack = LSTM(2, 3, 2).double()
    x = torch.randn(2, 4, 2, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: stack(x)[0], x)
    stack(x)[0].sum().backward()
    assert all(parameter.grad is not None and parameter.grad.any() for parameter in stack.parameters())


@pytest.mark.parametrize(("d", "n"), [(1, 1), (2, 3), (28, 128)])
def test_the_count_is_that_of_torch_with_one_bias_less(d, n):
    layer = torch.nn.LSTM(d, n)
    count = sum(parameter.numel() for parameter in layer.parameters()) - layer.bias_hh_l0.numel()
    assert lstm_parameter_count(d, n) == count
    assert lstm_parameter_count(d, n) == sum(parameter.numel() for parameter in LSTMLayer(d, n).parameters())


# ---- published values: np.random.seed(1), everything from randn, gates in the order f, i, o, c, each W then b ----


def published(*shapes, n_a=5, n_x=3, n_y=2, predicting=True):
    np.random.seed(1)
    inputs = [np.random.randn(*shape) for shape in shapes]
    parameters = {}
    for gate in "fioc":
        parameters["W" + gate], parameters["b" + gate] = np.random.randn(n_a, n_a + n_x), np.random.randn(n_a, 1)
    fill = np.random.randn if predicting else lambda *shape: np.zeros(shape)
    return *inputs, parameters | {"Wy": fill(n_y, n_a), "by": fill(n_y, 1)}


def test_published_values_of_the_cell():
    a_next, c_next, yt_pred, _ = lstm_cell_forward(*published((3, 10), (5, 10), (5, 10)))
    np.testing.assert_allclose(a_next[4][:3], [-0.66408471, 0.0036921, 0.02088357], rtol=1e-5)
    np.testing.assert_allclose(c_next[2][:3], [0.63267805, 1.00570849, 0.35504474], rtol=1e-7)
    np.testing.assert_allclose(yt_pred[1][:3], [0.79913913, 0.15986619, 0.22412122], rtol=1e-7)


def test_published_values_of_the_sequence():
    a, y, c, _ = lstm_forward(*published((3, 10, 7), (5, 10)))
    assert a[4][3][6] == pytest.approx(0.172117767533, rel=1e-10)
    assert y[1][4][3] == pytest.approx(0.95087346185, rel=1e-10)
    assert c[1][2][1] == pytest.approx(-0.855544916718, rel=1e-10)


def test_published_values_of_backpropagation_through_the_first_four_steps():
    caches = lstm_forward(*published((3, 10, 7), (5, 10), predicting=False))[3]
    gradients = lstm_backward(np.random.randn(5, 10, 4), caches)
    np.testing.assert_allclose(gradients["dx"][1][2], [0.00218254, 0.28205375, -0.48292508, -0.43281115], rtol=1e-5)
    assert gradients["da0"][2][3] == pytest.approx(0.312770310257, rel=1e-10)
    assert gradients["dWf"][3][1] == pytest.approx(-0.0809802310938, rel=1e-10)
