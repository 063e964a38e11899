"""The answers by hand against authorities that know nothing of them, for the numbers of many students."""

import functools
import itertools
import math

import numpy as np
import pytest
import torch
from torch import nn

from autograder.hidden_tests import test_written as hidden
from autograder.judge.slips import result_of
from solutions import written as reference

STUDENTS = [f"student-{place}" for place in range(40)]
SHEETS = {sheet.item: sheet for sheet in (hidden.TWO_STEPS, hidden.COUNTS, hidden.FACTOR, hidden.LOSS, hidden.SHAPES)}
#: Every value that each number can have.
CHOICES = {
    name: sorted({reference.numbers_of(f"s{place}", 0)[name] for place in range(300)})
    for name in reference.numbers_of("ada", 0)
}


def every_draw(sheet):
    """The numbers of an exercise in all combinations."""
    for values in itertools.product(*(CHOICES[name] for name in sheet.numbers)):
        yield dict(zip(sheet.numbers, values, strict=True))


@pytest.mark.parametrize("item", SHEETS)
@pytest.mark.parametrize("student", STUDENTS)
def test_the_model_solution_gives_the_true_answers(item, student, monkeypatch):
    numbers = reference.numbers_of(student, 1)
    monkeypatch.setattr(reference, "numbers", numbers)
    found, truth = getattr(reference, item)(), SHEETS[item].truth(numbers)
    assert list(found) == list(truth)
    for name, value in truth.items():
        assert found[name] == (value if isinstance(value, tuple) else pytest.approx(value, rel=1e-12)), name


@pytest.mark.parametrize("student", STUDENTS)
def test_two_steps_agree_with_autograd(student):
    numbers = reference.numbers_of(student, 1)
    n = {name: torch.tensor(float(numbers[name]), dtype=torch.float64) for name in hidden.TWO_STEPS.numbers}
    weight = n["W_h"].requires_grad_()
    h1 = weight * n["h0"] + n["W_x"] * n["x1"]
    h2 = weight * h1 + n["W_x"] * n["x2"]
    predictions = n["W_y"] * torch.stack([h1, h2])
    loss = nn.functional.mse_loss(predictions, torch.stack([n["y1"], n["y2"]]), reduction="sum")
    dh1, dh2, dW_h = torch.autograd.grad(loss, (h1, h2, weight))
    found = dict(zip(("h1", "h2", "yhat1", "yhat2", "loss"), (h1, h2, *predictions, loss), strict=True))
    found |= {"dh2": dh2, "dh1": dh1, "dW_h": dW_h}
    for name, value in hidden.TWO_STEPS.truth(numbers).items():
        assert value == pytest.approx(found[name].item(), rel=1e-12), name


def test_the_classic_instance_has_its_published_answers():
    numbers = {"h0": 1, "W_h": 1, "W_x": 0.1, "W_y": 2, "x1": 10, "x2": 10, "y1": 5, "y2": 5}
    truth = hidden.TWO_STEPS.truth(numbers)
    assert truth == {"h1": 2, "h2": 3, "yhat1": 4, "yhat2": 6, "loss": 2, "dh2": 4, "dh1": 0, "dW_h": 8}


@pytest.mark.parametrize("sizes", [(2, 3), *itertools.product(CHOICES["D"], CHOICES["H"])])
def test_counts_agree_with_the_layers_of_torch(sizes):
    truth = hidden.COUNTS.truth(dict(zip("DH", sizes, strict=True)))
    for name, layer in (("rnn", nn.RNN), ("gru", nn.GRU), ("lstm", nn.LSTM)):
        counts = {key: value.numel() for key, value in layer(*sizes, device="meta").named_parameters()}
        assert truth[f"{name}_two"] == sum(counts.values())
        assert truth[name] == sum(counts.values()) - counts["bias_hh_l0"]


def test_factors_agree_with_powers_of_the_matrix():
    for numbers in every_draw(hidden.FACTOR):
        truth = hidden.FACTOR.truth(numbers)
        p, q = numbers["p"], numbers["q"]
        sizes = [np.linalg.norm(np.linalg.matrix_power([[p, q], [q, p]], k), ord=2) for k in range(60)]
        assert truth["radius"] == pytest.approx(sizes[1])
        assert truth["factor"] == pytest.approx(sizes[numbers["k"]])
        assert truth["steps"] == next(k for k, size in enumerate(sizes) if not 0.01 <= size <= 100)
        assert numbers["slope"] * truth["critical_radius"] == pytest.approx(1)


