"""Where nbgrader keeps things in a course root, as it said when it was last asked: enough to look without it."""

from __future__ import annotations

from pathlib import Path

from autograder.records import Record

#: Stands for a student in the paths of a scene.
STUDENT = "{student}"


class Scene(Record, frozen=True):
    """Paths of an assignment with ``STUDENT`` in them, how to find submissions, and the gradebook's URL."""

    step: str
    pattern: str
    regexp: str
    submitted: str
    autograded: str
    db_url: str

    def submission(self, student_id: str) -> Path:
        """The folder of what a student handed in."""
        return Path(self.submitted.replace(STUDENT, student_id))

    def written(self, student_id: str) -> Path:
        """The folder of a student's autograded notebooks."""
        return Path(self.autograded.replace(STUDENT, student_id))
