"""A student's ``requirements.txt``: what the parts import, pinned to what was tested."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from autograder.build.source import Source, SourceCell

#: What every student needs, whatever the parts import.
_BASE = ("jupyterlab", "matplotlib", "numpy")
_LOCKED = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\+]+)")
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*(?:\[[^]]*\])?\s*([^;]*)")


def requirements_text(sources: list[Source], house: Path, also: str = "") -> str:
    """The requirements of some parts and of the modules released with them (``also``, as text)."""
    modules = {module for source in sources for _, module in imported(source)}
    modules |= {module for _, module in _imports(ast.parse(also))}
    known = pins(house)
    names = sorted({*_BASE, *(_normal(module) for module in modules if _normal(module) in known)})
    return "".join(f"{name}{known.get(name, '')}\n" for name in names)


def is_checks(module: str) -> bool:
    """Whether a module is one that the release itself brings: ``checks``, or ``checks_<part>``."""
    return module == "checks" or module.startswith("checks_")


def import_problems(source: Source, house: Path) -> list[str]:
    """Imports that a student's environment would lack, and cells that are not Python."""
    known = pins(house)
    problems = [source.at(line, text) for line, text in _syntax_problems(source)]
    if problems:
        return problems
    for line, module in imported(source):
        if is_checks(module) or module in sys.stdlib_module_names or _normal(module) in known:
            continue
        problems.append(
            source.at(line, f"imports {module}, which pyproject.toml does not list; add it to its dependencies")
        )
    return problems


def imported(source: Source) -> list[tuple[int, str]]:
    """The top-level modules that the code of a source imports, with the lines."""
    return [
        (cell.line + line, module)
        for cell in source.cells
        if cell.kind == "code"
        for line, module in _imports(code_tree(cell))
    ]


def code_tree(cell: SourceCell) -> ast.Module:
    """The syntax of a code cell, line 1 being the line below its header; magics are comments here."""
    return ast.parse("\n".join(cell.lines))


def pins(house: Path) -> dict[str, str]:
    """Distribution -> specifier: from ``requirements.lock`` when it exists, else from pyproject.toml."""
    pyproject = house / "pyproject.toml"
    if not pyproject.is_file():
        return {}
    dependencies = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["dependencies"]
    found = (_REQUIREMENT.fullmatch(line.strip()) for line in dependencies)
    known = {_normal(match[1]): match[2].strip() for match in found if match}
    lock = house / "requirements.lock"
    if lock.is_file():
        # a local version (2.13.0+cpu) names a build that PyPI does not have; the pin stops before it
        locked = {_normal(name): f"=={version}" for name, version in _LOCKED.findall(lock.read_text(encoding="utf-8"))}
        known = {name: locked.get(name, specifier) for name, specifier in known.items()}
    return known


def _syntax_problems(source: Source) -> Iterator[tuple[int, str]]:
    for cell in source.cells:
        if cell.kind != "code":
            continue
        try:
            code_tree(cell)
        except SyntaxError as error:
            yield cell.line + (error.lineno or 1), f"not Python: {error.msg}; mend it"


def _imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.partition(".")[0]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
