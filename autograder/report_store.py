"""Keeps reports as files, by a key over everything that a report is computed from."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import msgspec

from autograder.config import Course
from autograder.records import Part, Report, Submission


def report_key(submission: Submission, part: Part, course: Course) -> str:
    """The same key for the same submission, part and course, in every process.

    Notes are left out: they say what was healed on the way, not what is graded.
    """
    graded = msgspec.structs.replace(submission, notes=())
    facts = (course.limits, course.grading_seed, course.numbers_seed, course.isolation, course.voided_tests)
    encoded = msgspec.json.encode((graded, part, facts), order="sorted")
    return hashlib.sha256(encoded).hexdigest()


class ReportStore:
    """A folder of reports. A later version may keep them elsewhere behind the same two methods."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, key: str) -> Report | None:
        """The report of this key; None if there is none, or only half of one."""
        try:
            return msgspec.json.decode(self._path(key).read_bytes(), type=Report)
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def put(self, key: str, report: Report) -> None:
        """Store a report whole or not at all, whatever happens meanwhile."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        with os.fdopen(descriptor, "wb") as file:
            file.write(msgspec.json.encode(report))
        Path(temporary).replace(path)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"
