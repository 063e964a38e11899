"""The tools that the public checks of all parts share."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "source"))  # students import it from beside the notebook

import checks


def test_only_names_that_are_read_from_the_notebook_count_as_leaks():
    notebook = {"np": np, "zeros": np.zeros(3), "W": np.ones(3), "weights": {"W": torch.ones(3)}}
    exec("def innocent(x, W):\n    return np.zeros(3) + W", notebook)
    exec("def guilty(x):\n    def inner():\n        return W\n    return inner() + weights['W']", notebook)
    assert checks.leaks(notebook["innocent"]) == []
    assert checks.leaks(notebook["guilty"]) == ["weights", "W"]
    assert checks.leaks(len) == []


def test_a_leak_in_a_function_that_is_called_counts_too():
    notebook = {"np": np, "x": np.zeros(3)}
    exec("def helper(a):\n    return outer(a - 1) if a else x\ndef outer(a):\n    return helper(a)", notebook)
    assert checks.leaks(notebook["outer"]) == ["x"]


def test_classes_and_plain_numbers_of_the_notebook_are_no_leaks():
    notebook = {"np": np, "torch": torch, "scale": np.float64(3)}
    exec("class Square(torch.autograd.Function): pass\ndef loss(x):\n    return scale * Square.apply(x)", notebook)
    assert checks.leaks(notebook["loss"]) == []


def test_a_table_that_is_named_as_a_constant_is_no_leak():
    notebook = {"np": np, "CODES": np.arange(3), "X": np.ones(2)}
    exec("def looked_up(index): return CODES[index]\ndef leaking(index): return X[index]", notebook)
    assert checks.leaks(notebook["looked_up"]) == []
    assert checks.leaks(notebook["leaking"]) == ["X"]


def test_a_call_may_change_what_it_is_allowed_to():
    def step(parameters, x):
        parameters["W"] += x

    checks.call(step, may_change=("parameters",), parameters={"W": np.ones(2)}, x=np.ones(2))
    with pytest.raises(checks.CheckFailed, match="changed its argument parameters in place"):
        checks.call(step, parameters={"W": np.ones(2)}, x=np.ones(2))


def test_gradient_check_prints_the_worst_entry_and_both_values(capsys):
    x = np.array([[1.0, 2.0, 3.0]])
    rows = checks.gradient_check(lambda x: np.sum(x**2), {"x": x}, {"dx": 2 * x + np.array([[0, 1.0, 0]])})
    assert rows["dx"][1] == "differs"
    assert capsys.readouterr().out.splitlines()[1].split() == ["dx", "[0,1]", "5", "4", "2e-01", "differs"]


@pytest.mark.parametrize(
    ("change", "remark"),
    [
        (lambda g: g, ""),
        (lambda g: 0 * g, "differs: all zero"),
        (lambda g: g.T, "differs: transposed"),
        (lambda g: 3 * g, "differs: 3 times the measured one"),
    ],
)
def test_gradient_check_names_simple_relations(change, remark):
    W = np.random.default_rng(0).standard_normal((3, 3))
    rows = checks.gradient_check(lambda W: np.sum(np.sin(W)), {"W": W}, {"dW": change(np.cos(W))}, show=False)
    assert rows["dW"][1] == remark


def test_gradient_check_reports_a_wrong_shape(capsys):
    checks.gradient_check(lambda x: np.sum(x), {"x": np.ones((2, 3))}, {"dx": np.ones((3, 2))})
    assert "shape (3, 2) instead of (2, 3)" in capsys.readouterr().out


def test_gradient_check_does_not_lend_out_the_arrays_of_the_student():
    x = np.ones(3)

    def greedy(x):
        x *= 2
        return np.sum(x)

    assert checks.gradient_check(greedy, {"x": x}, {"dx": np.full(3, 2.0)}, show=False)["dx"][1] == ""
    assert np.array_equal(x, np.ones(3))


def test_when_written_says_one_line_and_lets_other_errors_through(capsys):
    with checks.when_written("rnn_forward"):
        raise NotImplementedError
    assert capsys.readouterr().out == "This cell waits for your rnn_forward. Come back when the check passes.\n"
    with pytest.raises(ValueError), checks.when_written("rnn_forward"):
        raise ValueError


def test_checkpoint_lists_what_passes_fails_and_waits(capsys):
    def check(state):
        if state == "wrong":
            checks.fail("f", "a is 1, not 2.", "here", "look")
        if state == "blank":
            raise checks.NotWritten("f")

    checks.checkpoint(("one", 10, check, "right"), ("two", 15, check, "wrong"), ("three", 20, check, "blank"))
    out = capsys.readouterr().out
    assert "passes its public checks" in out and "fails: f: a is 1, not 2." in out and "not started" in out
    assert "1 of 3 pass. Next: two; about 35 minutes are left." in out


def test_a_notebook_shows_the_message_without_the_lines_of_this_file():
    assert checks.CheckFailed("f: text")._render_traceback_() == ["Check failed.\nf: text"]
