"""Writes files so that a reader, or a killed build, sees the old bytes or the new ones, never a part."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import ConfigError

#: In the course root: on the same file system, and outside ``source/``, all of which nbgrader releases.
STAGING = ".autograder/build"


class Writer:
    """Replaces files below a course root; ``written`` and ``removed`` say which."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.written: list[str] = []
        self.removed: list[str] = []
        self.unchanged = 0

    def write(self, name: str, content: bytes) -> None:
        """Write a file (name relative to the root) unless it holds these bytes already."""
        path = self.root / name
        if path.is_file() and not path.is_symlink() and path.read_bytes() == content:
            self.unchanged += 1
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        staged = self.root / STAGING / "file"
        staged.write_bytes(content)
        staged.chmod(0o644)
        os.replace(staged, path)
        self.written.append(name)

    def remove(self, name: str) -> None:
        """Remove a file that an earlier build wrote."""
        (self.root / name).unlink()
        self.removed.append(name)


@contextlib.contextmanager
def staging(root: Path) -> Iterator[Writer]:
    """The only writer of a course root; what a killed build left behind is cleared away.

    Raises ConfigError when another build is running there, or the root cannot be written.
    """
    folder = root / STAGING
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "lock").open("w") as lock:
            _take(lock.fileno(), root)
            try:
                yield Writer(root)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise ConfigError(
            f"{error.filename or root} cannot be written: {error.strerror}; mend it and build again"
        ) from error


def _take(descriptor: int, root: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ConfigError(f"another build is running in {root}; wait for it") from None
