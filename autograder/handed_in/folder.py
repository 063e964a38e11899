"""Who handed in, and whether anything has changed since: told from names, bytes and times, without parsing."""

from __future__ import annotations

import glob
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from autograder.config import Limits
from autograder.dependencies import combined
from autograder.errors import SubmissionError
from autograder.handed_in.files import read_file

#: More files than anyone hands in on purpose.
MAX_FILES = 500
#: Folders within folders that are looked into. Python's own walks end with an error far below.
MAX_DEPTH = 20
#: How the reason ends when there is no notebook at all.
NOT_HANDED_IN = "was not handed in"


def student_id_problem(student_id: str) -> str | None:
    """Why a folder's name cannot be a student's id, if it cannot."""
    if student_id in ("", ".", "..") or "/" in student_id or "\\" in student_id:
        return "a student id must not hold parts of a path"
    if student_id.startswith(".") or len(student_id) > 128:
        return "a student id must not begin with a dot or be longer than 128 characters"
    if any(character in "*?[" or not character.isprintable() for character in student_id):
        return "a student id must be printable, without * ? [, which nbgrader takes for patterns"
    return None


def submissions(pattern: str, regexp: str) -> Iterator[tuple[str, Path]]:
    """(student id, folder) of every folder that matches nbgrader's glob and regular expression."""
    for found in sorted(glob.glob(pattern)):  # noqa: PTH207  (the pattern is absolute, and nbgrader's)
        match = re.fullmatch(regexp, found, re.DOTALL)
        if match:
            yield match["student_id"], Path(found)


def fingerprint(folder: Path, limits: Limits) -> str:
    """Digest of all that ``stage`` may read of a folder; empty where there is none to be had cheaply.

    The times of notebooks count where there are several: the newest may be the one that is graded.
    """
    if folder.is_symlink() or folder.parent.is_symlink() or not folder.is_dir():
        return ""
    files: dict[str, os.stat_result] = {}
    for base, folders, names in os.walk(folder):
        if too_deep(base, folder):
            return ""
        for name in names + folders:
            path = os.path.join(base, name)  # noqa: PTH118  (many paths, looked at for every student)
            files[path] = os.lstat(path)
        if len(files) > MAX_FILES:
            return ""
    several = sum(path.endswith(".ipynb") for path in files) > 1
    digest = hashlib.blake2b(digest_size=32)
    for path, found in sorted(files.items()):
        time = found.st_mtime_ns if several and path.endswith(".ipynb") else 0
        size = 0 if stat.S_ISDIR(found.st_mode) else found.st_size
        digest.update(f"{path}\0{found.st_mode}\0{size}\0{time}\0".encode(errors="surrogateescape"))
        if stat.S_ISREG(found.st_mode) and found.st_size <= limits.file_bytes:
            try:
                digest.update(read_file(path, limits.file_bytes))
            except SubmissionError:
                return ""
    return digest.hexdigest()


def too_deep(base: str, folder: Path) -> bool:
    """Whether a folder lies deeper below the one that was handed in than is looked into."""
    return base.count(os.sep) - str(folder).count(os.sep) >= MAX_DEPTH


def files_digest(folder: Path) -> str:
    """Digest of the names, sizes and times of the files of a folder; empty if there are none."""
    facts = []
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)  # noqa: PTH118  (many paths, looked at for every student)
            found = os.lstat(path)
            facts.append(f"{path} {found.st_size} {found.st_mtime_ns} {found.st_mode}")
    return combined(*sorted(facts)) if facts else ""
