"""The reference answers for a student's earlier functions, on the trusted side, within limits."""

import tracemalloc

import numpy as np
import pytest

from autograder.judge.oracle import EACH, Known, ReferenceOracle
from autograder.protocol.values import Again, Array, Generator, Handle, List, Tuple, unwrap, wrap
from autograder.session import Interrupted


def oracle(function, cpu=5.0):
    return ReferenceOracle(type("Reference", (), {"f": staticmethod(function)}), cpu)


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


def test_what_was_asked_before_is_not_worked_out_again():
    asked = []
    ask = oracle(asked.append)
    for value in (1.0, 2.0, 1.0, -0.0, 0.0, True, 1):
        ask("f", [value], {})
    assert list(map(repr, asked)) == ["1.0", "2.0", "-0.0", "0.0", "True", "1"]


def test_what_is_known_counts_for_what_it_cost():
    def busy(x):
        sum(range(300_000))

    ask = oracle(busy)
    costs = []
    for _ in range(2):
        before = ask.left
        ask("f", [1], {})
        costs.append(before - ask.left)
    assert costs[0] == pytest.approx(costs[1])
    assert costs[0] > 0


def test_a_dict_that_is_passed_on_stays_the_one_that_was_sent():
    told = oracle(lambda x, parameters: (x, parameters))("f", [wrap(1.0), wrap({"W": np.ones(2)})], {})
    assert told.value == Tuple([1.0, Again(0)])


def test_answers_that_were_not_asked_for_longest_are_forgotten():
    known = Known(room=2 * (EACH + 4))
    for name in (b"a", b"b", b"a", b"c"):
        if known.get(name) is None:
            known.put(name, (bytes(4), 1.0))
    assert [known.get(name) is None for name in (b"a", b"b", b"c")] == [False, True, False]


def test_an_answer_larger_than_all_room_is_not_kept():
    known = Known(room=10)
    known.put(b"a", (bytes(11), 1.0))
    assert known.get(b"a") is None
    assert known.left == 10


def test_short_answers_fill_the_room_too():
    known = Known(room=1 << 20)
    tracemalloc.start()
    for number in range(10_000):
        known.put(number.to_bytes(16), (bytes(8), float(number)))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 1 << 20


def test_a_question_nested_too_deep_is_answered():
    value = List([])
    for _ in range(5_000):
        value = List([value])
    told = oracle(lambda x: pytest.fail("the reference was run"))("f", [value], {})
    assert told.failure.type == "ValueError"
