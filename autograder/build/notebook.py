"""A source as nbgrader's source notebook: short headers become nbgrader metadata, ids are fixed."""

from __future__ import annotations

from typing import Any

from autograder.build.numbers import is_personal
from autograder.build.rules import check_id
from autograder.build.source import Role, Source, SourceCell

_KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
#: nbgrader's flags by what a cell is for.
_FLAGS: dict[Role, dict[str, bool]] = {
    Role.SOLUTION: {"grade": False, "solution": True, "locked": False},
    Role.CHECK: {"grade": True, "solution": False, "locked": True},
    Role.WRITTEN: {"grade": True, "solution": True, "locked": False},
}

#: Jupyter's word for a cell that may fail: Run All goes on to the cells below a failed check.
_MAY_FAIL = "raises-exception"


def notebook_bytes(source: Source) -> bytes:
    """The notebook of a source without problems: the same bytes for the same source."""
    import nbformat

    others = iter(range(len(source.cells)))
    notebook = nbformat.from_dict(  # type: ignore[no-untyped-call]
        {
            "cells": [_cell(cell, source.part, others) for cell in source.cells],
            "metadata": _metadata(source),
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    )
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return f"{text}\n".encode()


def _metadata(source: Source) -> dict[str, Any]:
    facts: dict[str, Any] = {"part": source.part, "refuses": list(source.refuses)}
    if is_personal(source):
        facts["personal"] = True
    if source.hands_in:
        facts["hands_in"] = list(source.hands_in)
    return {
        "autograder": facts,
        "kernelspec": _KERNELSPEC,
        "language_info": {"name": "python"},
    }


def _cell(cell: SourceCell, part: str, others: Any) -> dict[str, Any]:
    grade_id = _grade_id(cell)
    built: dict[str, Any] = {
        "cell_type": cell.kind,
        # jupytext invents ids at random; these make builds comparable byte by byte
        "id": grade_id or f"{part}-{next(others):02d}",
        "metadata": _cell_metadata(cell, grade_id),
        "source": cell.source,
    }
    if cell.kind == "code":
        built |= {"execution_count": None, "outputs": []}
    return built


def _grade_id(cell: SourceCell) -> str | None:
    if cell.item is None:
        return None
    return check_id(cell.item) if cell.role is Role.CHECK else cell.item


def _cell_metadata(cell: SourceCell, grade_id: str | None) -> dict[str, Any]:
    metadata: dict[str, Any] = {key: cell.meta[key] for key in ("tags", "alt") if key in cell.meta}
    if cell.role is Role.CHECK:
        metadata["tags"] = [*metadata.get("tags", ()), _MAY_FAIL]
    if more := {key: cell.meta[key] for key in ("uses", "refuses") if key in cell.meta}:
        metadata["autograder"] = more
    if grade_id is not None:
        metadata["nbgrader"] = {"schema_version": 3, "grade_id": grade_id, "task": False, **_FLAGS[cell.role]}
        if "points" in cell.meta:
            metadata["nbgrader"]["points"] = cell.meta["points"]
    return metadata
