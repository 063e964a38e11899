"""Makes a clean copy of what students handed in, so that nbgrader meets nothing that it stumbles over.

``submitted/`` is only read. Links, devices, oversized files and files that would shadow a module stay
behind; a renamed notebook gets its name back; a broken timestamp is healed or dropped.
"""

from __future__ import annotations

import importlib.util
import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath

from dateutil import tz
from nbformat import NotebookNode

from autograder.config import Limits
from autograder.errors import SubmissionError
from autograder.handed_in.beside import HandedIn, hand_in
from autograder.handed_in.files import read_file
from autograder.handed_in.folder import MAX_DEPTH, MAX_FILES, NOT_HANDED_IN, too_deep
from autograder.handed_in.submission import find_part, read_notebook
from autograder.records import Part

TIMESTAMP = "timestamp.txt"

_LIMITS = Limits()
_TIME = re.compile(
    r"(\d{4}-\d{2}-\d{2})[ T_-]+(\d{1,2})[:-](\d{2})(?:[:-](\d{2})(\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2}|[A-Za-z][\w/]*)?"
)
# Python, IPython, Jupyter, pytest and nbgrader run these when they stand in the working folder.
_RUN_BY_TOOLS = ("conftest", "sitecustomize", "usercustomize", "setup", "__init__", "__main__")
_IMPORTABLE = (".py", ".pyc", ".pyd", ".so", ".pth", ".ipy")


@dataclass(frozen=True)
class Finding:
    """What was found for one part: why nothing is usable, or the clean notebook and its files; and what was healed."""

    notes: tuple[str, ...] = ()
    unusable: str | None = None
    notebook: NotebookNode | None = None
    handed_in: HandedIn = field(default_factory=HandedIn)


@dataclass(frozen=True)
class _Candidate:
    path: str
    data: bytes
    modified: float
    part: str | None
    notebook: NotebookNode | None
    problem: str | None


