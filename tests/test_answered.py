"""Answers are kept for as long as there is room, and found by everything that was asked."""

from autograder.answered import Answered
from autograder.protocol.messages import Call, Returned, TooLarge


def question(number=0, **others):
    return Call(**({"id": number, "function": "f", "args": [1.0], "kwargs": {}, "seed": 0, "fresh": True} | others))


def test_the_number_of_a_call_is_no_part_of_the_question():
    answered = Answered()
    answered.note(question(1), Returned(1, 42, {}), 10)
    assert answered.to(question(2)) == Returned(2, 42, {})


def test_every_other_difference_is_another_question():
    answered = Answered()
    answered.note(question(), Returned(0, 42, {}), 10)
    for change in ({"function": "g"}, {"args": [2.0]}, {"kwargs": {"x": 1}}, {"seed": 1}, {"refuses": ("torch",)}):
        assert answered.to(question(**change)) is None, change


def test_an_answer_that_was_too_large_to_travel_is_one_too():
    answered = Answered()
    answered.note(question(1), TooLarge(1, 1 << 30), 20)
    assert answered.to(question(2)) == TooLarge(2, 1 << 30)


def test_what_no_longer_fits_is_not_kept_and_clearing_makes_room():
    answered = Answered(room=1000)
    answered.note(question(args=["large"]), Returned(0, 1, {}), 2000)
    assert answered.to(question(args=["large"])) is None
    for number in range(100):
        answered.note(question(args=[number]), Returned(0, number, {}), 100)
    kept = [number for number in range(100) if answered.to(question(args=[number]))]
    assert kept == list(range(len(kept)))
    assert 0 < len(kept) < 10
    answered.clear()
    answered.note(question(args=["new"]), Returned(0, 1, {}), 100)
    assert answered.to(question(args=["new"])) is not None
