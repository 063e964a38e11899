"""Turns untrusted bytes into a Submission: reads a notebook, finds its part, matches its items."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from msgspec.structs import replace
from nbformat import NotebookNode

from autograder.config import Limits
from autograder.errors import SubmissionError
from autograder.handed_in.beside import read_beside
from autograder.handed_in.files import read_file
from autograder.records import Cell, Part, Submission

#: More cells than a person writes; a notebook beyond this was made to hurt.
MAX_CELLS = 2000
#: Stands in for a deleted answer. Being a comment, it can neither answer nor override anything.
MISSING_SOURCE = "# This cell was missing from the submission; it was put back empty."

_KERNELSPEC = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
_IMAGE_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_LIMITS = Limits()
_INERT = Cell(source="", item=None, code=False)


@dataclass(frozen=True)
class Matched:
    """Which cell answers which item. ``copies`` are cells with a known id that were not chosen."""

    answers: dict[str, int]
    checks: dict[str, int]
    copies: frozenset[int]
    missing: tuple[str, ...]
    notes: tuple[str, ...]


def read_notebook(data: bytes, limits: Limits = _LIMITS) -> NotebookNode:
    """A clean nbformat 4.5 notebook with the sources, types, item ids and images of ``data``.

    Outputs and all other metadata are left behind: nothing downstream may trust them.
    Raises SubmissionError, and nothing else, when the bytes are no notebook.
    """
    raw = _upgraded(_json_object(data, limits))
    cells = raw.get("cells")
    if not isinstance(cells, list):
        raise SubmissionError("the notebook has no list of cells: save it again from JupyterLab")
    if len(cells) > MAX_CELLS:
        raise SubmissionError(f"the notebook has {len(cells)} cells; at most {MAX_CELLS} are read")
    clean = [_clean_cell(cell, position) for position, cell in enumerate(cells)]
    return new_notebook(clean)


def new_notebook(cells: Sequence[NotebookNode]) -> NotebookNode:
    """A notebook of these cells, with ids that depend only on their positions."""
    for position, cell in enumerate(cells):
        cell["id"] = f"cell-{position}"
    metadata = {"kernelspec": dict(_KERNELSPEC), "language_info": {"name": "python"}}
    return nbformat.from_dict({"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def new_cell(cell_type: str, source: str, metadata: Mapping[str, Any] | None = None) -> NotebookNode:
    """A cell of this type without outputs."""
    cell: dict[str, Any] = {"cell_type": cell_type, "source": source, "metadata": dict(metadata or {})}
    if cell_type == "code":
        cell |= {"outputs": [], "execution_count": None}
    return nbformat.from_dict(cell)


def grade_id_of(cell: Mapping[str, Any]) -> str | None:
    """The nbgrader id that a cell claims, if it claims one."""
    claimed = (cell.get("metadata") or {}).get("nbgrader")
    found = claimed.get("grade_id") if isinstance(claimed, Mapping) else None
    return found if isinstance(found, str) and found else None


def find_part(nb: Mapping[str, Any], parts: Sequence[Part]) -> Part:
    """The part that a notebook belongs to: by its item ids, else by what its code defines."""
    claimed = {grade_id_of(cell) for cell in nb["cells"]}
    counts = [len(claimed & _known_ids(part)) for part in parts]
    if not any(counts):
        code = "\n".join(cell["source"] for cell in nb["cells"] if cell["cell_type"] == "code")
        counts = [sum(_defines(code, item.grade_id) for item in part.items) for part in parts]
    if not any(counts):
        known = ", ".join(part.name for part in parts)
        raise SubmissionError(f"no item of this course found in it: it is none of {known}")
    return parts[counts.index(max(counts))]


def match_items(nb: Mapping[str, Any], part: Part) -> Matched:
    """Find each item's answer; flags, points and cell types in the student's metadata do not count."""
    places: dict[str, list[int]] = {}
    for position, cell in enumerate(nb["cells"]):
        grade_id = grade_id_of(cell)
        if grade_id in _known_ids(part) and cell["source"].strip() != MISSING_SOURCE:
            places.setdefault(grade_id, []).append(position)
    answers, notes = _answers(nb, part, places)
    missing = tuple(item.grade_id for item in part.items if item.grade_id not in answers)
    checks = {name: found[0] for name, found in places.items() if name in _check_ids(part)}
    chosen_cells = {*answers.values(), *checks.values()}
    copies = frozenset(place for found in places.values() for place in found if place not in chosen_cells)
    return Matched(answers, checks, copies, missing, tuple(notes))


def to_submission(
    nb: Mapping[str, Any],
    part: Part,
    student_id: str = "",
    files: Mapping[str, bytes] | None = None,
    unread: Mapping[str, str] | None = None,
) -> Submission:
    """One Cell per notebook cell, in order, so that a report's outputs map back by position."""
    matched = match_items(nb, part)
    item_at = {position: name for name, position in matched.answers.items()}
    manual = {item.grade_id for item in part.items if item.manual}
    starters = _starters(part)
    answering = {place for name, place in matched.answers.items() if name not in manual}
    written = _written(nb, part, starters, answering)
    cells = []
    for position, cell in enumerate(nb["cells"]):
        if position in item_at:
            name = item_at[position]
            runs = name not in manual and not (_trimmed(cell["source"]) in starters and name in written)
            cells.append(Cell(source=cell["source"], item=name, code=runs))
        elif _runs(cell, part, starters):
            cells.append(Cell(source=cell["source"]))
        else:
            cells.append(_INERT)
    return Submission(
        part=part.name,
        cells=tuple(cells),
        student_id=student_id,
        files=dict(files or {}),
        unread=dict(unread or {}),
        missing=matched.missing,
        notes=matched.notes,
    )


