"""A slice keeps what other cells need, in order, and drops the rest."""

import textwrap

import pytest

from autograder.worker.slicing import global_names, may_bind, slice_cells


def sliced(free: str, whole: str, roots: tuple[str, ...] = ()) -> str:
    """The slice of one free cell beside one whole cell."""
    source, kept = slice_cells([(textwrap.dedent(free), False), (textwrap.dedent(whole), True)], roots)
    assert kept == textwrap.dedent(whole)
    return source


@pytest.mark.parametrize(
    ("free", "whole"),
    [
        ("import numpy as np", "def f(x): return np.tanh(x)"),
        ("from math import sqrt as root", "y = root(2)"),
        ("def helper(x): return x", "def f(x): return helper(x)"),
        ("class Cell: pass", "def f(): return Cell()"),
        ("a = b = 1", "def f(): return b"),
        ("a, (b, *c) = 1, (2, 3)", "def f(): return c"),
        ("rng: object = make()", "def f(): return rng"),
        ("(n := 10)", "def f(): return n"),
        ("f = lambda x: x", "y = f(1)"),
        ("for i, c in enumerate('abc'):\n    index[c] = i", "def f(): return index"),
        ("index['a'] = 1", "def f(): return index"),
        ("settings.eps = 1", "def f(): return settings"),
        ("names.append(1)", "def f(): return names"),
        ("with open('x') as file:\n    data = file.read()", "def f(): return data"),
        ("try:\n    import fast as backend\nexcept ImportError:\n    backend = None", "def f(): return backend"),
        ("if True:\n    width = 3\nelse:\n    width = 4", "def f(): return width"),
        ("from helpers import *", "def f(): return 1"),
        ("x = 1\ndel x\nx = 2", "def f(): return x"),
    ],
    ids=lambda code: code.splitlines()[0],
)
def test_a_statement_that_binds_a_needed_name_stays(free, whole):
    import ast

    assert ast.dump(ast.parse(sliced(free, whole))) == ast.dump(ast.parse(free))


@pytest.mark.parametrize(
    "free",
    [
        "while True:\n    pass",
        "losses = [train() for _ in range(10**9)]",
        "print('hello')",
        "for step in range(10**9):\n    losses.append(step)",
        "import torch",
        "def unused(): return needed",
        "plt.plot(losses)",
    ],
)
def test_a_statement_that_nobody_needs_goes(free):
    assert sliced(free, "def f(needed): return needed") == ""


def test_local_variables_of_needed_code_pull_nothing_in():
    training = "losses = train_for_hours()"
    assert sliced(training, "def f(x):\n    losses = x\n    return losses") == ""
    assert sliced(training, "def f(x):\n    return [losses for losses in x]") == ""


def test_what_a_kept_statement_needs_is_kept_too():
    source = sliced(
        "chars = sorted(set(data))\nchar_to_ix = {c: i for i, c in enumerate(chars)}\ndata = 'abc'\nloss = train(data)",
        "def f(): return char_to_ix",
    )
    assert "chars =" in source
    assert "data =" in source
    assert "train" not in source


def test_a_block_keeps_its_header_and_only_the_statements_that_are_needed():
    source = sliced(
        """
        if __name__ == "__main__":
            def helper(x):
                return x
            for step in range(10**9):
                train()
        """,
        "def f(x): return helper(x)",
    )
    assert "__main__" in source
    assert "def helper" in source
    assert "train" not in source


def test_names_in_a_block_header_are_needed_with_its_statements():
    source = sliced("debug = False\nif debug:\n    eps = 1\nelse:\n    eps = 2", "def f(): return eps")
    assert "debug = False" in source


def test_a_loop_variable_pulls_in_no_other_loop():
    source = sliced(
        "for i in range(10**9):\n    train(i)\nfor i in range(3):\n    table[i] = i\ntable = {}",
        "def f(): return table",
    )
    assert "train" not in source