def test_no_radius_is_near_the_border_and_no_bound_is_crossed_by_a_hair():
    for numbers in every_draw(hidden.FACTOR):
        radius = hidden.FACTOR.truth(numbers)["radius"]
        exact = math.log(100) / abs(math.log(radius))
        assert abs(radius - 1) > 0.05
        assert abs(exact - round(exact)) > 0.05


def test_losses_agree_with_cross_entropy():
    for numbers in every_draw(hidden.LOSS):
        truth, steps = hidden.LOSS.truth(numbers), numbers["letters"] + 1
        scores = torch.zeros(steps, numbers["V"], dtype=torch.float64)
        targets = torch.zeros(steps, dtype=torch.long)
        uniform = nn.functional.cross_entropy(scores, targets, reduction="sum")
        assert truth["uniform_nats"] == pytest.approx(uniform.item())
        assert truth["nats_per_step"] * steps == pytest.approx(numbers["name_nats"])
        assert truth["perplexity"] == pytest.approx(2 ** truth["bits_per_step"])
        assert truth["perplexity"] < numbers["V"], "better than a uniform guess"


@pytest.mark.parametrize("student", STUDENTS[:10])
def test_shapes_agree_with_a_model_of_torch(student):
    numbers = reference.numbers_of(student, 1)
    B, T, V, E, U, L, C = (numbers[name] for name in "BTVEULC")
    embedded = nn.Embedding(V, E, device="meta")(torch.zeros((B, T), dtype=torch.long, device="meta"))
    all_h, (h, c) = nn.LSTM(E, U, L, batch_first=True, device="meta")(embedded)
    found = [embedded, all_h, h, c, h[-1], nn.Linear(U, C, device="meta")(h[-1])]
    assert list(hidden.SHAPES.truth(numbers).values()) == [tuple(result.shape) for result in found]


#: Wrong ways to each answer; none may give the right number by chance, for any student.
MISTAKES = {
    ("two_steps", "h1"): [lambda W_x, x1: W_x * x1],
    ("two_steps", "h2"): [lambda W_h, h0, W_x, x2: W_h * h0 + W_x * x2, lambda W_x, x2: W_x * x2],
    ("two_steps", "loss"): [
        lambda yhat2, y2: (yhat2 - y2) ** 2,
        lambda yhat1, y1, yhat2, y2: abs(yhat1 - y1) + abs(yhat2 - y2),
    ],
    ("two_steps", "dh2"): [lambda W_y, yhat2, y2: W_y * (yhat2 - y2), lambda yhat2, y2: 2 * (yhat2 - y2)],
    ("two_steps", "dh1"): [
        lambda W_y, yhat1, y1: 2 * W_y * (yhat1 - y1),
        lambda W_h, dh2: W_h * dh2,
        lambda W_y, yhat1, y1, dh2: 2 * W_y * (yhat1 - y1) + dh2,
    ],
    ("two_steps", "dW_h"): [
        lambda dh2, h1: dh2 * h1,
        lambda dh1, h0: dh1 * h0,
        lambda dh2, h2, dh1, h1: dh2 * h2 + dh1 * h1,
        lambda dh2, dh1: dh1 + dh2,
    ],
    ("gradient_factor", "radius"): [lambda p, q: max(abs(p), abs(q)), lambda p: 2 * p, lambda p, q: p * p - q * q],
    ("gradient_factor", "factor"): [lambda radius, k: radius * k, lambda radius, k: k**radius],
    ("gradient_factor", "steps"): [lambda steps: steps - 1, lambda steps: steps + 1],
    ("gradient_factor", "critical_radius"): [lambda slope: slope, lambda slope: 1 + slope],
    ("reading_a_loss", "nats_per_step"): [lambda name_nats, letters: name_nats / letters],
    ("reading_a_loss", "bits_per_step"): [lambda nats_per_step: nats_per_step * math.log(2)],
    ("reading_a_loss", "perplexity"): [
        lambda nats_per_step: 2**nats_per_step,
        lambda bits_per_step: math.exp(bits_per_step),
    ],
    ("reading_a_loss", "uniform_nats"): [lambda letters, V: letters * math.log(V), lambda V: math.log(V)],
}


