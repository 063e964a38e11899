import pytest

from autograder.build.hidden import hidden_problems
from autograder.build.source import parse_source

PATH = "autograder/hidden_tests/test_tiny.py"


@pytest.fixture
def problems_of(tmp_path, make_house, tiny_source):
    def problems(hidden: str | None):
        house = make_house(tmp_path, {PATH: hidden})
        return hidden_problems(parse_source("tiny", "source/tiny.py", tiny_source), house)

    return problems


BOTH = '@item("add")\ndef test_a(student): ...\n\n@judge.item("add_twice", weight=2)\ndef test_b(student): ...\n'


def test_items_with_tests_are_fine_and_nothing_is_imported(problems_of):
    assert problems_of(BOTH + "\nimport nothing_of_this_name\n") == []


def test_items_without_tests_are_refused(problems_of):
    assert problems_of(None) == [
        f"source/tiny.py:28: item 'add' has no hidden test; add one to {PATH}",
        f"source/tiny.py:40: item 'add_twice' has no hidden test; add one to {PATH}",
    ]


def test_tests_without_an_item_are_refused(problems_of):
    assert problems_of(BOTH + '\n@item("sub")\ndef test_c(student): ...\n') == [
        f"{PATH}:7: tests the item 'sub', which source/tiny.py does not have; mend the name"
    ]


def test_written_answers_take_no_tests(problems_of):
    assert problems_of(BOTH + '\n@item("why_add")\ndef test_c(student): ...\n') == [
        f"{PATH}:7: tests 'why_add', a written answer that a person grades; delete the test"
    ]


@pytest.mark.parametrize(("text", "line"), [("def test_a(:\n", 1), ("@item(NAME)\ndef test_a(student): ...\n", 1)])
def test_hidden_tests_that_cannot_be_read_are_refused(problems_of, text, line):
    (problem,) = problems_of(text)
    assert problem.startswith(f"{PATH}:{line}: cannot be read")
