"""Reads ``source/<part>.py``, the hand-edited truth of a part, into cells that know their lines."""

from __future__ import annotations

import enum
import re
from pathlib import Path
from typing import Any

from autograder.errors import ConfigError
from autograder.records import Record

#: What jupytext adds to a cell's metadata on its own account; it is dropped.
_JUPYTEXT_KEYS = {"lines_to_next_cell", "lines_to_end_of_cell_marker", "cell_marker"}
_UNREADABLE = "incorrectly_encoded_metadata"
_HEADER = re.compile(r"# ?%%(\s|$)")


class Role(enum.StrEnum):
    """What a cell is for."""

    PROSE = "prose"
    GIVEN = "given"
    EXPERIMENT = "experiment"
    SOLUTION = "solution"
    CHECK = "check"
    WRITTEN = "written"


class SourceCell(Record, frozen=True):
    """A cell of a text source.

    ``line`` is where its header stands; ``lines`` are the raw lines below it (so ``lines[0]`` is on
    ``line + 1``); ``source`` is what goes into the notebook; ``meta`` is the short header.
    """

    kind: str
    line: int
    lines: tuple[str, ...]
    source: str
    meta: dict[str, Any] = {}

    @property
    def item(self) -> str | None:
        return self.meta.get("item")

    @property
    def role(self) -> Role:
        if self.kind == "markdown":
            return Role.PROSE if self.item is None else Role.WRITTEN
        if self.item is not None:
            return Role.CHECK if "points" in self.meta else Role.SOLUTION
        tags = self.meta.get("tags")
        return Role.EXPERIMENT if isinstance(tags, list) and "experiment" in tags else Role.GIVEN


class Source(Record, frozen=True):
    """A part as written by hand; ``path`` is relative to the house, for messages."""

    part: str
    path: str
    text: str
    cells: tuple[SourceCell, ...]
    options: Any = {}

    @property
    def title(self) -> str:
        """The first heading of the part."""
        headings = (re.match(r"#\s+(.+)", cell.source) for cell in self.cells if cell.kind == "markdown")
        return next((heading.group(1).strip() for heading in headings if heading), self.part)

    @property
    def refuses(self) -> tuple[str, ...]:
        return tuple(self.options.get("refuses", ()))

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(self.options.get("files", ()))

    @property
    def hands_in(self) -> tuple[str, ...]:
        return tuple(self.options.get("hands_in", ()))

    def at(self, line: int, problem: str) -> str:
        """A problem with its place: ``source/rnn_cell.py:12: problem``."""
        return f"{self.path}:{line}: {problem}"

    def with_role(self, *roles: Role) -> list[SourceCell]:
        return [cell for cell in self.cells if cell.role in roles]

    def line_of(self, text: str) -> int:
        """The first line that holds some text; 1 if none does."""
        return _first(self.text, text)


def source_path(part: str) -> str:
    """Where the source of a part stands, relative to the house."""
    return f"source/{part}.py"


def read_source(part: str, house: Path) -> Source:
    """Read the source of a part.

    Raises ConfigError when it is missing, or is not a text notebook that jupytext can read.
    """
    path = source_path(part)
    try:
        text = (house / path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(
            f"{path}:1: missing, but course_config.py lists the part {part!r}; write it, or take it off the list"
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}:1: not UTF-8 ({error.reason} at byte {error.start}); save it as UTF-8") from None
    return parse_source(part, path, text)


def parse_source(part: str, path: str, text: str) -> Source:
    """The cells of a text notebook, with the options of its header."""
    notebook = _jupytext(path, text)
    lines = text.splitlines()
    starts = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    if len(starts) != len(notebook.cells):
        raise ConfigError(_miscounted(path, lines, starts, len(notebook.cells)))
    ends = [*starts[1:], len(lines)]
    cells = tuple(
        _cell(cell, start + 1, lines[start + 1 : end])
        for cell, start, end in zip(notebook.cells, starts, ends, strict=True)
    )
    options = notebook.metadata.get("autograder", {})
    return Source(part=part, path=path, text=text, cells=cells, options=_plain(options))


def _jupytext(path: str, text: str) -> Any:
    import jupytext  # type: ignore[import-untyped]
    import nbformat
    import yaml  # type: ignore[import-untyped]

    try:
        return jupytext.reads(text, fmt="py:percent")
    except yaml.MarkedYAMLError as error:
        # the mark counts from the line below "# ---", from zero
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: the header is not YAML: {error.problem}; mend it") from None
    except nbformat.ValidationError as error:
        # jupytext validates each cell on its own: the error knows the key, not the cell
        key = str(error.relative_path[-1]) if error.relative_path else "# %%"
        raise ConfigError(f"{path}:{_first(text, f'{key}=')}: {str(error).splitlines()[0]}; mend this header") from None
    except Exception as error:  # jupytext has no family of errors of its own
        said = " ".join(str(error).split())
        raise ConfigError(f"{path}:1: jupytext cannot read it: {type(error).__name__}: {said}; mend it") from None


def _first(text: str, part: str) -> int:
    return next((number for number, line in enumerate(text.splitlines(), start=1) if part in line), 1)


def _miscounted(path: str, lines: list[str], starts: list[int], found: int) -> str:
    if found > len(starts):
        body = _first_line_of_body(lines)
        return f"{path}:{body}: text before the first cell, or a header not closed by `# ---`; put `# %%` above it"
    return f"{path}:{starts[-1] + 1}: `# %%` inside a string looks like a cell header, here or above; indent it"


def _first_line_of_body(lines: list[str]) -> int:
    rules = [number for number, line in enumerate(lines) if line.strip() == "# ---"]
    first = rules[1] + 1 if len(rules) > 1 and rules[0] == 0 else 0
    return next((number + 1 for number in range(first, len(lines)) if lines[number].strip()), 1)


def _cell(cell: Any, line: int, lines: list[str]) -> SourceCell:
    meta = {key: value for key, value in cell.metadata.items() if key not in _JUPYTEXT_KEYS}
    return SourceCell(
        kind=cell.cell_type,
        line=line,
        lines=tuple(lines),
        source=cell.source.strip("\n"),
        meta=_plain(meta),
    )


def _plain(value: Any) -> Any:
    """Notebook nodes as ordinary dicts and lists."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def header_is_unreadable(cell: SourceCell) -> bool:
    """True if jupytext could not take the header's ``key=value`` pairs apart."""
    return _UNREADABLE in cell.meta