def read_submission(
    path: Path, parts: Sequence[Part], student_id: str = "", limits: Limits = _LIMITS
) -> tuple[Part, Submission]:
    """Read a notebook file, find out which part it answers, and read the files that go with it."""
    nb = read_notebook(read_file(path, limits.notebook_bytes), limits)
    part = find_part(nb, parts)
    beside = read_beside(path, part, limits)
    submission = to_submission(nb, part, student_id, beside.files, beside.unread)
    return part, replace(submission, notes=(*submission.notes, *beside.notes))


def _json_object(data: bytes, limits: Limits) -> dict[str, Any]:
    if len(data) > limits.notebook_bytes:
        raise SubmissionError(f"the notebook is larger than {limits.notebook_bytes:,} bytes: clear its outputs")
    if not data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise SubmissionError("the file is empty")
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SubmissionError("the file is not UTF-8 text, so it is no notebook") from None
    except RecursionError:
        raise SubmissionError("the notebook is nested too deeply to be read") from None
    except (ValueError, MemoryError) as error:
        line = getattr(error, "lineno", None)
        where = f" (line {line})" if line else ""
        raise SubmissionError(f"the file is not valid JSON, so it is no notebook{where}") from None
    if not isinstance(found, dict):
        raise SubmissionError("the file is JSON, but not a notebook")
    return found


def _upgraded(raw: dict[str, Any]) -> dict[str, Any]:
    major = raw.get("nbformat")
    if major == 4 and not isinstance(major, bool):
        return raw
    if major != 3:
        raise SubmissionError("the notebook's nbformat is neither 3 nor 4: save it again from JupyterLab")
    try:
        upgraded = nbformat.convert(nbformat.from_dict(raw), 4)
        return dict(upgraded)
    except Exception as error:  # nbformat raises whatever the malformed input trips it into
        raise SubmissionError(f"the notebook (nbformat 3) cannot be upgraded: {type(error).__name__}") from None


def _clean_cell(cell: Any, position: int) -> NotebookNode:
    if not isinstance(cell, Mapping):
        raise SubmissionError(f"cell {position + 1} of the notebook is not a cell")
    cell_type = cell.get("cell_type")
    if cell_type not in ("code", "markdown", "raw"):
        raise SubmissionError(f"cell {position + 1} of the notebook has no known cell type")
    grade_id = grade_id_of(cell) if isinstance(cell.get("metadata"), Mapping) else None
    metadata = {"nbgrader": {"grade_id": _text(grade_id)}} if grade_id else {}
    clean = new_cell(cell_type, _source(cell.get("source", ""), position), metadata)
    images = _images(cell.get("attachments")) if cell_type == "markdown" else {}
    if images:
        clean["attachments"] = nbformat.from_dict(images)
    return clean


def _source(source: Any, position: int) -> str:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if source is None:
        source = ""
    if not isinstance(source, str):
        raise SubmissionError(f"cell {position + 1} of the notebook has a source that is not text")
    return _text(source)


