"""Mutants: the reference of an item with one thing wrong, as source text or as a behaviour wrapped around it."""

from __future__ import annotations

import ast
import copy
import difflib
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from autograder.proving.behaviours import behaviours
from autograder.proving.operators import alike, variants

#: Operators of the library that need arguments, or that change what no caller can see.
_LEFT_OUT = ("VariableReplacer", "VariableInserter", "RemoveDecorator", "ExceptionReplacer")


class Mutant(msgspec.Struct, frozen=True):
    """One wrong version of an item: ``was`` and ``now`` are the lines that differ.

    A mutant has either source text, or a ``wrap`` that changes what the reference does.
    """

    grade_id: str
    operator: str
    was: str
    now: str
    source: str = ""
    wrap: Callable[[Any], Any] | None = None

    def namespace(self, reference: dict[str, Any]) -> dict[str, Any]:
        """The reference's names with this mutant in its place. Raises whatever its source raises when run."""
        names = dict(reference)
        if self.wrap is not None:
            names[self.grade_id] = self.wrap(names[self.grade_id])
        else:
            exec(compile(self.source, f"<{self.operator}>", "exec"), names)
        return names


def mutants_of(grade_id: str, source: str) -> Iterator[Mutant]:
    """All mutants of an item whose answer cell has this source, each different from all others."""
    plain = ast.unparse(without_docstrings(ast.parse(source)))
    seen = {plain}
    for operator, text in [*_of_the_field(plain), *_of_the_library(plain)]:
        if text not in seen:
            seen.add(text)
            was, now = _difference(plain, text)
            yield Mutant(grade_id, operator, was, now, text)
    if _is_function(plain, grade_id):
        for name, wrap in behaviours():
            yield Mutant(grade_id, "behaviour", "the reference", name, wrap=wrap)


def _of_the_field(source: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(source)
    words = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    words |= {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    like = alike(words)
    for position, node in enumerate(ast.walk(tree)):
        for operator, replacement in variants(node, like):
            mutated = copy.deepcopy(tree)
            old = next(entry for index, entry in enumerate(ast.walk(mutated)) if index == position)
            _Replaced(old, copy.deepcopy(replacement)).visit(mutated)
            text = _unparsed(mutated)
            if text is not None:
                yield operator, text


class _Replaced(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else self.generic_visit(node)


def _of_the_library(source: str) -> Iterator[tuple[str, str]]:
    for name in operator_names():
        if name.endswith(_LEFT_OUT):
            continue
        operator = get_operator(name)()
        occurrence = 0
        while (mutated := mutate_code(source, operator, occurrence)) is not None:
            occurrence += 1
            text = _normal(mutated)
            if text is not None:
                yield name.removeprefix("core/"), text


def _unparsed(tree: ast.AST) -> str | None:
    return _normal(ast.unparse(ast.fix_missing_locations(tree)))


def _normal(source: str) -> str | None:
    """Source as ``ast.unparse`` writes it; None if it is no Python."""
    try:
        return ast.unparse(ast.parse(source))
    except (SyntaxError, ValueError):
        return None


def without_docstrings(tree: ast.Module) -> ast.Module:
    """A syntax tree without the docstrings of its modules, classes and functions; the same tree, changed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return tree


def _is_function(source: str, name: str) -> bool:
    return any(isinstance(node, ast.FunctionDef) and node.name == name for node in ast.parse(source).body)


def _difference(before: str, after: str) -> tuple[str, str]:
    """The lines that differ, without indentation, joined by `` / ``."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    was = " / ".join(line[2:].strip() for line in lines if line.startswith("- "))
    now = " / ".join(line[2:].strip() for line in lines if line.startswith("+ "))
    return was, now
