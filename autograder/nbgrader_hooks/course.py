"""What every hook knows: the course, its parts, the grader, and how to reach the gradebook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import traitlets
from nbgrader.api import Gradebook
from traitlets.config import LoggingConfigurable
from traitlets.utils.importstring import import_item

from autograder.build.rubrics import Rubric
from autograder.config import HOUSE, Course, load_course
from autograder.records import Part, Report, Submission

#: Metadata key, of notebooks and of cells, that carries our facts from one hook to the next.
KEY = "autograder"


class CourseHook(LoggingConfigurable):
    """Base of the hooks; ``c.CourseHook.<trait>`` reaches all of them."""

    root = traitlets.Unicode("", help="The course root; this checkout if empty.").tag(config=True)
    # functions, or import strings: nbgrader's configuration must not import what they name
    part_loader = traitlets.Any("autograder.parts.load_part", help="name -> Part").tag(config=True)
    release_loader = traitlets.Any("autograder.parts.release_notebook", help="name -> release notebook").tag(
        config=True
    )
    rubric_loader = traitlets.Any("autograder.build.rubrics.load_rubrics", help="name -> item -> Rubric").tag(
        config=True
    )
    course_loader = traitlets.Any(None, help="() -> Course; reads course_config.py if None.").tag(config=True)
    grader = traitlets.Any("autograder.grading.grade", help="(Submission, Part, Course) -> Report").tag(config=True)

    @property
    def root_path(self) -> Path:
        return Path(self.root) if self.root else HOUSE

    def course(self) -> Course:
        """The course of the root, or of this checkout where the root has none of its own."""
        if self.course_loader:
            frozen: Course = _function(self.course_loader)()
            return frozen
        own = (self.root_path / "course_config.py").is_file()
        return load_course(self.root_path if own else HOUSE)

    def part(self, name: str) -> Part:
        loaded: Part = _function(self.part_loader)(name)
        return loaded

    def release(self, name: str) -> dict[str, Any]:
        loaded: dict[str, Any] = _function(self.release_loader)(name)
        return loaded

    def rubrics(self, name: str) -> dict[str, Rubric]:
        loaded: dict[str, Rubric] = _function(self.rubric_loader)(name)
        return loaded

    def grade(self, submission: Submission, part: Part) -> Report:
        report: Report = _function(self.grader)(submission, part, self.course())
        return report

    def gradebook(self, resources: Mapping[str, Mapping[str, str]]) -> AbstractContextManager[Gradebook]:
        """The gradebook that nbgrader names in ``resources``."""
        return Gradebook(resources["nbgrader"]["db_url"], self.course().course_id)


def _function(named: str | Callable[..., Any]) -> Callable[..., Any]:
    function: Callable[..., Any] = import_item(named) if isinstance(named, str) else named
    return function
