"""Which items the gates play to: those that are called."""

from autograder.proving.gates import code_items, refusing_nothing
from autograder.records import Item, Part


def test_written_questions_and_files_of_an_items_name_are_not_called():
    items = (Item("encode", 2.0), Item("guesses", 2.0), Item("why", 2.0, manual=True))
    assert code_items(Part("names", "rnn", items, {})) == ["encode", "guesses"]
    assert code_items(Part("names", "rnn", items, {}, hands_in=("names_guesses.csv",))) == ["encode"]


def test_what_refuses_nothing_returns_where_another_raises():
    assert refusing_nothing(int)("7") == 7
    careless = refusing_nothing(lambda text: int(text))
    assert careless("7") == 7
    assert careless("seven") is None
