"""The reference answers for a student's earlier functions, on the trusted side, within limits."""

import types

import numpy as np
import pytest

from autograder.errors import ConfigError
from autograder.judge.reference import ReferenceOracle, load_reference
from autograder.protocol.values import Array, Generator, Handle, unwrap, wrap
from autograder.session import Interrupted


def oracle(function, cpu=5.0):
    return ReferenceOracle(types.SimpleNamespace(f=function), cpu)


def test_it_answers_with_plain_data():
    told = oracle(lambda x: (x + 1, None))("f", [wrap(np.zeros(2))], {})
    assert unwrap(told.value)[0].tolist() == [1.0, 1.0]


def test_what_the_reference_raises_on_a_students_arguments_goes_back_to_the_student():
    told = oracle(lambda x: x["Wax"])("f", [wrap(1.0)], {})
    assert told.failure.type == "TypeError"


def test_arguments_that_are_not_plain_data_go_back_too():
    assert oracle(lambda x: x)("f", [Array("float64", (9,), "C", b"")], {}).failure.type == "ValueError"


def test_its_budget_ends():
    def busy(x):
        sum(range(300_000))

    ask = oracle(busy, cpu=0.02)
    with pytest.raises(Interrupted, match="called f too often"):
        for _ in range(1000):
            ask("f", [1], {})


def test_a_missing_reference_says_what_to_run(tmp_path):
    with pytest.raises(ConfigError, match="run `autograder build`"):
        load_reference("nothing", tmp_path)


def test_a_reference_that_does_not_import_is_named(tmp_path):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "bad.py").write_text("1 / 0")
    with pytest.raises(ConfigError, match="ZeroDivisionError"):
        load_reference("bad", tmp_path)


@pytest.mark.parametrize(
    "argument",
    [
        Array("float64", (10**9, 0), "C", b""),
        wrap(np.zeros(100_001)),
        wrap([np.zeros(60_000), {"a": np.zeros(60_000)}]),
        wrap(np.zeros((2, 1, 1, 1))),
        wrap([np.zeros((300, 1, 1)), np.zeros((1, 300, 1)), np.zeros((1, 1, 300))]),
    ],
    ids=["an axis of length 0", "too many numbers", "too many numbers together", "four axes", "long axes together"],
)
def test_arguments_that_could_fill_the_judges_memory_are_refused(argument):
    told = oracle(lambda x: pytest.fail("the reference was run"))("f", [argument], {})
    assert told.failure.type == "ValueError"


def test_what_the_reference_changes_in_place_is_told():
    def step(parameters, gradients, rate):
        parameters["W"] -= rate * gradients

    told = oracle(step)("f", [wrap({"W": np.ones(2)}), wrap(np.ones(2))], {"rate": 0.5})
    assert list(told.changed) == [0]
    assert unwrap(told.changed[0])["W"].tolist() == [0.5, 0.5]


def test_it_draws_from_a_generator_of_the_seed_that_it_is_sent():
    told = oracle(lambda rng: rng.integers(10**9))("f", [], {"rng": Generator(5)})
    assert unwrap(told.value) == np.random.default_rng(5).integers(10**9)
    assert told.changed == {}


def test_a_handle_is_not_followed_on_this_side():
    assert oracle(lambda x: x)("f", [Handle(1)], {}).failure.type == "ValueError"
