"""Which items of a sample can earn something else than in the model solution: the others need no grading again."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from autograder.records import Part
from autograder.samples import Sample

#: Kinds of samples that do their work and nothing else; the others may reach into any item.
_HARMLESS = ("correct", "partial", "none")
_BINDINGS = ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign


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
    names: set[str] = set()
    for node in body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if not isinstance(node, _BINDINGS) or any(isinstance(inner, ast.Global) for inner in ast.walk(node)):
            return None
        found = _names(node)
        if found is None:
            return None
        names.update(found)
    return names


def _names(node: ast.stmt) -> Iterable[str] | None:
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.Import() | ast.ImportFrom():
            return [(alias.asname or alias.name).split(".")[0] for alias in node.names]
        case ast.Assign() | ast.AnnAssign():
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
            return names if len(names) == len(targets) else None
    return None


def _with_users(changed: set[str], names: set[str], cells: Iterable[Mapping[str, Any]], part: Part) -> set[str]:
    """The changed items, and those that may use what they bind: directly, or through functions of any cell."""
    uses = {item.grade_id: set(item.uses) for item in part.items}
    statements = [
        (_answer(cell), node) for cell in cells if cell["cell_type"] == "code" for node in _statements(_source(cell))
    ]
    found, known = set(changed), set(names)
    while True:
        users = [(name, node) for name, node in statements if _read(node) & known]
        new = {name for name, _ in users if name in uses} | {name for name, used in uses.items() if used & found}
        bound = {node.name for _, node in users if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        if new <= found and bound <= known:
            return found
        found |= new
        known |= bound


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError:  # magics, which define nothing for others
        return []


def _read(node: ast.stmt) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load)}
