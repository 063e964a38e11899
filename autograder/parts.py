"""The grader's view of a part, read from built files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.config import HOUSE, load_course
from autograder.errors import ConfigError
from autograder.records import Item, Part


def load_part(name: str, house: Path = HOUSE) -> Part:
    """A part with its items, starters and public files.

    Raises ConfigError when no assignment holds it, or it has not been built.
    """
    assignment = load_course(house).assignment_of(name)
    source = source_notebook(name, house)
    released = _notebook(house / "release" / assignment / f"{name}.ipynb", name)
    return Part(
        name=name,
        assignment=assignment,
        items=tuple(_items(source)),
        starters={grade_id: _text(cell) for grade_id, cell in _graded(released) if _is_answer(cell)},
        refuses=tuple(source["metadata"]["autograder"]["refuses"]),
        support_files=_support_files(house / "release" / assignment),
        hands_in=tuple(source["metadata"]["autograder"].get("hands_in", ())),
        personal=source["metadata"]["autograder"].get("personal", False),
        given=tuple(
            _text(cell)
            for cell in released["cells"]
            if cell["cell_type"] == "code" and "nbgrader" not in cell["metadata"]
        ),
    )


def release_notebook(part_name: str, house: Path = HOUSE) -> dict[str, Any]:
    """The notebook that students received, as JSON.

    Raises ConfigError when no assignment holds the part, or it has not been built.
    """
    assignment = load_course(house).assignment_of(part_name)
    return _notebook(house / "release" / assignment / f"{part_name}.ipynb", part_name)


def source_notebook(part_name: str, house: Path = HOUSE) -> dict[str, Any]:
    """The notebook with solutions and rubrics, as JSON: for the grader's side only.

    Raises ConfigError when no assignment holds the part, or it has not been built.
    """
    assignment = load_course(house).assignment_of(part_name)
    return _notebook(house / "source" / assignment / f"{part_name}.ipynb", part_name)


def _notebook(path: Path, part: str) -> dict[str, Any]:
    try:
        notebook: dict[str, Any] = json.loads(path.read_bytes())
        built = notebook["metadata"]["autograder"]["part"] == part
    except FileNotFoundError:
        raise ConfigError(f"{path} is missing: run `autograder build`") from None
    except (ValueError, KeyError, TypeError):
        built = False
    if not built:
        raise ConfigError(f"{path} is not what the build writes: run `autograder build`")
    return notebook


def _items(notebook: dict[str, Any]) -> Iterator[Item]:
    cells = dict(_graded(notebook))
    for grade_id, cell in cells.items():
        if not _is_answer(cell):
            continue
        manual = cell["metadata"]["nbgrader"]["grade"]
        graded = cell if manual else cells[f"test_{grade_id}"]
        more = {key: tuple(value) for key, value in cell["metadata"].get("autograder", {}).items()}
        yield Item(grade_id, float(graded["metadata"]["nbgrader"]["points"]), manual, **more)


def _graded(notebook: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The cells that nbgrader knows, with their grade_id."""
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            yield cell["metadata"]["nbgrader"]["grade_id"], cell


def _is_answer(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"]["nbgrader"]["solution"])


def _text(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _support_files(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ipynb")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
