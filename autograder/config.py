"""Reads ``course_config.py``: plain data, checked once, with errors that name the mend."""

from __future__ import annotations

import runpy
from pathlib import Path

import msgspec

from autograder.errors import ConfigError
from autograder.records import Record

#: The checkout that holds this package: sources, solutions, hidden tests, built notebooks.
HOUSE = Path(__file__).resolve().parent.parent


class Limits(Record, frozen=True):
    """What one submission may use. Seconds of CPU unless said; bytes unless said.

    Wall-clock limits are ``wall_factor`` times the CPU limit plus ``wall_slack`` seconds, without the time in
    which the process waited for a processor: a backstop that a loaded machine does not bring nearer. A process
    that sleeps for ``idle_seconds`` on end, using no CPU, is stopped before, and a notebook may sleep for
    ``sleep_seconds`` in all: how long it sleeps does not depend on load either.
    """

    call_cpu: float = 5.0
    cells_cpu: float = 30.0
    slice_cpu: float = 10.0
    notebook_cpu: float = 120.0
    wall_factor: float = 4.0
    wall_slack: float = 5.0
    idle_seconds: float = 10.0
    sleep_seconds: float = 60.0
    memory: int = 1 << 30
    file_bytes: int = 64 << 20
    tmp_bytes: int = 64 << 20
    open_files: int = 128
    threads: int = 64
    output_bytes: int = 1 << 20
    reply_bytes: int = 8 << 20
    notebook_bytes: int = 20 << 20
    handed_in_bytes: int = 1 << 20
    timeouts_per_item: int = 2


class Assignment(Record, frozen=True):
    """The ordered parts of an assignment, and when it is due (a date that dateutil reads, or None)."""

    parts: tuple[str, ...]
    due: str | None = None


class Course(Record, frozen=True):
    """``course_config.py`` as a record. ``db_url`` is the gradebook's, where it is not the file ``gradebook.db``."""

    course_id: str
    assignments: dict[str, Assignment]
    grading_seed: int
    numbers_seed: int = 0
    isolation: str = "bubblewrap"
    voided_tests: dict[str, str] = {}
    limits: Limits = Limits()
    db_url: str | None = None

    def assignment_of(self, part: str) -> str:
        """The assignment that holds a part; ConfigError if none does."""
        for name, assignment in self.assignments.items():
            if part in assignment.parts:
                return name
        raise ConfigError(f"part {part!r} is in no assignment: add it to `assignments` in course_config.py")

    @property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for assignment in self.assignments.values() for part in assignment.parts)


def load_course(root: Path = HOUSE) -> Course:
    """Read ``root/course_config.py``.

    Raises ConfigError when it is missing, does not run, or holds a wrong name or type.
    """
    path = root / "course_config.py"
    if not path.is_file():
        raise ConfigError(f"{path} is missing: run the command in the course's folder")
    try:
        names = runpy.run_path(str(path))
    except Exception as error:  # whatever an instructor's file raises is reported, not shown as ours
        raise ConfigError(f"{path} does not run: {type(error).__name__}: {error}") from error
    data = {name: value for name, value in names.items() if not name.startswith("_")}
    try:
        course = msgspec.convert(data, Course)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {error}") from None
    _check(course, path)
    return course


def _check(course: Course, path: Path) -> None:
    parts = course.parts
    twice = sorted({part for part in parts if parts.count(part) > 1})
    if twice:
        raise ConfigError(f"{path}: part {twice[0]!r} is listed twice; a part belongs to one assignment")
    if course.isolation not in ("bubblewrap", "process"):
        raise ConfigError(f'{path}: isolation must be "bubblewrap" or "process", not {course.isolation!r}')
