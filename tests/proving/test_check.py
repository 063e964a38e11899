"""The gate before a release: a sound course passes, and each breakage is named."""

import pytest

from autograder.build import build_course
from autograder.config import HOUSE
from autograder.proving.check import check
from autograder.proving.gates import references_agree_with_authorities

pytestmark = pytest.mark.slow


def edit(house, name, old, new):
    text = (house / name).read_text()
    assert old in text
    (house / name).write_text(text.replace(old, new))


def problems(house):
    return check(house, jobs=1).problems


def test_a_sound_course_passes_and_so_does_a_second_look(house):
    summary = check(house, jobs=1)
    assert summary.problems == ()
    (row,) = summary.items
    assert (row.tests, row.mistakes, row.styles, row.mutation_score) == (2, 2, 1, 1.0)
    assert summary.samples == 2
    assert check(house, jobs=1) == summary


def test_a_deleted_hidden_test_is_named(house):
    name = "autograder/hidden_tests/test_tiny.py"
    text = (house / name).read_text()
    (house / name).write_text(text[: text.index('@item("scaled", weight=1)')])
    found = problems(house)
    assert any("the hidden test test_sum_is_that_of_the_products is gone" in line for line in found)
    assert any("sum_of_what_came earns all points of scaled" in line for line in found)


def test_a_loosened_tolerance_is_noticed_by_what_it_lets_through(house):
    edit(house, "autograder/hidden_tests/test_tiny.py", "RTOL = 1e-4", "RTOL = 1e-1")
    found = problems(house)
    assert any("scaled: no test notices: behaviour" in line and "a thousandth too large" in line for line in found)
    assert any("tiny changed since its mutants were tried" in line for line in found)


def test_a_leaked_solution_line_is_named(house):
    edit(house, "release/sums/tiny.ipynb", "# Larger numbers", "# Larger numbers: larger_entries = np.multiply(x, by)")
    assert any("tiny.ipynb: holds a line of the solution (source/tiny.py:" in line for line in problems(house))


def test_a_wrong_reference_is_named_by_its_authority_and_its_hidden_tests(house):
    edit(house, "source/tiny.py", "np.multiply(x, by)", "np.divide(x, by)")
    build_course(house, house)
    found = problems(house)
    assert any("test_reference_tiny.py::test_twice_is_a_sum" in line for line in found)
    assert any("test_every_entry_is_multiplied fails the reference of scaled" in line for line in found)


def test_a_sample_that_earns_something_else_is_named(house):
    edit(house, "tests/submissions/tiny/partial/sum_of_what_came.py", "scaled=7.5", "scaled=5")
    (line,) = problems(house)
    assert line.startswith("tiny/partial/sum_of_what_came") and "7.5" in line


def test_a_mistake_without_a_hint_of_its_own_is_named(house):
    same = '\n\n@mistake("scaled")\ndef sum_of_x(x, by):\n    """You sum x."""\n    return by * x, sum(x)\n'
    with (house / "autograder/mistakes/tiny.py").open("a") as file:
        file.write(same)
    found = problems(house)
    assert len(found) == 2 and all("is not recognised by its answers" in line for line in found)
    assert {"sum_of_what_came" in line for line in found} == {True, False}


def test_a_test_that_nothing_needs_is_named(house):
    edit(house, "autograder/hidden_tests/test_tiny.py", "    Credits right entries, whatever their sum.\n", "")
    found = problems(house)
    assert any("no mutant and no mistake needs" in line and "test_every_entry_is_multiplied" in line for line in found)


def test_two_gates_swapped_in_the_reference_of_lstm_are_named_by_its_authority(tmp_path):
    """The real reference and its real authority, in a house of their own."""
    for name in ("solutions/__init__.py", "solutions/lstm.py", "tests/test_reference_lstm.py", "pyproject.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes((HOUSE / name).read_bytes())
    assert references_agree_with_authorities(tmp_path) == []
    edit(tmp_path, "solutions/lstm.py", 'parameters["Wf"] @ both', 'parameters["Wi"] @ both')
    (line,) = references_agree_with_authorities(tmp_path)
    assert line.startswith("FAILED tests/test_reference_lstm.py::")
