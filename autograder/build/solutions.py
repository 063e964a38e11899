"""``solutions/<part>.py``: the reference as an importable module, cut out of the source."""

from __future__ import annotations

import ast
import builtins
import re

from autograder.build.pins import code_tree, is_checks
from autograder.build.regions import without_markers
from autograder.build.source import Role, Source, SourceCell
from autograder.records import Record

#: A magic as jupytext writes it into a text source.
_MAGIC = re.compile(r"#\s*[%!]")
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class _Block(Record, frozen=True):
    """A stretch of code that goes into the module: its text, and how it is set off from others."""

    text: str
    is_import: bool = False
    is_definition: bool = False


def solution_module(source: Source) -> str:
    """The text of the reference module of a source without problems."""
    blocks = _blocks(source)
    imports = [block.text for block in blocks if block.is_import]
    rest = [block for block in blocks if not block.is_import]
    lines = [
        f"# Built from {source.path} by `autograder build`; do not edit.",
        f'"""Reference solution of the part ``{source.part}``."""',
        *(["", *imports] if imports else []),
    ]
    return "\n".join(lines) + "\n" + _joined(rest)


def solution_problems(source: Source) -> list[str]:
    """Solutions that need what the grader does not have: names from ``checks.py``."""
    return [
        source.at(line, "the solution needs checks.py, which is for students only; define the name in a given cell")
        for line in _check_imports(source)
    ]


def _check_imports(source: Source) -> list[int]:
    needed = _needed_names(source)
    found = []
    for cell in source.with_role(Role.GIVEN, Role.SOLUTION):
        for node in code_tree(cell).body:
            from_checks = any(map(is_checks, _modules(node)))
            if from_checks and (cell.role is Role.SOLUTION or _bound(node) & needed):
                found.append(cell.line + node.lineno)
    return found


def _modules(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return {(node.module or "").partition(".")[0]} if isinstance(node, ast.ImportFrom) else set()


def _blocks(source: Source) -> list[_Block]:
    needed = _needed_names(source)
    blocks: list[_Block] = []
    for cell in source.with_role(Role.GIVEN, Role.SOLUTION):
        lines = without_markers(cell)
        tree = ast.parse("\n".join(lines))
        if cell.role is Role.SOLUTION:
            blocks += _solution_blocks(tree, lines)
        else:
            blocks += [_block(node, lines) for node in tree.body if _bound(node) & needed]
    return [block for position, block in enumerate(blocks) if not (block.is_import and block in blocks[:position])]


def _solution_blocks(tree: ast.Module, lines: list[str]) -> list[_Block]:
    """All of a solution cell, comments included, its imports set apart."""
    blocks, start = [], 0
    for node in tree.body:
        end = node.end_lineno or node.lineno
        text = "\n".join(lines[start:end]).strip("\n")
        blocks.append(_Block(text, _is_import(node), isinstance(node, _DEFINITIONS)))
        start = end
    return blocks


def _block(node: ast.stmt, lines: list[str]) -> _Block:
    decorators = getattr(node, "decorator_list", [])
    start = min([node.lineno, *(decorator.lineno for decorator in decorators)]) - 1
    while start > 0 and lines[start - 1].startswith("#") and not _MAGIC.match(lines[start - 1]):
        start -= 1
    return _Block("\n".join(lines[start : node.end_lineno]), _is_import(node), isinstance(node, _DEFINITIONS))


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _needed_names(source: Source) -> set[str]:
    """Names that solution cells use, directly or through given definitions."""
    needed = {name for cell in source.with_role(Role.SOLUTION) for name in _loaded(_solved_tree(cell))}
    given = [node for cell in source.with_role(Role.GIVEN) for node in code_tree(cell).body]
    while True:
        more = {name for node in given if _bound(node) & needed for name in _loaded(node)}
        if more <= needed:
            return needed - set(dir(builtins))
        needed |= more


def _solved_tree(cell: SourceCell) -> ast.Module:
    return ast.parse("\n".join(without_markers(cell)))


def _loaded(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _bound(node: ast.stmt) -> set[str]:
    """The names that a top-level statement binds, wherever in it."""
    names: set[str] = set()
    if isinstance(node, _DEFINITIONS):
        return {node.name}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            names.add(inner.id)
        elif isinstance(inner, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in inner.names}
        elif isinstance(inner, _DEFINITIONS):
            names.add(inner.name)
    return names


def _joined(blocks: list[_Block]) -> str:
    """Blocks with two empty lines around definitions, and one elsewhere, as formatters want it."""
    text, previous = "", None
    for block in blocks:
        apart = block.is_definition or (previous is not None and previous.is_definition)
        text += "\n" * (2 if apart else 1) + block.text + "\n"
        previous = block
    return text
