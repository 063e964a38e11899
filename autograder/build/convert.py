"""Runs nbgrader's own ``GenerateAssignment`` converter, quietly unless it fails."""

from __future__ import annotations

import contextlib
import copy
import logging
import os
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.build.nbgrader_traits import BUILD_TRAITS
from autograder.config import Course
from autograder.errors import ConfigError


def course_traits(root: Path) -> Any:
    """The traits that ``nbgrader`` typed in a course root would use, as a traitlets Config."""
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    traits = Config(BUILD_TRAITS)
    path = root / "nbgrader_config.py"
    if path.is_file():
        try:
            traits.merge(PyFileConfigLoader(path.name, path=str(root)).load_config())
        except Exception as error:  # the file is Python; it may raise anything
            raise ConfigError(f"{path} does not run: {type(error).__name__}: {error}") from error
    return traits


def gradebook_url(root: Path, traits: Any) -> str:
    """Where the course keeps its grades: as configured, else ``gradebook.db`` in its root."""
    configured = traits.CourseDirectory.get("db_url")
    if not (isinstance(configured, str) and configured):
        configured = "sqlite:///gradebook.db"
    file = configured.removeprefix("sqlite:///")
    # nbgrader works in the course root, so that is what a relative file is relative to
    return configured if file == configured else f"sqlite:///{root.resolve() / file}"


def generate(work: Path, assignment: str, course: Course, traits: Any, db_url: str | None) -> dict[str, bytes]:
    """Convert ``work/source/<assignment>`` and return what nbgrader wrote to ``work/release/<assignment>``.

    Without ``db_url`` no gradebook is touched. Raises ConfigError with nbgrader's log when it refuses.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    config = copy.deepcopy(traits)
    config.CourseDirectory.update(
        {"root": str(work.resolve()), "course_id": course.course_id, "assignment_id": assignment}
    )
    config.CourseDirectory.update({"source_directory": "source", "release_directory": "release"})
    if db_url is None:
        config.merge(Config({"GenerateAssignment": {"no_database": True}, "SaveCells": {"enabled": False}}))
    else:
        config.CourseDirectory.db_url = db_url
    log, kept = _quiet_log()
    coursedir = CourseDirectory(config=config, log=log)
    converter = GenerateAssignment(coursedir=coursedir, config=config, log=log)
    try:
        with alembic_on_path():
            converter.start()
    except Exception as error:  # nbgrader reports through its log; the exception says little
        said = "\n".join(kept.lines) or str(error)
        raise ConfigError(f"nbgrader could not generate {assignment!r}; it said:\n{said}") from error
    return read_tree(work / "release" / assignment)


@contextlib.contextmanager
def alembic_on_path() -> Iterator[None]:
    """Let nbgrader find the ``alembic`` of this environment: it runs it by name to create a gradebook."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


def read_tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder, as relative name -> bytes; links are read as what they point to."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


class _Kept(logging.Handler):
    """Keeps what was logged as a warning or worse."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _quiet_log() -> tuple[logging.Logger, _Kept]:
    # a logger of its own: nbgrader's default one is shared by everything that uses traitlets
    log = logging.Logger("autograder.build", logging.WARNING)
    kept = _Kept()
    log.addHandler(kept)
    return log, kept
