"""What a source must keep to: headers, items, points, uses. Problems are collected, one line each."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from autograder.build.regions import region_problems
from autograder.build.source import Role, Source, SourceCell, header_is_unreadable
from autograder.records import Item
from autograder.worker.guard import LAYERS

_KEYS = ("item", "points", "uses", "refuses", "tags", "alt")
_OPTIONS = ("refuses", "files", "hands_in")
#: A file of data beside the notebook: nothing that a tool might run, and no file of the release.
_MAY_BE_HANDED_IN = re.compile(r"(?!requirements\.txt)[A-Za-z0-9]\w*\.(csv|txt|json)", re.ASCII)
#: nbformat caps cell ids at 64 characters; a grade cell's id is ``test_`` and the item.
_MAX_ITEM = 59


def check_id(item: str) -> str:
    """The grade_id of the cell that holds an item's public checks."""
    return f"test_{item}"


def source_problems(source: Source) -> list[str]:
    """All that is wrong with a source, as ``path:line: what; the mend``, in the order of its lines."""
    problems = [*_option_problems(source), *region_problems(source)]
    for cell in source.cells:
        problems += [source.at(cell.line, text) for text in _header_problems(cell)]
    problems += [source.at(line, text) for line, text in _item_problems(source)]
    if not any(cell.kind == "markdown" and cell.source.startswith("# ") for cell in source.cells):
        problems.append(source.at(1, "no title; begin the first markdown cell with `# # Title`"))
    return sorted(problems, key=_line_of_problem)


def items_of(source: Source) -> tuple[Item, ...]:
    """The items of a source without problems, in the order of their cells."""
    points = {cell.item: cell.meta["points"] for cell in source.with_role(Role.CHECK, Role.WRITTEN)}
    return tuple(
        Item(
            grade_id=str(cell.item),
            points=float(points[cell.item]),
            manual=cell.role is Role.WRITTEN,
            uses=tuple(cell.meta.get("uses", ())),
            refuses=tuple(cell.meta.get("refuses", ())),
        )
        for cell in source.with_role(Role.SOLUTION, Role.WRITTEN)
    )


def _line_of_problem(problem: str) -> int:
    return int(problem.split(":", 2)[1])


def _option_problems(source: Source) -> Iterator[str]:
    if not isinstance(source.options, dict):
        yield source.at(
            source.line_of("autograder:"), "`autograder:` must hold keys; write `refuses: [torch]` below it"
        )
        return
    for key, value in source.options.items():
        line = source.line_of(f"{key}:")
        if key not in _OPTIONS:
            yield source.at(line, f"unknown option {key!r} in the header; known are {_listed(_OPTIONS)}")
        elif not _strings(value):
            yield source.at(line, f"{key} must be a list of names, not {value!r}; write `{key}: [name]`")
        elif key == "refuses" and (unknown := [name for name in value if "." in name and name not in LAYERS]):
            yield source.at(
                line, f"refuses names {unknown[0]!r}; of torch's layers, {_listed(tuple(LAYERS))} can be refused"
            )
        elif key == "hands_in":
            for name in value:
                if not _MAY_BE_HANDED_IN.fullmatch(name):
                    yield source.at(line, f"students cannot hand in {name!r}; name a .csv, .txt or .json file")


def _header_problems(cell: SourceCell) -> Iterator[str]:
    if header_is_unreadable(cell):
        yield f"the header cannot be read; write it as `# %% {' '.join(_EXAMPLES)}`"
        return
    if cell.kind not in ("code", "markdown"):
        yield f"a {cell.kind} cell; use `# %%` or `# %% [markdown]`"
    for key in cell.meta:
        if key not in _KEYS:
            yield f"unknown header key {key!r}; known are {_listed(_KEYS)}"
    yield from _item_name_problems(cell)
    yield from _value_problems(cell)


_EXAMPLES = ('item="name"', "points=5", 'uses=["other"]', 'tags=["experiment"]')


def _item_name_problems(cell: SourceCell) -> Iterator[str]:
    item = cell.item
    if item is None:
        return
    if not isinstance(item, str) or not (item.isidentifier() and item.isascii()):
        yield f"item {item!r} is not an identifier; use letters, digits and underscores"
    elif item.startswith("test_"):
        yield f"item {item!r} begins like the id of a grade cell; drop the `test_`"
    elif len(item) > _MAX_ITEM:
        yield f"item {item!r} is longer than {_MAX_ITEM} characters; shorten it"


