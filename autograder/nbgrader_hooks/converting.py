"""Runs nbgrader's own Autograde converter for one student at a time, as ``nbgrader autograde`` would."""

from __future__ import annotations

import copy
import functools
import glob
import logging
import re
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from autograder.config import Course
from autograder.errors import ConfigError, GraderError
from autograder.nbgrader_hooks.config import load_config
from autograder.nbgrader_hooks.course import CourseHook
from autograder.nbgrader_hooks.exporter import patient, staged_coursedir
from autograder.nbgrader_hooks.gradebook import forget_scores
from autograder.nbgrader_hooks.rows import GradebookRows, unreadable
from autograder.nbgrader_hooks.scene import STUDENT, Scene
from autograder.records import Part, Report, Submission


class Nbgrader:
    """nbgrader as configured in a course root, for one assignment."""

    def __init__(self, assignment: str, root: Path, coursedir: CourseDirectory | None = None) -> None:
        self.assignment, self.root = assignment, root
        self.config = load_config(root)
        self.log = _logger(root)
        self.hook = CourseHook(config=self.config, log=self.log)
        self.coursedir = coursedir or CourseDirectory(config=self.config, log=self.log)
        self.coursedir.assignment_id = assignment

    def require_assignment(self) -> None:
        """ConfigError unless the gradebook knows the assignment: every submission would fail."""
        mend = f"run `nbgrader generate_assignment {self.assignment}` in {self.root} first"
        file = self.coursedir.db_url.removeprefix("sqlite:///").split("?")[0]
        if self.coursedir.db_url.startswith("sqlite:///") and not Path(file).is_file():
            raise ConfigError(f"there is no gradebook yet: {mend}")
        with self._gradebook() as gradebook:
            if self.assignment not in {assignment.name for assignment in gradebook.assignments}:
                raise ConfigError(f"the gradebook does not know {self.assignment!r}: {mend}")

    @functools.cached_property
    def rows(self) -> GradebookRows:
        """What the gradebook holds on the assignment."""
        return GradebookRows(patient(self.coursedir.db_url), self.assignment)

    @property
    def scene(self) -> Scene:
        """Where the files and the gradebook of the assignment are."""
        where, step = self.coursedir.format_path, self.coursedir.submitted_directory
        return Scene(
            step=step,
            pattern=where(step, "*", self.assignment),
            regexp=where(step, "(?P<student_id>.*)", self.assignment, escape=True),
            submitted=where(step, STUDENT, self.assignment),
            autograded=where(self.coursedir.autograded_directory, STUDENT, self.assignment),
            db_url=patient(self.coursedir.db_url),
        )

    def open_gradebook(self) -> None:
        """Have nbgrader make what it makes on its first opening, before several processes would at once."""
        for course in (self.coursedir.course_id, "default_course"):
            with Gradebook(patient(self.coursedir.db_url), course):
                pass

    def staged(self, folder: Path) -> Nbgrader:
        """The same, reading submissions from a folder of clean copies."""
        return Nbgrader(self.assignment, self.root, staged_coursedir(self.coursedir, folder))

    def freeze(self, course: Course, parts: Mapping[str, Part], releases: Mapping[str, Mapping[str, Any]]) -> None:
        """From now on use these, whatever is built meanwhile; and grade nothing here."""
        self.config.CourseHook.course_loader = lambda: course
        self.config.CourseHook.part_loader = lambda name: parts[name]
        self.config.CourseHook.release_loader = lambda name: releases[name]
        self.config.CourseHook.grader = _refuse

    def autograde(self, student_id: str, findings: Mapping[str, Any], reports: Mapping[str, bytes]) -> str | None:
        """Convert one student's submission anew; what went wrong, or None.

        ``findings`` are those of staging, as plain data; ``reports`` are encoded, by digest of the submission.
        """
        config = copy.deepcopy(self.config)
        config.HealingExporter.staged = True
        config.HealingExporter.findings = {student_id: dict(findings)}
        config.Executor.reports = dict(reports)
        self.coursedir.student_id = glob.escape(student_id)
        kept = _Kept()
        self.log.addHandler(kept)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SAWarning)  # nbgrader's own, three for each new student
                Autograde(coursedir=self.coursedir, config=config, log=self.log, force=True).start()
        except (Exception, SystemExit) as error:  # one student's failure must not become another's
            if not isinstance(error, NbGraderException):
                self.log.exception("autograding %s failed", student_id)
            return _last_line(kept.lines) or f"{type(error).__name__}: {error}"
        finally:
            self.log.removeHandler(kept)
        return None

    def forget(self, student_id: str, parts: Sequence[str]) -> None:
        """After a failed conversion: no score of an earlier run may pass for one of this."""
        with self._gradebook() as gradebook:
            for part in parts:
                forget_scores(gradebook, part, self.assignment, student_id)

    def _gradebook(self) -> Gradebook:
        try:
            return Gradebook(patient(self.coursedir.db_url), self.coursedir.course_id)
        except SQLAlchemyError as error:
            raise unreadable(error) from None


def _refuse(submission: Submission, part: Part, _: Course) -> Report:
    raise GraderError(f"there is no report on {part.name} of {submission.student_id} in the store")


class _Kept(logging.Handler):
    """Keeps what was logged as an error."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def _last_line(lines: Sequence[str]) -> str:
    """The last line of the last traceback: the exception itself."""
    for text in lines:
        found = re.findall(r"^[\w.]+(?:Error|Exception|Entry)\b.*$", text, re.MULTILINE)
        if found:
            return found[-1]
    return lines[0] if lines else ""


def _logger(root: Path) -> logging.Logger:
    # A logger of its own: nbgrader's is shared by everything that uses traitlets, and it prints.
    log = logging.Logger("autograder.batch", logging.INFO)
    folder = root / ".autograder"
    folder.mkdir(exist_ok=True)
    handler = logging.FileHandler(folder / "batch.log", encoding="utf-8", errors="replace")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    return log
