"""The model solution of char_lm against authorities that know nothing of it: torch, differences, closed forms."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
import torch

from solutions.char_lm import clip, encode, model, optimize, sample, sequence_gradients, sequence_loss

SIZES = [(5, 3, 6), (4, 7, 1), (9, 2, 4)]  # n_x, n_a, T


def draw(n_x, n_a, T, seed=0, scale=0.8):
    rng = np.random.default_rng(seed)
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_x, n_a), "b": (n_a, 1), "by": (n_x, 1)}
    parameters = {name: scale * rng.standard_normal(shape) for name, shape in shapes.items()}
    Y = [int(ix) for ix in rng.integers(0, n_x, T)]
    return [None, *Y[:-1]], Y, rng.standard_normal((n_a, 1)), parameters


def torch_loss(X, Y, a_prev, weights):
    """By torch's own cell, cross-entropy and one-hot columns."""
    n_a, n_x = weights["Wax"].shape
    state, losses = torch.tensor(a_prev).T, []
    for x, y in zip(X, Y, strict=True):
        column = torch.zeros(1, n_x, dtype=torch.float64)
        if x is not None:
            column[0, x] = 1
        zero = torch.zeros(n_a, dtype=torch.float64)
        state = torch.rnn_tanh_cell(column, state, weights["Wax"], weights["Waa"], weights["b"][:, 0], zero)
        scores = state @ weights["Wya"].T + weights["by"].T
        losses.append(torch.nn.functional.cross_entropy(scores, torch.tensor([y]), reduction="sum"))
    return sum(losses), state


@pytest.mark.parametrize("sizes", SIZES)
def test_loss_and_gradients_agree_with_torch(sizes):
    X, Y, a_prev, parameters = draw(*sizes)
    weights = {name: torch.tensor(value, requires_grad=True) for name, value in parameters.items()}
    expected, state = torch_loss(X, Y, a_prev, weights)
    expected.backward()

    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    gradients, a = sequence_gradients(X, Y, parameters, cache)
    assert type(loss) is float
    assert loss == pytest.approx(float(expected.detach()), rel=1e-12)
    np.testing.assert_allclose(a[-1], state.detach().numpy().T, rtol=1e-12)
    assert len(a) == len(X) + 1
    for name, weight in weights.items():
        # for one step nothing enters through Wax, and torch has no gradient for it
        theirs = np.zeros(weight.shape) if weight.grad is None else weight.grad.numpy()
        np.testing.assert_allclose(gradients["d" + name], theirs, rtol=1e-9, atol=1e-12, err_msg=name)


def test_gradients_agree_with_finite_differences():
    X, Y, a_prev, parameters = draw(4, 3, 5)
    gradients, _ = sequence_gradients(X, Y, parameters, sequence_loss(X, Y, a_prev, parameters)[1])
    for name, value in parameters.items():
        for index in np.ndindex(value.shape):
            nudge = np.zeros_like(value)
            nudge[index] = 1e-5
            up, down = (sequence_loss(X, Y, a_prev, parameters | {name: value + n})[0] for n in (nudge, -nudge))
            assert gradients["d" + name][index] == pytest.approx((up - down) / 2e-5, rel=1e-6, abs=1e-8), (name, index)


def test_the_probabilities_of_all_names_of_one_length_sum_to_one():
    _, _, a_prev, parameters = draw(3, 4, 4)
    names = product(range(3), repeat=4)
    total = sum(np.exp(-sequence_loss([None, *name[:-1]], list(name), a_prev, parameters)[0]) for name in names)
    assert total == pytest.approx(1, abs=1e-12)


def test_the_loss_survives_scores_in_the_thousands():
    X, Y, a_prev, parameters = draw(5, 3, 6)
    loss = sequence_loss(X, Y, a_prev, parameters)[0]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for shift in (-3000, 3000):
            moved = parameters | {"by": parameters["by"] + shift}
            assert sequence_loss(X, Y, a_prev, moved)[0] == pytest.approx(loss, rel=1e-9)


def test_arguments_are_left_as_they_were():
    X, Y, a_prev, parameters = draw(5, 3, 6)
    for array in (a_prev, *parameters.values()):
        array.setflags(write=False)
    _, cache = sequence_loss(X, Y, a_prev, parameters)
    for array in (*cache[0], *cache[1]):
        array.setflags(write=False)
    sequence_gradients(X, Y, parameters, cache)
    sample(parameters, dict(zip("abcd\n", range(5), strict=True)), np.random.default_rng(0))