def _value_problems(cell: SourceCell) -> Iterator[str]:
    meta = cell.meta
    if "points" in meta and cell.item is None:
        yield 'points on a cell without an item; add `item="…"`, or delete the points'
    elif "points" in meta and not _positive(meta["points"]):
        yield f"points must be a positive number, not {meta['points']!r}"
    if "uses" in meta and cell.role is not Role.SOLUTION:
        yield "uses belongs in the header of a solution cell; move it there"
    elif "uses" in meta and not _strings(meta["uses"]):
        yield f'uses must be a list of items, not {meta["uses"]!r}; write `uses=["item"]`'
    if "refuses" in meta and cell.role is not Role.SOLUTION:
        yield "refuses belongs in the header of a solution cell; move it there"
    elif "refuses" in meta and not (_strings(meta["refuses"]) and set(meta["refuses"]) <= {"torch", *LAYERS}):
        yield f"refuses must be a list of torch, {_listed(tuple(LAYERS))}, not {meta['refuses']!r}"
    if "tags" in meta and not _strings(meta["tags"]):
        yield f'tags must be a list of words, not {meta["tags"]!r}; write `tags=["experiment"]`'
    elif "experiment" in meta.get("tags", ()) and cell.item is not None:
        yield "a cell of an item cannot be an experiment; drop the tag, or move the code to its own cell"
    if "alt" in meta and not (isinstance(meta["alt"], str) and meta["alt"].strip()):
        yield f"alt must be a sentence, not {meta['alt']!r}"


def _item_problems(source: Source) -> Iterator[tuple[int, str]]:
    answers: dict[Any, SourceCell] = {}
    checks: dict[Any, SourceCell] = {}
    later = {str(cell.item) for cell in source.with_role(Role.SOLUTION, Role.WRITTEN)}
    for cell in source.cells:
        item = str(cell.item)
        if cell.role in (Role.SOLUTION, Role.WRITTEN):
            yield from _answer_problems(cell, item, answers, later)
            answers.setdefault(item, cell)
        elif cell.role is Role.CHECK:
            yield from _check_problems(cell, item, answers, checks, later)
            checks.setdefault(item, cell)
    for item, cell in answers.items():
        if cell.role is Role.SOLUTION and item not in checks:
            yield cell.line, f'points missing for item {item!r}; add `# %% item="{item}" points=5` below'
        if cell.role is Role.WRITTEN and "points" not in cell.meta:
            yield cell.line, f"points missing for item {item!r}; add `points=…` to this header"


def _answer_problems(
    cell: SourceCell, item: str, answers: dict[Any, SourceCell], known: set[str]
) -> Iterator[tuple[int, str]]:
    if item in answers:
        yield cell.line, f"duplicate item {item!r}, first on line {answers[item].line}; rename one of them"
    for used in cell.meta.get("uses", ()) if _strings(cell.meta.get("uses", ())) else ():
        if used not in known:
            yield cell.line, f"uses names the unknown item {used!r}; name an item of this part"
        elif used not in answers:
            yield cell.line, f"uses names {used!r}, which does not come before this item; move it up, or drop it"
        elif answers[used].role is Role.WRITTEN:
            yield cell.line, f"uses names {used!r}, a written answer; name an item with code"


def _check_problems(
    cell: SourceCell, item: str, answers: dict[Any, SourceCell], checks: dict[Any, SourceCell], known: set[str]
) -> Iterator[tuple[int, str]]:
    if item in checks:
        yield cell.line, f"item {item!r} has a grade cell already, on line {checks[item].line}; merge the two"
    if item in answers and answers[item].role is Role.WRITTEN:
        yield cell.line, f"item {item!r} is a written answer and carries its own points; delete this grade cell"
    elif item not in answers and item in known:
        yield cell.line, f"the grade cell of item {item!r} stands above its solution cell; move it below"
    elif item not in answers:
        yield cell.line, f'a grade cell without a solution cell; add `# %% item="{item}"` above'


def _positive(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value > 0


def _strings(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words[:-1]) + " and " + words[-1]
