"""A test that would not be the same for every submission is refused, with what to write instead."""

import random
from random import choice

import hypothesis
import numpy as np
import pytest
import torch
from hypothesis import assume, event, given, note, target
from hypothesis import strategies as st

from autograder.judge.replayable import replay_problem


def noted(student):
    note("x")


def notes_by_another_name(student):
    hypothesis.note("x")


def evented(student):
    event("x")


def targeted(student):
    target(1.0)


def assumes(student):
    assume(student.f() > 0)


def assumes_by_a_local_import(student):
    from hypothesis import assume as suppose

    suppose(student.f() > 0)


@given(x=st.data())
def draws_on_the_way(student, x):
    x.draw(st.integers())


def helper(student):
    return helper_of_helper(student)


def helper_of_helper(student):
    assume(student)


def assumes_in_a_helper(student):
    helper(student)


def rolls(student):
    return np.random.normal(0, 1)


def rolls_a_choice(student):
    return choice([1, 2])


def rolls_in_a_lambda(student):
    return [(lambda: random.random())() for _ in range(3)]


def unseeded(student):
    return np.random.default_rng().normal()


def unseeded_none(student):
    return np.random.default_rng(None)


def rolls_a_tensor(student):
    return torch.randn(3)


@pytest.mark.parametrize(
    ("test", "said"),
    [
        (noted, "uses Hypothesis's note,"),
        (notes_by_another_name, "uses Hypothesis's note,"),
        (evented, "uses Hypothesis's event,"),
        (targeted, "uses Hypothesis's target,"),
        (assumes, "uses Hypothesis's assume, which recorded cases cannot replay: filter in the strategy"),
        (assumes_by_a_local_import, "uses Hypothesis's assume"),
        (draws_on_the_way, "uses Hypothesis's data, which recorded cases cannot replay: draw everything in"),
        (assumes_in_a_helper, "uses Hypothesis's assume in helper_of_helper"),
        (rolls, r"draws random numbers (np.random.normal), so that submissions would meet different ones"),
        (rolls_a_choice, "draws random numbers (choice)"),
        (rolls_in_a_lambda, "draws random numbers (random.random)"),
        (unseeded, "draws random numbers (np.random.default_rng)"),
        (unseeded_none, "draws random numbers (np.random.default_rng)"),
        (rolls_a_tensor, "draws random numbers (torch.randn)"),
    ],
)
def test_what_cannot_be_replayed_is_said(test, said):
    assert said in (replay_problem(test) or "nothing")


@given(x=st.integers().filter(lambda n: n > 3))
def fair(student, x):
    generator = np.random.default_rng(x)
    choice = generator.normal(0, 1)
    note = [choice]
    return note, torch.randn(3, generator=torch.Generator().manual_seed(1)), random.Random(3).random()


def seeded_before(student):
    torch.manual_seed(3)
    random.seed(4)
    return torch.randn(3), random.random()


@given(x=st.integers().map(lambda n: assume(n) or n))
def assumes_while_drawing(student, x):
    student.f(x)


@pytest.mark.parametrize("test", [fair, seeded_before, assumes_while_drawing])
def test_what_is_the_same_each_time_is_allowed(test):
    assert replay_problem(test) is None
