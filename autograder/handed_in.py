"""Reads files that students handed in: plain files only, and beside a notebook only those that its part allows."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePath

from autograder.config import Limits
from autograder.errors import SubmissionError
from autograder.records import Part, Record

#: Reads the file of this name. Raises SubmissionError: it is not to be had as a plain file.
Read = Callable[[str], bytes]


class HandedIn(Record, frozen=True):
    """Files by the part's own names for them; ``unread`` says why others are missing, ``notes`` what was healed."""

    files: dict[str, bytes] = {}
    unread: dict[str, str] = {}
    notes: tuple[str, ...] = ()


def read_file(path: str | Path, max_bytes: int, dir_fd: int | None = None) -> bytes:
    """The bytes of a regular file; SubmissionError for links, FIFOs, devices, folders, and big files."""
    name = Path(path).name
    try:
        # O_NONBLOCK: opening a FIFO must not wait for a writer who never comes.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=dir_fd)
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        if isinstance(error, OSError) and error.errno == errno.ELOOP:
            reason = "it is a link"
        raise SubmissionError(f"{name} cannot be opened as a plain file: {reason}") from None
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        raise SubmissionError(f"{name} is not a plain file")
    with os.fdopen(descriptor, "rb") as file:
        data = b"" if status.st_size > max_bytes else file.read(max_bytes + 1)
    if max(status.st_size, len(data)) > max_bytes:
        raise SubmissionError(f"{name} is larger than {max_bytes:,} bytes")
    return data


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
