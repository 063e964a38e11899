"""Which items of a sample can earn something else than in the model solution: the others need no grading again."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Mapping
from typing import Any

from autograder.records import Part
from autograder.sample_class.samples import Sample
from autograder.worker.slicing import bound_names, global_names

#: Kinds of samples that do their work and nothing else; the others may reach into any item.
_HARMLESS = ("correct", "partial", "none")
_DEFINITIONS = ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom


def touched_items(sample: Sample, model: Sample, part: Part) -> frozenset[str]:
    """The items whose answers differ from those of ``model``, and all that may use a name of such an answer.

    These are all items if nothing differs, if anything but answers does (other cells, files, the way it is handed
    in), or if a changed answer does more at its top level than to bind names.
    """
    every = frozenset(item.grade_id for item in part.items)
    if sample.kind not in _HARMLESS or _handed_in(sample) != _handed_in(model):
        return every
    theirs, ours = (one.notebook["cells"] for one in (sample, model))
    if len(theirs) != len(ours):
        return every
    changed: set[str] = set()
    names: set[str] = set()
    for cell, other in zip(theirs, ours, strict=True):
        if cell == other:
            continue
        grade_id = _answer(cell)
        if grade_id not in every or cell | {"source": ""} != other | {"source": ""}:
            return every
        bound = [_bound(_source(one)) for one in (cell, other)]
        if None in bound:
            return every
        changed.add(grade_id)
        names |= {grade_id}.union(*(one for one in bound if one is not None))
    return frozenset(_with_users(changed, names, theirs, part)) or every


def _handed_in(sample: Sample) -> tuple[Any, ...]:
    return sample.file_name, sample.files, sample.links, sample.damage, sample.link, sample.outcome


def _answer(cell: Mapping[str, Any]) -> str:
    settings = cell["metadata"].get("nbgrader", {})
    return str(settings.get("grade_id")) if settings.get("solution") else ""


def _source(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])


def _bound(source: str) -> set[str] | None:
    """The names that code binds, if that is all it does; None if it does more, or is no Python."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    return bound_names(body) if all(map(_only_binds, body)) else None


def _only_binds(node: ast.stmt) -> bool:
    """Whether a statement is a docstring, or does nothing but bind names of its own cell."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return all(isinstance(target, ast.Name) for target in targets)
    return isinstance(node, _DEFINITIONS) and not any(isinstance(inner, ast.Global) for inner in ast.walk(node))


def _with_users(changed: set[str], names: set[str], cells: Iterable[Mapping[str, Any]], part: Part) -> set[str]:
    """The changed items, and those that may use what they bind: directly, or through what other cells bind."""
    uses = {item.grade_id: set(item.uses) for item in part.items}
    statements = [
        (_answer(cell), reads, binds)
        for cell in cells
        if cell["cell_type"] == "code"
        for reads, binds in _statements(_source(cell))
    ]
    found, known = set(changed), set(names)
    while True:
        users = [(name, binds) for name, reads, binds in statements if reads & known]
        new = {name for name, _ in users if name in uses} | {name for name, used in uses.items() if used & found}
        bound = {name for _, binds in users for name in binds}
        if new <= found and bound <= known:
            return found
        found |= new
        known |= bound


@functools.lru_cache(maxsize=2048)
def _statements(source: str) -> list[tuple[set[str], set[str]]]:
    """What each statement of a cell reads and binds; samples have most of their cells in common."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # magics, which define nothing for others
        return []
    return [(global_names(ast.unparse(node)), bound_names([node])) for node in body]