def test_seeds_and_settings_of_kept_modules_stay_if_they_need_nothing_new():
    source = sliced("import numpy as np\nnp.random.seed(1)\nnp.save('x', history)", "def f(): return np.ones(1)")
    assert "np.random.seed(1)" in source
    assert "np.save" not in source


def test_a_call_that_binds_globals_stays_with_its_function():
    source = sliced("def setup():\n    global rng\n    rng = 1\nsetup()\nother()", "def f(): return rng")
    assert source.endswith("setup()")


def test_roots_are_needed_although_no_cell_mentions_them():
    assert (
        sliced("def rnn_forward(x): return x", "y = 1", roots=("rnn_forward",)) == "def rnn_forward(x):\n    return x"
    )


def test_the_python_inside_a_timing_magic_is_sliced():
    free = "get_ipython().run_cell_magic('time', '', 'scale = 2\\nwhile True:\\n    pass\\n')"
    assert sliced(free, "def f(): return scale") == "scale = 2"


def test_what_the_python_inside_a_timing_magic_needs_is_kept():
    timed = "get_ipython().run_cell_magic('time', '', 'def f(x):\\n    return helper(x)\\n')"
    free = "def helper(x):\n    return x\nwhile True:\n    train()"
    assert sliced(free, timed) == "def helper(x):\n    return x"


def magic(code, name="time"):
    return f"get_ipython().run_line_magic({name!r}, {code!r})"


@pytest.mark.parametrize(
    "whole",
    [
        magic("y = f(helper)"),
        "y = " + magic("f(helper)"),
        magic("-n 10 -r 3 f(helper)", "timeit"),
        "for x in range(3):\n    " + magic("g(helper(x))", "prun"),
        magic(magic("f(helper)")),
    ],
    ids=str,
)
def test_what_a_timed_line_of_an_answer_needs_is_kept(whole):
    assert sliced("helper = 1\nother = 2", whole) == "helper = 1"


def test_a_timed_line_binds_what_it_assigns():
    timed = magic("scale, _ = make()")
    assert sliced(f"{timed}\n{magic('train()')}", "def f(): return scale") == timed


@pytest.mark.parametrize("line", [magic("inline", "matplotlib"), magic("helper", "run"), "print('helper')"], ids=str)
def test_text_that_is_no_python_needs_nothing(line):
    assert sliced("inline = helper = 1", line) == ""


def test_a_cell_that_does_not_parse_is_kept_to_fail_as_it_did():
    assert sliced("def f(:", "y = 1") == "def f(:"


@pytest.mark.parametrize("source", ["(" * 5000 + ")" * 5000, "x = " + "-" * 50_000 + "1", "\0", "x = 1\x00"])
def test_code_made_to_break_a_parser_is_survived(source):
    assert isinstance(slice_cells([(source, False), (source, True)]), list)


def test_global_names_are_those_that_a_module_would_look_up():
    assert global_names("def f(a, b=c):\n    d = a + e\n    return d") == {"c", "e"}
    assert global_names("class A(B):\n    x = y\n    def f(self): return x") == {"B", "y", "x"}


def test_what_can_never_run_needs_nothing():
    whole = "def f(x):\n    raise NotImplementedError\n    return x, states"
    assert sliced("for states in range(9): train()", whole) == ""
    assert global_names("def f():\n    if a:\n        return b\n    else:\n        raise c\n    return d") == set(
        "abcd"
    )


@pytest.mark.parametrize(
    "source",
    [
        "f = 1",
        "def f(): pass",
        "import g as f",
        "for f in x: pass",
        "model.f = 1",
        "globals()['f'] = g",
        "exec('f = 1')",
        "def g():\n    global f\n    f = 1",
        "%run f.py",
        "def g(f): pass",
        "try: pass\nexcept E as f: pass",
    ],
)
def test_a_name_may_come_from_code_that_does_more_than_read_it(source):
    assert may_bind(source, "f")


@pytest.mark.parametrize("source", ["f(1)", "model.f(x)", "def g(): return f", "off = 1", "'off'", "print(f)"])
def test_a_name_that_is_only_read_comes_from_elsewhere(source):
    assert not may_bind(source, "f")
