"""Finds and reads the files that a part lets students hand in beside its notebook, and no others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePath

from autograder.config import Limits
from autograder.errors import SubmissionError
from autograder.handed_in.files import read_file
from autograder.records import Part, Record

#: Reads the file of this name. Raises SubmissionError: it is not to be had as a plain file.
Read = Callable[[str], bytes]


class HandedIn(Record, frozen=True):
    """Files by the part's own names for them; ``unread`` says why others are missing, ``notes`` what was healed."""

    files: dict[str, bytes] = {}
    unread: dict[str, str] = {}
    notes: tuple[str, ...] = ()


def hand_in(part: Part, present: Iterable[str], read: Read, limits: Limits) -> HandedIn:
    """What students handed in of the files that a part allows, out of the names ``present`` beside its notebook.

    A file that a learning platform renamed, such as ``4711_predictions (1).csv``, is taken if it is the only one.
    """
    names = sorted(present)
    files: dict[str, bytes] = {}
    unread: dict[str, str] = {}
    notes: list[str] = []
    for name in part.hands_in:
        found = [name] if name in names else [other for other in names if _may_be(name, other)]
        if len(found) > 1:
            unread[name] = f"{name} was not handed in, but {' and '.join(map(_printable, found[:3]))} were"
        for only in found if len(found) == 1 else ():
            try:
                files[name] = _capped(name, read(only), limits)
            except SubmissionError as problem:
                unread[name] = _printable(str(problem))
            else:
                notes += [f"{_printable(only)} was taken for {name}"] if only != name else []
    return HandedIn(files, unread, tuple(notes))


def read_beside(notebook: Path, part: Part, limits: Limits) -> HandedIn:
    """The same, from the folder of a notebook."""
    present = [path.name for path in notebook.parent.iterdir()] if part.hands_in else []
    return hand_in(part, present, lambda name: read_file(notebook.parent / name, limits.handed_in_bytes), limits)


def read_staged(folder: Path, part: Part, limits: Limits, unread: Mapping[str, str]) -> HandedIn:
    """The same again, from a clean copy, in which each file has its name; ``unread`` are known to be missing."""
    present = [name for name in part.hands_in if name not in unread and (folder / name).is_file()]
    found = hand_in(part, present, lambda name: read_file(folder / name, limits.handed_in_bytes), limits)
    return HandedIn(found.files, found.unread | dict(unread))


def _may_be(name: str, other: str) -> bool:
    wanted, found = PurePath(name.lower()), PurePath(other.lower())
    return wanted.stem in found.stem and wanted.suffix == found.suffix


def _capped(name: str, data: bytes, limits: Limits) -> bytes:
    if len(data) > limits.handed_in_bytes:
        raise SubmissionError(f"{name} is larger than {limits.handed_in_bytes:,} bytes")
    return data


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in text)
