"""Puts a submitted notebook back into the shape of the release, without losing what the student wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode

from autograder.handed_in.beside import HandedIn
from autograder.handed_in.submission import (
    MISSING_SOURCE,
    grade_id_of,
    match_items,
    new_cell,
    new_notebook,
    to_submission,
)
from autograder.records import Part, Submission


def restore(nb: Mapping[str, Any], part: Part, release: Mapping[str, Any]) -> NotebookNode:
    """The notebook with nbgrader metadata as released, each graded cell exactly once, outputs gone.

    Deleted cells come back in their places; a deleted answer comes back as a remark, so that it
    can override nothing. Restoring twice is the same as restoring once.
    """
    matched = match_items(nb, part)
    named = {position: name for name, position in (matched.answers | matched.checks).items()}
    released = _released(release)
    named |= _locked(nb, released, set(named.values()))
    cells = []
    for position, cell in enumerate(nb["cells"]):
        name = named.get(position)
        if name in released:
            cells.append(_as_released(cell, released[name]))
        elif not _stands_in(cell):
            cells.append(_plain(cell, part))
    manual = {item.grade_id for item in part.items if item.manual}
    _put_back(cells, released, part, manual)
    return new_notebook(cells)


def restored_submission(
    nb: Mapping[str, Any], part: Part, release: Mapping[str, Any], student_id: str, beside: HandedIn = HandedIn()
) -> tuple[Submission, tuple[str, ...]]:
    """The submission that nbgrader's executor will meet once the sanitizer has run, and what was healed."""
    notes = match_items(nb, part).notes
    return to_submission(restore(nb, part, release), part, student_id, beside.files, beside.unread), notes


def skeleton(release: Mapping[str, Any]) -> NotebookNode:
    """The release itself, for a submission of which nothing could be used."""
    cells = [new_cell(cell["cell_type"], source_of(cell), _metadata(cell)) for cell in release["cells"]]
    return new_notebook(cells)


def source_of(cell: Mapping[str, Any]) -> str:
    """A cell's source, which a notebook file may hold in one piece or by lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _released(release: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {name: cell for cell in release["cells"] if (name := grade_id_of(cell))}


def _locked(nb: Mapping[str, Any], released: Mapping[str, Any], taken: set[str]) -> dict[int, str]:
    """Read-only cells that are neither answers nor checks."""
    found: dict[int, str] = {}
    for position, cell in enumerate(nb["cells"]):
        name = grade_id_of(cell)
        if name and name in released and name not in taken and _is_read_only(released[name]):
            found[position] = name
            taken.add(name)
    return found


def _is_read_only(cell: Mapping[str, Any]) -> bool:
    flags = cell["metadata"]["nbgrader"]
    return bool(flags.get("locked")) and not flags.get("solution")


def _metadata(cell: Mapping[str, Any]) -> dict[str, Any]:
    flags = cell.get("metadata", {}).get("nbgrader")
    return {"nbgrader": dict(flags)} if flags else {}


def _as_released(cell: Mapping[str, Any], released: Mapping[str, Any]) -> NotebookNode:
    given = _is_read_only(released) or _says_nothing(cell, released)
    source = source_of(released) if given else cell["source"]
    return _with_images(new_cell(released["cell_type"], source, _metadata(released)), cell)


def _says_nothing(cell: Mapping[str, Any], released: Mapping[str, Any]) -> bool:
    """Whether a written answer was emptied, or touched without a word: nbgrader knows it only as it was released."""
    written = released["cell_type"] == "markdown" and released["metadata"]["nbgrader"].get("solution")
    said = cell["source"].strip()
    return bool(written and not cell.get("attachments") and said in ("", source_of(released).strip()))


def _plain(cell: Mapping[str, Any], part: Part) -> NotebookNode:
    # A second copy of a check must not run as if it were the student's code.
    is_check = grade_id_of(cell) in {f"test_{item.grade_id}" for item in part.items}
    return _with_images(new_cell("raw" if is_check else cell["cell_type"], cell["source"]), cell)


def _with_images(new: NotebookNode, cell: Mapping[str, Any]) -> NotebookNode:
    if new["cell_type"] == "markdown" and cell.get("attachments"):
        new["attachments"] = cell["attachments"]
    return new


def _stands_in(cell: Mapping[str, Any]) -> bool:
    return bool(cell["source"].strip() == MISSING_SOURCE)


def _put_back(cells: list[NotebookNode], released: Mapping[str, Any], part: Part, manual: set[str]) -> None:
    """Insert what was deleted, each cell behind the one that it follows in the release."""
    answers = {item.grade_id for item in part.items} - manual
    present = {grade_id_of(cell) for cell in cells}
    place = next((at for at, cell in enumerate(cells) if grade_id_of(cell) in released), len(cells))
    for name, cell in released.items():
        if name in present:
            place = 1 + next(at for at, here in enumerate(cells) if grade_id_of(here) == name)
            continue
        source = MISSING_SOURCE if name in answers and not _is_read_only(cell) else source_of(cell)
        cells.insert(place, new_cell(cell["cell_type"], source, _metadata(cell)))
        place += 1
