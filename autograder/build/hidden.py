"""Compares the items of a source with the items that its hidden tests judge."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from autograder.build.rules import items_of
from autograder.build.source import Role, Source
from autograder.errors import ConfigError
from autograder.judge.collection import hidden_test_files


def hidden_problems(source: Source, house: Path) -> list[str]:
    """Items without hidden tests and hidden tests without items, of a source without problems."""
    path = f"autograder/hidden_tests/test_{source.part}.py"
    try:
        files = hidden_test_files(source.part, house)
    except ConfigError:
        files = ()
    tested: dict[str, str] = {}
    for file in files:
        name = str(file.relative_to(house))
        try:
            for item, line in _tested(file):
                tested.setdefault(item, f"{name}:{line}")
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            return [f"{name}:{line}: cannot be read ({error}); mend it, and write items as plain strings"]
    items = {item.grade_id: item for item in items_of(source)}
    lines = {cell.item: cell.line for cell in source.with_role(Role.SOLUTION, Role.WRITTEN)}
    problems = [
        source.at(lines[name], f"item {name!r} has no hidden test; add one to {path}")
        for name, item in items.items()
        if not item.manual and name not in tested
    ]
    for name, where in tested.items():
        if name not in items:
            problems.append(f"{where}: tests the item {name!r}, which {source.path} does not have; mend the name")
        elif items[name].manual:
            problems.append(f"{where}: tests {name!r}, a written answer that a person grades; delete the test")
    return problems


def _tested(path: Path) -> Iterator[tuple[str, int]]:
    """Items with the line of a test that judges them, read from the ``@item`` decorators.

    Not imported: hidden tests import ``solutions/``, which a build has yet to write.
    """
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and _is_item(decorator.func) and decorator.args:
                    yield ast.literal_eval(decorator.args[0]), decorator.lineno


def _is_item(function: ast.expr) -> bool:
    return (isinstance(function, ast.Name) and function.id == "item") or (
        isinstance(function, ast.Attribute) and function.attr == "item"
    )
