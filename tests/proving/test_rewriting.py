"""Rewritings change the words of an answer, and nothing of what it does."""

import ast

import numpy as np
import pytest

from autograder.proving.rewriting import ALL_AT_ONCE, REWRITES, rewritings

SOURCE = '''
import numpy as np

def step(x, W, state, kept):
    """One step."""
    total = 0.0
    both = W @ x + W @ state
    squashed = np.tanh(both)
    total += squashed.sum()
    kept.append(total)
    last = kept[-1]
    return squashed, [value * total for value in kept], last
'''


def run(source):
    namespace = {}
    exec(source, namespace)
    x, W = np.arange(1.0, 4), np.linspace(-1, 1, 9).reshape(3, 3)
    return namespace["step"](x, W, 2 * x, [1.0])


@pytest.mark.parametrize(("name", "text"), list(rewritings(SOURCE)), ids=[name for name, _ in rewritings(SOURCE)])
def test_a_rewriting_gives_the_same_answers(name, text):
    for got, expected in zip(run(text), run(SOURCE), strict=True):
        assert np.allclose(got, expected), name


def test_all_at_once_come_first_and_each_alone_differs():
    names = [name for name, _ in rewritings(SOURCE)]
    assert names[0] == ALL_AT_ONCE and set(names[1:]) == set(REWRITES)
    texts = [text for _, text in rewritings(SOURCE)]
    assert len(set(texts)) == len(texts) and ast.unparse(ast.parse(SOURCE)) not in texts


def rewritten(name, source):
    return ast.unparse(ast.fix_missing_locations(REWRITES[name](ast.parse(source))))


@pytest.mark.parametrize(
    ("name", "line", "becomes"),
    [
        ("products as calls", "return a @ b", "return np.matmul(a, b)"),
        ("sums written out", "a[0] += b", "a[0] = a[0] + b"),
        ("sums written out", "a -= b", "a = a - b"),
        ("local names changed", "c = a; return c", "return c_of_mine"),
        ("a helper extracted", "c = a + b; return c", "return a + b"),
        ("statements reordered", "c = a; d = b", "d = b\n    c = a"),
    ],
)
def test_a_line_is_written_in_another_way(name, line, becomes):
    assert becomes in rewritten(name, f"def f(a, b):\n    {line}")


@pytest.mark.parametrize(
    "lines",
    [
        "c = a; d = c",  # the second reads what the first made
        "c = a.pop(); d = a.pop()",  # a method may change what it belongs to
        "c = draw(a); d = draw(a)",  # so may a function
        "c = np.clip(b, 0, 1, out=a); d = a",
        "a[0] = b; d = a",
        "d = a; a = b",
    ],
)
def test_statements_that_depend_on_one_another_keep_their_order(lines):
    source = f"def f(a, b):\n    {lines}"
    assert rewritten("statements reordered", source) == ast.unparse(ast.parse(source))


def test_arguments_and_keywords_keep_their_names():
    text = rewritten("local names changed", "def f(axis):\n    x = g(axis=axis)\n    return x")
    assert text == "def f(axis):\n    x_of_mine = g(axis=axis)\n    return x_of_mine"
