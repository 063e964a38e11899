"""Hidden tests that could not be graded fairly are refused, with file and line."""

import itertools
import textwrap

import pytest

from autograder.errors import ConfigError
from autograder.judge.collection import hidden_test_files, hidden_tests
from autograder.records import Item, Part

serial = itertools.count()
PART = Part("tiny", "a", (Item("f", 1.0), Item("why", 1.0, manual=True)), {})
HEADER = "from hypothesis import given, strategies as st\nfrom autograder.judge import item\n"
GOOD = '''
@item("f", weight=2, examples=7)
@given(x=st.integers())
def test_it_adds(student, x):
    """It adds one,
    always.

    More for maintainers.
    """
'''


@pytest.fixture
def house(tmp_path):
    def make(code):
        folder = tmp_path / str(next(serial)) / "autograder" / "hidden_tests"
        folder.mkdir(parents=True)
        (folder / "test_tiny.py").write_text(HEADER + textwrap.dedent(code))
        return folder.parent.parent

    return make


def test_a_test_has_its_item_its_weight_and_the_sentence_of_its_docstring(house):
    (test,) = hidden_tests(PART, 1, house(GOOD))
    assert (test.name, test.grade_id, test.weight) == ("test_it_adds", "f", 2.0)
    assert test.sentence == "It adds one, always."


def test_a_large_part_may_have_further_files_by_topic(house):
    root = house(GOOD)
    folder = root / "autograder" / "hidden_tests"
    more = GOOD.replace("test_it_adds", "test_more")
    (folder / "test_tiny__writing.py").write_text(HEADER + more)
    (folder / "test_tiny_other.py").write_text("another part's")
    assert [path.name for path in hidden_test_files("tiny", root)] == ["test_tiny.py", "test_tiny__writing.py"]
    assert [test.name for test in hidden_tests(PART, 1, root)] == ["test_it_adds", "test_more"]


def test_the_same_seed_draws_the_same_cases_and_another_one_others(house):
    def drawn(seed, code):
        (test,) = hidden_tests(PART, seed, house(code))
        values = []
        test.function.hypothesis.inner_test = lambda student, x: values.append(x)
        test.function(student=None)
        assert len(values) == 7
        return values

    assert drawn(1, GOOD) == drawn(1, GOOD)
    assert drawn(1, GOOD) != drawn(2, GOOD)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('def test_x(student):\n    """S."""', "belongs to no item"),
        (GOOD.replace('"f"', '"g"'), "which is no item of tiny"),
        (GOOD.replace('"f"', '"why"'), "which is no item of tiny"),
        (GOOD.replace("weight=2", "weight=0"), "has weight 0: give it a positive number"),
        (GOOD.replace("weight=2", "weight=float('nan')"), "positive number"),
        ('@item("f")\ndef test_x(student):\n    pass', "has no docstring"),
        ('@item("f")\ndef test_x(student, tmp_path):\n    """S."""', "takes 'tmp_path'"),
        (GOOD.replace("examples=7", 'edges=[{"x": 1}, {"y": 2}]'), "has an edge of other arguments than it draws: x"),
        (GOOD.replace("examples=7", "edges=[{}]"), "has an edge of other arguments than it draws: x"),
        ('@item("f", edges=[{}])\ndef test_x(student):\n    """S."""', "other arguments than it draws: none"),
        ("", "item 'f' has no hidden test"),
        ("1 / 0", "cannot be imported: ZeroDivisionError"),
    ],
)
def test_what_cannot_be_graded_is_refused(house, code, said):
    with pytest.raises(ConfigError, match=said):
        hidden_tests(PART, 1, house(code))


def test_a_part_without_a_file_of_tests_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="every part has a file of hidden tests"):
        hidden_tests(PART, 1, tmp_path)
