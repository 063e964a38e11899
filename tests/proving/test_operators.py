"""The operators of this field make the mistakes that people make with arrays, and nothing that is no Python."""

import ast

import pytest

from autograder.proving.mutants import mutants_of


def mutants(body):
    source = f"def f(x, Wf, Wi):\n    {body}"
    return {mutant.now for mutant in mutants_of("f", source) if mutant.source}


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("return Wf @ x", "return Wf.T @ x"),
        ("return Wf @ x", "return Wf @ x.T"),
        ("return Wf @ x", "return x @ Wf"),
        ("return Wf @ x", "return Wf * x"),
        ("return Wf @ x + Wi", "return Wi @ x + Wi"),
        ("return x + Wf", "return x"),
        ("return x + Wf", "return Wf"),
        ("return x + Wf", "return x - Wf"),
        ("return x.sum(axis=0, keepdims=True)", "return x.sum(axis=0)"),
        ("return x.sum(axis=0)", "return x.sum(axis=1)"),
        ("return x.sum(axis=0)", "return x.mean(axis=0)"),
        ("return Wf.T @ x", "return Wf @ x"),
        ("return x['Wf'] + x['Wi']", "return x['Wi'] + x['Wi']"),
        ("return [x[t] for t in range(Wf)]", "return [x[t - 1] for t in range(Wf)]"),
        ("return [t for t in range(Wf)]", "return [t for t in range(Wf - 1)]"),
        ("return [t for t in range(Wf)]", "return [t for t in range(1, Wf)]"),
        ("return [t for t in reversed(x)]", "return [t for t in x]"),
        ("return x, Wf", "return (Wf, x)"),
        ("return x ** 2", "return x"),
        ("return tanh(x)", "return x"),
        ("x += Wf; return x", "x = Wf"),
        ("x = x * Wf; return x", "pass"),
        ("return x.detach()", "return x"),
    ],
)
def test_a_line_has_this_mistake_among_its_mutants(body, wrong):
    assert wrong in mutants(body)


def test_every_mutant_is_python_and_differs_from_all_others():
    source = "def f(x, Wf, Wi):\n    '''Doc.'''\n    a = [Wf @ x[t] + 1 for t in range(3)]\n    return a, x.sum(axis=0)"
    texts = [mutant.source for mutant in mutants_of("f", source) if mutant.source]
    assert len(texts) == len(set(texts)) > 30
    assert ast.unparse(ast.parse(source)) not in texts
    for text in texts:
        ast.parse(text)


def test_a_mutant_says_which_line_became_which():
    mutant = next(
        mutant for mutant in mutants_of("f", "def f(x):\n    y = x + 1\n    return y") if "x - 1" in mutant.now
    )
    assert (mutant.was, mutant.now) == ("y = x + 1", "y = x - 1")


def test_classes_have_no_wrapped_mutants():
    assert all(mutant.source for mutant in mutants_of("F", "class F:\n    def forward(self, x):\n        return x + 1"))
