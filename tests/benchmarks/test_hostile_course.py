"""A course as plain nbgrader has it: what is hidden in it, and what is left of a submission."""

import numpy as np
import pytest

from autograder.judge.reference import load_reference
from benchmarks.hostile_course import hidden_asserts, with_hidden_tests

ASSERTS = hidden_asserts("rnn_cell")


def functions():
    return {"np": np, **{name: getattr(load_reference("rnn_cell"), name) for name in ASSERTS}}


@pytest.mark.parametrize("item", ASSERTS)
def test_the_reference_passes_what_is_hidden(item):
    exec(ASSERTS[item], functions())


@pytest.mark.parametrize("item", ASSERTS)
def test_what_is_off_by_a_thousandth_does_not(item):
    right = functions()[item]

    def wrong(*arguments):
        result = right(*arguments)
        names = list(result) if isinstance(result, dict) else range(len(result))
        return {name: result[name] * 1.001 if isinstance(result[name], np.ndarray) else result[name] for name in names}

    with pytest.raises(AssertionError):
        exec(ASSERTS[item], functions() | {item: wrong})


def test_tests_are_hidden_below_the_check_of_their_item():
    def cell(name, grade):
        return {"source": f"check_{name}", "metadata": {"nbgrader": {"grade_id": name, "grade": grade}}}

    cells = [cell("f", False), cell("test_f", True), cell("test_g", True), {"source": "x", "metadata": {}}]
    sources = [cell["source"] for cell in with_hidden_tests({"cells": cells}, {"f": "assert f() == 1"})["cells"]]
    hidden = "check_test_f\n### BEGIN HIDDEN TESTS\nassert f() == 1\n### END HIDDEN TESTS"
    assert sources == ["check_f", hidden, "check_test_g", "x"]


def test_a_part_without_asserts_keeps_to_its_checks():
    assert hidden_asserts("lstm") == {}