@dataclass
class _Tree:
    """The plain files of a folder by relative path, and what was left behind."""

    files: dict[str, tuple[bytes, float]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def stage(folder: Path, target: Path, parts: Sequence[Part], limits: Limits = _LIMITS) -> dict[str, Finding]:
    """Copy what is harmless of ``folder`` into ``target``, which then holds every part's notebook.

    A part of which nothing is usable gets an empty file, so that nbgrader makes rows for it.
    """
    tree = _read_tree(folder, limits)
    stamp = _stamp(tree)
    candidates = [_candidate(path, tree, parts, limits) for path in sorted(tree.files) if path.endswith(".ipynb")]
    findings = {part.name: _finding(part, candidates, tree, limits) for part in parts}
    target.mkdir(parents=True, exist_ok=True)
    for path, (data, _) in tree.files.items():
        if not path.endswith(".ipynb") and path != TIMESTAMP:
            _write(target / path, data)
    for name, (finding, data) in findings.items():
        for file, content in finding.handed_in.files.items():
            _write(target / file, content)
        _write(target / f"{name}.ipynb", data)
    if stamp:
        _write(target / TIMESTAMP, stamp.encode())
    return {name: finding for name, (finding, _) in findings.items()}


def healed_timestamp(text: str) -> str | None:
    """A timestamp as nbgrader writes it, or None if it cannot be read without guessing."""
    match = _TIME.fullmatch(text.strip().strip("\ufeff"))
    if match is None:
        return None
    date, hour, minute, second, fraction, zone_name = match.groups()
    clock = f"{int(hour):02d}:{minute}:{second or '00'}.{(fraction or '.0')[1:7].ljust(6, '0')}"
    try:
        zone = _zone(zone_name)
        moment = datetime.fromisoformat(f"{date} {clock}").replace(tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    known = zone is not None and 1990 <= moment.year <= 2100
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f UTC") if known else None


def _zone(name: str | None) -> tzinfo | None:
    if name is None or name in ("Z", "UTC", "GMT"):
        return UTC
    return datetime.strptime(name, "%z").tzinfo if name[0] in "+-" else tz.gettz(name)


def _read_tree(folder: Path, limits: Limits) -> _Tree:
    tree = _Tree()
    if folder.is_symlink() or folder.parent.is_symlink() or not folder.is_dir():
        tree.notes.append("the folder handed in is a link or no folder; it was not read")
        return tree
    room = 4 * limits.file_bytes
    for base, folders, files, descriptor in os.fwalk(folder, follow_symlinks=False):
        tree.notes += [f"{name} is a link; it was left out" for name in folders if _is_link(name, descriptor)]
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
        if folders and too_deep(base, folder):
            tree.notes.append(f"folders lie within folders more than {MAX_DEPTH} deep; the innermost were left out")
            folders.clear()
        for name in sorted(files):
            path = PurePosixPath(Path(base).relative_to(folder) / name).as_posix()
            problem = _refusal(path)
            if problem is None and (len(tree.files) >= MAX_FILES or room < 0):
                problem = "too many or too large files were handed in"
            try:
                if problem:
                    raise SubmissionError(f"{path}: {problem}; it was left out")
                data = read_file(name, _size_cap(path, limits), dir_fd=descriptor)
            except SubmissionError as error:
                tree.refused[path] = _printable(str(error))
                tree.notes.append(tree.refused[path])
                continue
            room -= len(data)
            tree.files[path] = (data, os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mtime)
    del tree.notes[20:]
    return tree


def _size_cap(path: str, limits: Limits) -> int:
    # One byte more than allowed, so that an oversized notebook is met and refused by name.
    return limits.notebook_bytes + 1 if path.endswith(".ipynb") else limits.file_bytes


def _is_link(name: str, descriptor: int) -> bool:
    return stat.S_ISLNK(os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mode)


def _refusal(path: str) -> str | None:
    """Why a file is not copied, though it may be plain."""
    file = PurePosixPath(path)
    if file.suffix not in _IMPORTABLE:
        return None
    stem = file.name.split(".")[0]
    if stem in _RUN_BY_TOOLS or stem.endswith("_config") or not stem.isidentifier() or _exists(stem):
        return "it would take the place of a module"
    return None


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return True


def _stamp(tree: _Tree) -> str | None:
    """The healed content of timestamp.txt; notes what was wrong with it."""
    if TIMESTAMP not in tree.files:
        return None
    text = tree.files[TIMESTAMP][0][:1000].decode("utf-8", "replace").strip()
    healed = healed_timestamp(text)
    if healed is None:
        tree.notes.append(f"{TIMESTAMP} could not be read and was ignored: the time of handing in is unknown")
    elif not re.match(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", text):
        tree.notes.append(f"{TIMESTAMP} was read as {healed}")
    return healed


def _candidate(path: str, tree: _Tree, parts: Sequence[Part], limits: Limits) -> _Candidate:
    data, modified = tree.files[path]
    try:
        notebook = read_notebook(data, limits)
    except SubmissionError as error:
        return _Candidate(path, data, modified, None, None, str(error))
    try:
        part = find_part(notebook, parts).name
    except SubmissionError as error:
        return _Candidate(path, data, modified, None, notebook, str(error))
    return _Candidate(path, data, modified, part, notebook, None)


def _finding(part: Part, candidates: Sequence[_Candidate], tree: _Tree, limits: Limits) -> tuple[Finding, bytes]:
    """What stands for a part: its own name wins, else the newest, else the largest."""
    exact = f"{part.name}.ipynb"
    usable = [candidate for candidate in candidates if candidate.part == part.name]
    if not usable:
        return Finding(notes=tuple(tree.notes), unusable=_why_unusable(exact, candidates, tree)), b""
    chosen = max(usable, key=lambda found: (found.path == exact, found.modified, len(found.data), found.path))
    healed = list(tree.notes)
    if chosen.path != exact:
        healed.append(f"{_printable(chosen.path)} was recognised as {exact} by its items")
    others = ", ".join(_printable(found.path) for found in usable if found is not chosen)
    if others:
        healed.append(f"{_printable(chosen.path)} was graded, not {others}")
    beside = _beside(chosen.path, part, tree, limits)
    return Finding((*healed, *beside.notes), notebook=chosen.notebook, handed_in=beside), chosen.data


def _beside(notebook: str, part: Part, tree: _Tree, limits: Limits) -> HandedIn:
    """The part's files from the folder of the chosen notebook."""
    folder = PurePosixPath(notebook).parent
    places = {
        path.name: str(path) for path in map(PurePosixPath, [*tree.files, *tree.refused]) if path.parent == folder
    }

    def read(name: str) -> bytes:
        if places[name] in tree.refused:
            raise SubmissionError(tree.refused[places[name]])
        return tree.files[places[name]][0]

    return hand_in(part, places, read, limits)


def _why_unusable(exact: str, candidates: Sequence[_Candidate], tree: _Tree) -> str:
    if exact in tree.refused:
        return tree.refused[exact]
    problems = {candidate.path: candidate.problem for candidate in candidates if candidate.problem}
    if exact in problems:
        return f"{exact}: {problems[exact]}"
    if problems:
        path, problem = next(iter(problems.items()))
        return f"{_printable(path)}: {problem}"
    return f"{exact} {NOT_HANDED_IN}"


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)


def as_config(findings: Mapping[str, Finding]) -> dict[str, dict[str, object]]:
    """Findings as the plain data that ``HealingExporter.findings`` takes."""
    return {
        part: {"notes": list(finding.notes)}
        | ({"unusable": finding.unusable} if finding.unusable else {})
        | ({"unread": finding.handed_in.unread} if finding.handed_in.unread else {})
        for part, finding in findings.items()
    }
