"""The folder of a course root for everything that can be made again, and the right to work there alone."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import ConfigError

#: Where the journal is, below a course root.
JOURNAL = Path(".autograder") / "journal.sqlite"
#: Seconds that processes of a batch that was killed may take to end.
_PATIENCE = 60.0


@dataclass(frozen=True)
class Workplace:
    """``folder`` is the batch's; ``held`` is locked by its processes; its own folders begin with ``prefix``."""

    folder: Path
    held: Path
    prefix: str = "batch-"


@contextmanager
def workplace(root: Path) -> Iterator[Workplace]:
    """Work in a course root while no other batch does, after everything of one that was killed is gone.

    Raises ConfigError in one line: another batch is at work, or the folder cannot be written.
    """
    place = Workplace(root / ".autograder", root / ".autograder" / "processes.lock")
    try:
        place.folder.mkdir(exist_ok=True)
        descriptor = os.open(place.folder / "batch.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ConfigError(f"{place.folder} cannot be written ({error.strerror}): make it a writable folder") from None
    try:
        _lock(descriptor, root)
        _await_processes(place.held)
        for left in place.folder.glob(f"{place.prefix}*"):
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else None
        yield place
    finally:
        os.close(descriptor)


def _lock(descriptor: int, root: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        who = os.read(descriptor, 20).decode(errors="replace").strip() or "unknown"
        raise ConfigError(f"another batch (process {who}) is at work in {root}: wait until it is done") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)


def _await_processes(held: Path) -> None:
    """Wait until the processes of a batch that was killed have ended: they might still write."""
    descriptor = os.open(held, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > end:
                    raise ConfigError("processes of an earlier batch do not end: end them, then try again") from None
                time.sleep(0.02)
    finally:
        os.close(descriptor)
