"""Tells who has not changed since the last batch, from bytes, times and rows: without nbgrader and its imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.batch.journal import Standing
from autograder.config import HOUSE, load_course
from autograder.dependencies import built_files, combined, grading_code, hooks_code, libraries, part_files
from autograder.errors import ConfigError
from autograder.handed_in.folder import files_digest, fingerprint, student_id_problem, submissions
from autograder.keys import require_sound_voids
from autograder.nbgrader_hooks.config import load_config
from autograder.nbgrader_hooks.rows import GradebookRows, Rows
from autograder.nbgrader_hooks.scene import Scene


class Setting:
    """A course root as a batch finds it. Raises ConfigError: its configuration is wrong, or has no such assignment.

    ``digest`` covers all that scores depend on besides what was handed in; ``writing`` all that the files and
    rows depend on which are written from given reports.
    """

    def __init__(self, assignment: str, root: Path, house: Path = HOUSE) -> None:
        self.assignment, self.root, self.house = assignment, root, house
        self.course = load_course(root if (root / "course_config.py").is_file() else HOUSE)
        if assignment not in self.course.assignments:
            known = ", ".join(self.course.assignments)
            raise ConfigError(f"{assignment!r} is no assignment of this course; there is {known}")
        require_sound_voids(self.course.assignments[assignment].parts, self.course, house)
        self.config = load_config(root)
        built = [built_files(assignment, folder) for folder in dict.fromkeys((root, house))]
        self.writing = combined(repr(self.config), hooks_code(house), libraries(house), *built)
        parts = self.course.assignments[assignment].parts
        graded_with = (grading_code(house), *(part_files(part, house) for part in parts))
        self.digest = combined(self.writing, repr(self.course), *graded_with)


@dataclass(frozen=True)
class Found:
    """What was found of a student. ``standing`` is how he stood, if what was written then is still there."""

    fingerprint: str
    standing: Standing | None

    def unchanged(self, digest: str) -> bool:
        """Whether a batch with this digest would change nothing."""
        standing = self.standing
        return standing is not None and (standing.handed_in, standing.course) == (self.fingerprint, digest)


class Look:
    """Looks at the students of an assignment: ``names`` in order, ``refused`` ones with the reason."""

    def __init__(self, setting: Setting, scene: Scene, standings: dict[str, Standing]) -> None:
        self.setting, self.scene, self.standings = setting, scene, standings
        self.rows = GradebookRows(scene.db_url, setting.assignment).all()
        self.names: list[str] = []
        self.refused: dict[str, str] = {}

    def choose(self, students: Sequence[str] | None) -> None:
        """Find out who is to be graded; all, or those named. Raises ConfigError: nobody could be, or not one named."""
        step, root = self.scene.step, self.setting.root
        if not (root / step).is_dir():
            raise ConfigError(f"no {step}/ in {root}: put submissions there, or name the course root with --course-dir")
        found = [name for name, _ in submissions(self.scene.pattern, self.scene.regexp)]
        for name in students or ():
            problem = student_id_problem(name)
            if problem:
                raise ConfigError(f"{name!r}: {problem}")
            if name not in found:
                raise ConfigError(f"{name!r} handed in nothing for {self.setting.assignment!r}")
        self.names = [name for name in found if students is None or name in students]
        self.refused = {name: problem for name in self.names if (problem := student_id_problem(name))}

    def at(self, name: str) -> Found:
        """What there is of a student now."""
        handed_in = fingerprint(self.scene.submission(name), self.setting.course.limits)
        standing = self.standings.get(name)
        if standing is not None:
            written = files_digest(self.scene.written(name))
            if (standing.written, standing.gradebook) != (written, self.rows.get(name, Rows()).digest):
                standing = None
        return Found(handed_in, standing if handed_in else None)
