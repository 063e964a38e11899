"""Reads files of students, who may have put anything in a file's place."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from autograder.errors import SubmissionError


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
