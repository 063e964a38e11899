"""Runs nbgrader's own Autograde converter for one student at a time, as ``nbgrader autograde`` would."""

from __future__ import annotations

import copy
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
from sqlalchemy.exc import SAWarning
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.config import Course
from autograder.errors import ConfigError, GraderError
from autograder.nbgrader_hooks.config import configure
from autograder.nbgrader_hooks.course import CourseHook
from autograder.nbgrader_hooks.exporter import staged_coursedir, students
from autograder.nbgrader_hooks.gradebook import forget_scores, recorded_scores
from autograder.records import Part, Report, Submission
from autograder.staging import Finding, as_config


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

    def students(self) -> list[str]:
        """Ids of all students with a folder for this assignment; ConfigError where nobody could have one."""
        step = self.coursedir.submitted_directory
        if not (self.root / step).is_dir():
            raise ConfigError(
                f"no {step}/ in {self.root}: put submissions there, or name the course root with --course-dir"
            )
        self.coursedir.student_id = "*"
        return [student_id for student_id, _ in students(self.coursedir)]

    def submission(self, student_id: str) -> Path:
        """The folder of a student's submission."""
        return Path(self.coursedir.format_path(self.coursedir.submitted_directory, student_id, self.assignment))

    def staged(self, folder: Path) -> Nbgrader:
        """The same, reading submissions from a folder of clean copies."""
        return Nbgrader(self.assignment, self.root, staged_coursedir(self.coursedir, folder))

    def freeze(self, course: Course, parts: Mapping[str, Part], releases: Mapping[str, Mapping[str, Any]]) -> None:
        """From now on use these, whatever is built meanwhile; and grade nothing here."""
        self.config.CourseHook.course_loader = lambda: course
        self.config.CourseHook.part_loader = lambda name: parts[name]
        self.config.CourseHook.release_loader = lambda name: releases[name]
        self.config.CourseHook.grader = _refuse

    def autograde(self, student_id: str, findings: Mapping[str, Finding], store: Path) -> str | None:
        """Convert one student's submission anew; what went wrong, or None."""
        config = copy.deepcopy(self.config)
        config.HealingExporter.staged = True
        config.HealingExporter.findings = {student_id: as_config(findings)}
        config.Executor.store = str(store)
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

    def disagreement(self, student_id: str, reports: Mapping[str, Report]) -> str | None:
        """Where the gradebook does not hold what was reported; None if it does everywhere."""
        with self._gradebook() as gradebook:
            for part, report in reports.items():
                recorded = recorded_scores(gradebook, part, self.assignment, student_id)
                for item in report.items:
                    name = f"test_{item.grade_id}"
                    if name not in recorded and item.score is not None:
                        return f"the gradebook has no score for {item.grade_id}"
                    if name in recorded and recorded[name] != item.score:
                        return f"{item.grade_id} scored {item.score}, but the gradebook holds {recorded[name]}"
        return None

    def _gradebook(self) -> Gradebook:
        return Gradebook(self.coursedir.db_url, self.coursedir.course_id)


def load_config(root: Path) -> Config:
    """What ``nbgrader`` typed in ``root`` would use."""
    path = root / "nbgrader_config.py"
    config = Config()
    if path.is_file():
        try:
            config = PyFileConfigLoader(path.name, path=str(root)).load_config()
        except Exception as error:  # the file is Python; it may raise anything
            raise ConfigError(f"{path} does not run: {type(error).__name__}: {error}") from error
    if "CourseHook" not in config:
        configure(config, root)
    return config


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
