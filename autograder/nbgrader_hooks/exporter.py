"""Reads what students handed in: the one place where nbgrader would fail before any preprocessor runs."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets import Bool, Dict

from autograder.errors import SubmissionError
from autograder.handed_in.files import read_file
from autograder.handed_in.folder import student_id_problem, submissions
from autograder.handed_in.staging import as_config, stage
from autograder.handed_in.submission import read_notebook
from autograder.nbgrader_hooks.course import KEY, CourseHook
from autograder.nbgrader_hooks.restore import skeleton

#: Folder below the course root for everything that can be made again.
SCRATCH = ".autograder"


class HealingExporter(NotebookExporter, CourseHook):
    """Stages submissions when autograding begins; puts the release in place of an unusable notebook.

    nbgrader constructs its exporter after it has found the submissions and before it reads any:
    that is where the converter is turned to the clean copies, which ``init_notebooks`` then finds.
    """

    staged = Bool(False, help="The submissions were staged already.").tag(config=True)
    findings = Dict(help="student id -> part -> {notes, unusable}, from staging.").tag(config=True)

    def __init__(self, config: Any = None, **kwargs: Any) -> None:
        super().__init__(config=config, **kwargs)
        if isinstance(self.parent, Autograde) and not self.staged:
            self._stage(self.parent)

    def from_filename(self, filename: str, resources: Any = None, **kwargs: Any) -> tuple[Any, Any]:
        """As nbconvert's, but what a student wrote is read by ``read_notebook``."""
        if resources is None or self._is_own(filename, resources["nbgrader"]):
            return super().from_filename(filename, resources=resources, **kwargs)
        resources["metadata"] = ResourcesDict(name=Path(filename).stem, path=str(Path(filename).parent))
        part_name = resources["nbgrader"]["notebook"]
        found = dict(self.findings.get(resources["nbgrader"]["student"], {}).get(part_name, {}))
        notebook = None
        if not found.get("unusable"):
            limits = self.course().limits
            try:
                notebook = read_notebook(read_file(filename, limits.notebook_bytes), limits)
            except SubmissionError as error:
                found["unusable"] = str(error)
        if notebook is None:
            self.log.error("%s: %s", filename, found["unusable"])
            notebook = skeleton(self.release(part_name))
        resources[KEY] = found
        return self.from_notebook_node(notebook, resources=resources, **kwargs)

    def _is_own(self, filename: str, ids: dict[str, str]) -> bool:
        """Whether this is the second step, which reads what the first step wrote."""
        coursedir: CourseDirectory = self.parent.coursedir  # type: ignore[union-attr]
        folder = coursedir.format_path(coursedir.autograded_directory, ids["student"], ids["assignment"])
        return Path(filename).parent.resolve() == Path(folder).resolve()

    def _stage(self, converter: Autograde) -> None:
        original = converter.coursedir
        course = self.course()
        assignment = original.assignment_id
        if assignment not in course.assignments:
            self.log.warning("%r is no assignment of course_config.py", assignment)
            return
        parts = [self.part(name) for name in course.assignments[assignment].parts]
        scratch = Path(original.root) / SCRATCH
        scratch.mkdir(exist_ok=True)
        # held by this exporter: removed with it
        self._folder = tempfile.TemporaryDirectory(dir=scratch, prefix="staged-")
        converter.coursedir = staged_coursedir(original, Path(self._folder.name))
        for student_id, folder in students(original):
            problem = student_id_problem(student_id)
            if problem:
                self.log.error("%s: %s; it is not graded", folder, problem)
                continue
            target = Path(
                converter.coursedir.format_path(converter.coursedir.submitted_directory, student_id, assignment)
            )
            self.findings[student_id] = as_config(stage(folder, target, parts, course.limits))
        converter.init_notebooks()


def students(coursedir: CourseDirectory) -> list[tuple[str, Path]]:
    """(student id, folder) of each submission that nbgrader's command line asks for."""
    step, assignment = coursedir.submitted_directory, coursedir.assignment_id
    pattern = coursedir.format_path(step, coursedir.student_id, assignment)
    regexp = coursedir.format_path(step, "(?P<student_id>.*)", assignment, escape=True)
    return list(submissions(pattern, regexp))


def staged_coursedir(original: CourseDirectory, folder: Path) -> CourseDirectory:
    """The same course directory, but submissions are read from ``folder``, and SQLite waits for its lock."""
    traits = {name: getattr(original, name) for name in original.trait_names(config=True)}
    traits["submitted_directory"] = str(folder.relative_to(original.root))
    traits["db_url"] = patient(traits["db_url"])
    return CourseDirectory(parent=original.parent, log=original.log, **traits)


def patient(db_url: str) -> str:
    """The same gradebook; SQLite waits a minute for its lock, which several processes take in turn.

    Not for all of nbgrader's commands: ``nbgrader db upgrade`` takes the whole URL for the name of the file.
    """
    return f"{db_url}?timeout=60" if db_url.startswith("sqlite:///") and "?" not in db_url else db_url
