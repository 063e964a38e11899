"""Regions between ``### BEGIN …`` and ``### END …``: found, checked and cut out of a cell's lines."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.build.source import Role, Source, SourceCell

SOLUTION = "SOLUTION"
MARK_SCHEME = "MARK SCHEME"
_HIDDEN = "BEGIN HIDDEN TESTS"


def inside(cell: SourceCell, name: str) -> list[tuple[int, str]]:
    """The lines (number in the file, text) that lie inside the regions of a name, markers excluded."""
    return [(number, line) for number, line, within in _walk(cell, name) if within]


def outside(cell: SourceCell, name: str = SOLUTION) -> list[str]:
    """The lines that lie outside the regions of a name: what a student keeps."""
    return [line for _, line, within in _walk(cell, name) if not within]


def without_markers(cell: SourceCell) -> list[str]:
    """The lines of a solution cell with the solution, and without the marker lines."""
    return [line for line in cell.lines if _marker(line, SOLUTION) is None]


def region_problems(source: Source) -> list[str]:
    """What is wrong with the regions of a source, one line each."""
    problems = []
    for cell in source.cells:
        problems += [source.at(line, text) for line, text in _cell_problems(cell)]
    return problems


def _cell_problems(cell: SourceCell) -> Iterator[tuple[int, str]]:
    yield from _hidden_problems(cell)
    broken = [*_pairing_problems(cell, SOLUTION), *_pairing_problems(cell, MARK_SCHEME)]
    yield from broken
    if not broken:
        yield from _presence_problems(cell)
        yield from _mark_scheme_problems(cell)


def _hidden_problems(cell: SourceCell) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(cell.lines, start=cell.line + 1):
        if _HIDDEN in line:
            yield number, "hidden tests do not belong in a source; move them to autograder/hidden_tests/"


def _pairing_problems(cell: SourceCell, name: str) -> Iterator[tuple[int, str]]:
    opened = None
    for number, line in enumerate(cell.lines, start=cell.line + 1):
        marker = _marker(line, name)
        if marker == "BEGIN" and opened is not None:
            yield number, f"`### BEGIN {name}` inside the region of line {opened}; close that one first"
        elif marker == "BEGIN":
            opened = number
        elif marker == "END" and opened is None:
            yield number, f"`### END {name}` closes nothing; add `### BEGIN {name}` above it, or delete it"
        elif marker == "END":
            opened = None
    if opened is not None:
        yield opened, f"this region is never closed; add `### END {name}` before the cell ends"


def _presence_problems(cell: SourceCell) -> Iterator[tuple[int, str]]:
    marked = any(_marker(line, SOLUTION) for line in cell.lines)
    if cell.role in (Role.SOLUTION, Role.WRITTEN):
        what = "the solution" if cell.role is Role.SOLUTION else "the model answer"
        if not marked:
            yield cell.line, f"no solution region; put {what} between `### BEGIN SOLUTION` and `### END SOLUTION`"
        elif not any(line.strip(" #") for _, line in inside(cell, SOLUTION)):
            yield cell.line, f"the solution region is empty; write {what} there"
    elif marked:
        yield cell.line, "a solution region outside a solution cell; give the cell an item, or delete the region"


def _mark_scheme_problems(cell: SourceCell) -> Iterator[tuple[int, str]]:
    solution = {number for number, _ in inside(cell, SOLUTION)}
    for number, line in enumerate(cell.lines, start=cell.line + 1):
        if _marker(line, MARK_SCHEME) is None:
            continue
        if cell.role is not Role.WRITTEN:
            yield number, "a mark scheme belongs in a written answer (`# %% [markdown] item=… points=…`); move it there"
        elif number not in solution:
            yield number, "a mark scheme outside the solution region would be released; move it inside"


def _walk(cell: SourceCell, name: str) -> Iterator[tuple[int, str, bool]]:
    within = False
    for number, line in enumerate(cell.lines, start=cell.line + 1):
        marker = _marker(line, name)
        if marker is None:
            yield number, line, within
        else:
            within = marker == "BEGIN"


def _marker(line: str, name: str) -> str | None:
    """``BEGIN`` or ``END`` if the line is a marker of the region, found as nbgrader finds it."""
    return next((word for word in ("BEGIN", "END") if f"{word} {name}" in line), None)