@pytest.mark.parametrize(("item", "name"), MISTAKES)
def test_a_mistake_never_gives_the_right_answer(item, name):
    sheet = SHEETS[item]
    for numbers in every_draw(sheet):
        known = numbers | sheet.truth(numbers)
        for place, mistake in enumerate(MISTAKES[item, name]):
            wrong = mistake(*(known[parameter] for parameter in mistake.__code__.co_varnames))
            assert not sheet.kinds[name].agree(wrong, known[name]), (place, numbers)


@pytest.mark.parametrize("item", ["two_steps", "parameter_counts", "gradient_factor", "reading_a_loss"])
def test_no_true_answer_is_zero(item):
    for numbers in every_draw(SHEETS[item]):
        assert all(abs(value) > 1e-9 for value in SHEETS[item].truth(numbers).values()), numbers


def test_the_sizes_of_a_model_are_all_different():
    sizes = [CHOICES[name] for name in "BTVEULC"]
    assert len(set(itertools.chain(*sizes))) == sum(map(len, sizes))
    assert not set(CHOICES["D"]) & set(CHOICES["H"])


# ---- the numbers themselves ----


def test_numbers_are_the_same_on_every_machine_and_in_every_release_of_python():
    drawn = reference.numbers_of("ada", 2026)
    names = ("h0", "W_h", "x1", "y1", "D", "H", "p", "k", "name_nats", "B", "L", "C")
    assert [drawn[name] for name in names] == [5, -0.5, 40, 6.6, 24, 100, 0.3, 30, 12.9, 32, 4, 6]


def test_capitals_spaces_and_ways_to_write_an_accent_do_not_matter():
    expected = reference.numbers_of("jürgen 7", 1)
    for typed in ("JÜRGEN 7", "  jürgen 7\n", "ju\u0308rgen 7"):
        assert reference.numbers_of(typed, 1) == expected
    assert reference.numbers_of(1234, 1) == reference.numbers_of("1234", 1)


@pytest.mark.parametrize("typed", ["", "   ", "\n"])
def test_without_an_id_there_are_no_numbers(typed):
    assert reference.numbers_of(typed, 1) == {}


def test_neighbours_and_other_terms_get_other_numbers():
    drawn = [reference.numbers_of(f"student-{place}", seed) for place in range(100) for seed in (1, 2)]
    assert all(one != other for one, other in itertools.combinations(drawn, 2))
    first = [tuple(numbers[name] for name in hidden.TWO_STEPS.numbers) for numbers in drawn]
    assert len(set(first)) > 180


def test_every_choice_is_drawn_about_as_often():
    drawn = [reference.numbers_of(f"student-{place}", 3) for place in range(2000)]
    for name, choices in CHOICES.items():
        for choice in choices:
            share = sum(numbers[name] == choice for numbers in drawn) / len(drawn) * len(choices)
            assert 0.75 < share < 1.25, name


@functools.cache
def everything_known(item):
    """Numbers and true answers of an exercise, for all combinations."""
    draws = [{**reference.numbers_of("ada", 0), **numbers} for numbers in every_draw(SHEETS[item])]
    return [numbers | SHEETS[item].truth(numbers) for numbers in draws]


@pytest.mark.parametrize("slip", hidden.SLIPS, ids=lambda slip: slip.formula.__name__)
def test_a_known_slip_is_wrong_for_every_draw_and_is_told_by_its_answer(slip):
    sheet, told = SHEETS[slip.item], 0
    own = [one for one in hidden.SLIPS if (one.item, one.answer) == (slip.item, slip.answer)]
    for known in everything_known(slip.item):
        kind, answer = sheet.kinds[slip.answer], result_of(slip.formula, known)
        assert not any(kind.agree(answer, result_of(formula, known)) for formula in sheet.formulas[slip.answer])
        told += sum(kind.agree(answer, result_of(one.formula, known)) for one in own) == 1
    assert told >= len(everything_known(slip.item)) / 2, "otherwise it needs a hint that it shares with the other"


def test_every_answer_but_one_has_a_known_slip_and_every_exercise_at_least_eight():
    slips = {(slip.item, slip.answer) for slip in hidden.SLIPS}
    lacking = [name for item, sheet in SHEETS.items() for name in sheet.kinds if (item, name) not in slips]
    assert lacking == ["last_step_c"], "its shape is that of the answer before"
    assert all(sum(slip.item == item for slip in hidden.SLIPS) >= 8 for item in SHEETS)
