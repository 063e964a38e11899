"""Answers are kept for as long as there is room, and found by everything that was asked."""

import itertools

import pytest

from autograder.answered import Answered
from autograder.protocol.messages import Call, Returned, TooLarge


@pytest.fixture
def made():
    """The calls that were made, one after the other."""
    return []


@pytest.fixture
def ask(made):
    return asking(made, Answered(lambda: 0))


def asking(made, answered):
    numbers = itertools.count(1)

    def make(call):
        made.append(call)
        return Returned(call.id, len(made), {})

    def ask(**others):
        call = {"id": next(numbers), "function": "f", "args": [1.0], "kwargs": {}, "seed": 0, "fresh": True} | others
        return answered.answer(Call(**call), make)

    return ask


def test_the_number_of_a_call_is_no_part_of_the_question(ask, made):
    assert [ask().value, ask().value] == [1, 1]
    assert ask().id == 3, "but the answer has the number of the call that it answers"
    assert len(made) == 1


def test_every_other_difference_is_another_question(ask, made):
    ask()
    changes = [{"function": "g"}, {"args": [2.0]}, {"kwargs": {"x": 1}}, {"seed": 1}, {"refuses": ("torch",)}]
    assert [ask(**change).value for change in changes] == [2, 3, 4, 5, 6]


def test_a_remembered_call_is_made_once_and_first_when_another_of_its_case_follows(ask, made):
    ask()
    ask()
    ask(fresh=False)
    ask(fresh=False)
    assert [(call.id, call.fresh) for call in made] == [(1, True), (2, True), (3, False), (4, False)]


def test_a_remembered_call_of_a_case_that_ended_with_it_is_never_made(ask, made):
    ask()
    ask()
    ask(args=[2.0])
    ask(fresh=False)
    assert [call.args for call in made] == [[1.0], [2.0], [1.0]]


def test_what_follows_in_a_case_is_never_remembered(ask, made):
    ask()
    assert [ask(fresh=False).value for _ in range(3)] == [2, 3, 4]


def test_an_answer_that_was_too_large_to_travel_is_one_too():
    answered = Answered(lambda: 0)
    first, second = (Call(number, "f", [], {}, 0, True) for number in (1, 2))
    answered.answer(first, lambda call: TooLarge(call.id, 1 << 30))
    assert answered.answer(second, lambda call: pytest.fail("it was asked again")) == TooLarge(2, 1 << 30)


def test_a_call_without_an_answer_is_made_again():
    answered = Answered(lambda: 0)

    def never(call):
        raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            answered.answer(Call(1, "f", [], {}, 0, True), never)


def test_what_no_longer_fits_is_not_kept_and_clearing_makes_room(made):
    answered = Answered(lambda: 300 * len(made), room=1000)
    ask = asking(made, answered)
    first = [ask(args=[number]).value for number in range(10)]
    again = [ask(args=[number]).value for number in range(10)]
    kept = sum(one == other for one, other in zip(first, again, strict=True))
    assert 0 < kept < 4
    assert again[:kept] == first[:kept]
    answered.clear()
    assert ask(args=["new"]).value == ask(args=["new"]).value
