"""Names that do not tell who a student is, the same each time: for grading blind."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable

from autograder.config import Course
from autograder.errors import GraderError

#: Also keeps spreadsheets from taking a name for a number.
PREFIX = "anon-"
_LETTERS = 8


def anonymous_name(student_id: str, course: Course) -> str:
    """A name that only those can tell who know the course's ``grading_seed``."""
    key = f"{course.course_id}\n{course.grading_seed}".encode()
    digest = hmac.digest(key, student_id.encode(), "sha256")
    return PREFIX + base64.b32encode(digest).decode()[:_LETTERS].lower()


def names_of(students: Iterable[str], course: Course) -> dict[str, str]:
    """Anonymous name -> student id. Raises GraderError if two students share one."""
    names: dict[str, str] = {}
    for student_id in students:
        other = names.setdefault(anonymous_name(student_id, course), student_id)
        if other != student_id:
            raise GraderError(
                f"{student_id} and {other} would have the same anonymous name: export with --names instead"
            )
    return names
