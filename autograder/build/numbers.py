"""The course's public ``numbers_seed``, written into parts that draw numbers for each student.

Such a part says where, in a given cell: ``numbers_seed = 0  # from course_config.py``.
"""

from __future__ import annotations

import json
import re

from msgspec.structs import replace

from autograder.build.source import Role, Source, SourceCell

#: Whose numbers the reference works with when nobody is graded, as in mutation tests. With the numbers of this id
#: hardly a wrong formula gives a right answer by chance.
REFERENCE_ID = "script"

_LINE = re.compile(r"^numbers_seed = (-?\d+)  # from course_config\.py$", re.MULTILINE)
_UNSIGNED = re.compile(r'^student_id = ""', re.MULTILINE)


def is_personal(source: Source) -> bool:
    """Whether a part draws numbers for each student."""
    return any(_LINE.search(cell.source) for cell in source.with_role(Role.GIVEN))


def with_numbers_seed(source: Source, seed: int) -> Source:
    """The source with the course's seed in place of the one that stands there."""
    line = f"numbers_seed = {seed}  # from course_config.py"
    return replace(source, cells=tuple(_replaced(cell, _LINE, line) for cell in source.cells))


def as_reference(source: Source) -> Source:
    """The source with an id typed in, and a seed that stays the same from term to term."""
    signed = tuple(_replaced(cell, _UNSIGNED, f'student_id = "{REFERENCE_ID}"') for cell in source.cells)
    return with_numbers_seed(replace(source, cells=signed), 0)


def seed_in(notebook: bytes) -> int | None:
    """The seed that a built notebook holds; None if it draws no numbers, or is no notebook."""
    try:
        cells = [cell for cell in json.loads(notebook)["cells"] if cell["cell_type"] == "code"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
    except (ValueError, KeyError, TypeError):
        return None
    found = _LINE.search(text)
    return int(found[1]) if found else None


def _replaced(cell: SourceCell, line: re.Pattern[str], new: str) -> SourceCell:
    if cell.role is not Role.GIVEN:
        return cell
    lines = tuple(line.sub(new, text) for text in cell.lines)
    return replace(cell, lines=lines, source=line.sub(new, cell.source))