@pytest.mark.parametrize("bound", [0.5, 5, 100])
def test_clip_keeps_what_is_within_the_bound(bound):
    gradients = {name: np.linspace(-20, 20, 9).reshape(3, 3) for name in ("dWax", "dWaa", "dWya", "db", "dby")}
    clipped = clip({name: value.copy() for name, value in gradients.items()}, bound)
    for name, value in gradients.items():
        nearest = [[min(max(entry, -bound), bound) for entry in row] for row in value]
        np.testing.assert_array_equal(clipped[name], nearest)


def test_a_step_moves_the_parameters_against_the_clipped_gradients():
    X, Y, a_prev, parameters = draw(5, 3, 6)
    parameters["Wya"] *= 20
    before = {name: value.copy() for name, value in parameters.items()}
    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    raw, states = sequence_gradients(X, Y, parameters, cache)
    assert max(np.abs(value).max() for value in raw.values()) > 5
    found, gradients, a_last = optimize(X, Y, a_prev, parameters, learning_rate=0.1)
    assert found == loss
    np.testing.assert_array_equal(a_last, states[-1])
    for name, value in before.items():
        np.testing.assert_allclose(gradients["d" + name], np.clip(raw["d" + name], -5, 5))
        np.testing.assert_allclose(parameters[name], value - 0.1 * np.clip(raw["d" + name], -5, 5))


LETTERS = {"a": 0, "\n": 1, "b": 2}


def test_names_come_as_often_as_their_loss_says():
    _, _, _, parameters = draw(3, 4, 1, seed=4)
    rng, count = np.random.default_rng(0), 4000
    names = Counter(tuple(sample(parameters, LETTERS, rng, max_length=3)) for _ in range(count))
    silence = np.zeros((4, 1))
    for name, times in names.items():
        drawn = list(name[:3]) if len(name) == 4 else list(name)  # the newline of a full name was not drawn
        chance = np.exp(-sequence_loss([None, *drawn[:-1]], drawn, silence, parameters)[0])
        assert abs(times / count - chance) < 5 * np.sqrt(chance * (1 - chance) / count) + 1e-3, name


@pytest.mark.parametrize(("newline", "length"), [(99.0, 1), (-99.0, 8)])
def test_a_name_ends_at_newline_or_when_it_is_full(newline, length):
    _, _, _, parameters = draw(3, 4, 1)
    parameters["by"] = np.array([[0.0], [newline], [0.0]])
    name = sample(parameters, LETTERS, np.random.default_rng(0), max_length=7)
    assert (len(name), name[-1], name.count(1)) == (length, 1, 1)


def train(names, steps, rate=0.05, seed=0, n_a=8):
    characters = sorted({"\n", *"".join(names)})
    char_to_ix = {character: ix for ix, character in enumerate(characters)}
    rng = np.random.default_rng(seed)
    return (*model(names, dict(enumerate(characters)), char_to_ix, steps, n_a, rng, rate), char_to_ix)


def mean_loss(names, parameters, char_to_ix):
    total = 0.0
    for name in names:
        word = encode(name, char_to_ix)
        silence = np.zeros(parameters["b"].shape)
        total += sequence_loss([None, *word], [*word, char_to_ix["\n"]], silence, parameters)[0]
    return total / len(names)


def test_every_epoch_takes_each_name_once_in_a_new_order():
    names = ["a" * length for length in range(1, 9)]
    parameters, losses, char_to_ix = train(names, 20, rate=0.0)
    costs = [mean_loss([name], parameters, char_to_ix) for name in names]
    order = [int(np.argmin(np.abs(np.array(costs) - loss))) for loss in losses]
    np.testing.assert_allclose(losses, [costs[which] for which in order])
    assert sorted(order[:8]) == sorted(order[8:16]) == list(range(8))
    assert order[:8] != order[8:16]


LISTS = {"films": ["8½", "Amélie", "WALL·E", "E.T."], "one name": ["tin"], "a name of no letters": ["", "ab"]}


@pytest.mark.parametrize("names", LISTS.values(), ids=LISTS)
def test_any_characters_and_any_number_of_names_are_learned(names):
    before = list(names)
    parameters, losses, char_to_ix = train(names, 400)
    untrained, _, _ = train(names, 1, rate=0.0)
    assert mean_loss(names, parameters, char_to_ix) < 0.5 * mean_loss(names, untrained, char_to_ix)
    assert len(losses) == 400
    assert names == before


def test_an_empty_list_and_an_unknown_character_are_refused_with_a_reason():
    with pytest.raises(ValueError, match="at least one"):
        train([], 3)
    with pytest.raises(ValueError, match=r"'Amélie' holds 'é', which is none of the 26 known characters"):
        encode("Amélie", {character: ix for ix, character in enumerate("Aabcdefghijklmnopqrstuvwxy")})
    with pytest.raises(ValueError, match="'b'"):
        model(["b"], {0: "a", 1: "\n"}, {"a": 0, "\n": 1}, 2, 3, np.random.default_rng(0))