def _text(value: str) -> str:
    # JSON may spell half of a surrogate pair, which no later encoder accepts.
    return value.encode("utf-8", "replace").decode("utf-8")


def _images(attachments: Any) -> dict[str, dict[str, str]]:
    if not isinstance(attachments, Mapping):
        return {}
    kept: dict[str, dict[str, str]] = {}
    for name, bundle in attachments.items():
        for mime, data in bundle.items() if isinstance(bundle, Mapping) else ():
            packed = "".join(data.split()) if isinstance(data, str) else "-"
            if mime in _IMAGE_TYPES and _BASE64.fullmatch(packed):
                kept.setdefault(_text(name), {})[mime] = packed
    return kept


def _known_ids(part: Part) -> set[str]:
    return {item.grade_id for item in part.items} | _check_ids(part)


def _check_ids(part: Part) -> set[str]:
    return {f"test_{item.grade_id}" for item in part.items}


def _answers(nb: Mapping[str, Any], part: Part, places: Mapping[str, list[int]]) -> tuple[dict[str, int], list[str]]:
    """Each item's answer, and what to say about the choice.

    First the filled cells that carry an item's id; then, for what is left, cells that define it.
    """
    filled = {item.grade_id: _filled(nb, part, places.get(item.grade_id, [])) for item in part.items}
    answers = {name: found[-1] for name, found in filled.items() if found}
    taken, notes = set(answers.values()), []
    for item in part.items:
        name, found = item.grade_id, places.get(item.grade_id, [])
        defining = [] if item.manual or name in answers else _definitions(nb, part, name, taken)
        if name in answers:
            kept = "the last filled copy was graded"
            notes += [f"cell {name} was there {_times(len(found))}: {kept}"] if found[1:] else []
        elif defining:
            why = "was left as it was given" if found else "was missing"
            answers[name] = defining[-1]
            notes.append(f"cell {name} {why}: the cell that defines {name} was graded")
        elif found:
            answers[name] = found[0]
            notes += [f"cell {name} was there {_times(len(found))}, each as it was given"] if found[1:] else []
        else:
            notes.append(f"cell {name} was missing")
        taken |= set(answers.values())
    return answers, notes


def _filled(nb: Mapping[str, Any], part: Part, places: Sequence[int]) -> list[int]:
    """Those of some cells that are neither empty nor as they were given."""
    starters = _starters(part) | {""}
    return [place for place in places if _trimmed(nb["cells"][place]["source"]) not in starters]


def _definitions(nb: Mapping[str, Any], part: Part, name: str, taken: set[int]) -> list[int]:
    """Cells that define ``name`` and answer nothing else, leftover starters aside."""
    starters = _starters(part)
    return [
        position
        for position, cell in enumerate(nb["cells"])
        if position not in taken and _runs(cell, part, starters) and _defines(cell["source"], name)
    ]


def _written(nb: Mapping[str, Any], part: Part, starters: set[str], answering: set[int]) -> set[str]:
    """Items that some cell which is run defines, in a form that is not as it was given."""
    code = [
        cell["source"]
        for position, cell in enumerate(nb["cells"])
        if (position in answering and _trimmed(cell["source"]) not in starters)
        or (position not in answering and _runs(cell, part, starters))
    ]
    return {item.grade_id for item in part.items if any(_defines(source, item.grade_id) for source in code)}


def _starters(part: Part) -> set[str]:
    return {_trimmed(source) for source in part.starters.values()}


def _runs(cell: Mapping[str, Any], part: Part, starters: set[str]) -> bool:
    """Whether a cell that answers no item is code of the student's own.

    A leftover copy of a starter is not: it would override the answer that was chosen.
    """
    if cell["cell_type"] != "code" or grade_id_of(cell) in _check_ids(part):
        return False
    trimmed = _trimmed(cell["source"])
    return trimmed != MISSING_SOURCE and trimmed not in starters


def _defines(code: str, name: str) -> bool:
    binding = rf"^(?:(?:async\s+def|def|class)\s+{re.escape(name)}\b|{re.escape(name)}\s*=(?!=))"
    return re.search(binding, code, re.MULTILINE) is not None


def _trimmed(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip("\n").splitlines()).strip("\n")


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"
