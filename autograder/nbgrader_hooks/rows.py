"""The gradebook's rows of an assignment, read in two queries, without nbgrader and without its objects."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.dependencies import combined
from autograder.errors import ConfigError
from autograder.records import Record

_NOTEBOOKS = """
SELECT submitted_assignment.student_id, assignment.duedate, submitted_assignment.timestamp,
  submitted_assignment.extension, notebook.name, submitted_notebook.late_submission_penalty
FROM submitted_assignment
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id
JOIN notebook ON notebook.id = submitted_notebook.notebook_id
WHERE assignment.name = :assignment AND (submitted_assignment.student_id = :student OR :student = '')
ORDER BY submitted_assignment.student_id, notebook.name
"""
_FROM_CELLS = """
FROM grade
JOIN base_cell ON base_cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN notebook ON notebook.id = submitted_notebook.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
JOIN assignment ON assignment.id = submitted_assignment.assignment_id
WHERE assignment.name = :assignment AND (submitted_assignment.student_id = :student OR :student = '')
"""
_CELLS = f"""
SELECT submitted_assignment.student_id, notebook.name, base_cell.name, grade.auto_score, grade.manual_score,
  grade.needs_manual_grade {_FROM_CELLS}
ORDER BY submitted_assignment.student_id, notebook.name, base_cell.name
"""
_SETTLE = f"""
UPDATE grade SET needs_manual_grade = :needed
WHERE id IN (SELECT grade.id {_FROM_CELLS} AND notebook.name = :notebook AND base_cell.name = :cell)
"""


class Row(Record, frozen=True):
    """A graded cell of one student. ``settled``: nobody needs to look at it."""

    notebook: str
    cell: str
    auto_score: float | None
    manual_score: float | None
    settled: bool


class Rows(Record, frozen=True):
    """What the gradebook holds on one student's assignment; ``when`` is all that a late penalty depends on."""

    cells: tuple[Row, ...] = ()
    when: str = ""

    @property
    def digest(self) -> str:
        """The same for as long as nothing changes that grading writes; what people enter does not count."""
        return combined(self.when, *(f"{row.notebook} {row.cell} {row.auto_score}" for row in self.cells))

    def scores(self, notebook: str) -> dict[str, float | None]:
        """The automatic score of each graded cell of a notebook."""
        return {row.cell: row.auto_score for row in self.cells if row.notebook == notebook}


class GradebookRows:
    """Reads the rows of one assignment in the gradebook of a URL. Connections last no longer than a query."""

    def __init__(self, db_url: str, assignment: str) -> None:
        self.db_url, self.assignment = db_url, assignment

    def of(self, student: str) -> Rows:
        """The rows of one student; none if the gradebook does not know of a submission."""
        return self.all(student).get(student, Rows())

    def all(self, student: str = "") -> dict[str, Rows]:
        """The rows of every student who handed in, or of one."""
        names = {"assignment": self.assignment, "student": student}
        cells: dict[str, list[Row]] = {}
        when: dict[str, list[str]] = {}
        try:
            with self._connected() as execute:
                for name, *facts in execute(_NOTEBOOKS, names):
                    when.setdefault(name, []).append(repr(facts))
                for name, notebook, cell, auto, manual, needed in execute(_CELLS, names):
                    cells.setdefault(name, []).append(Row(notebook, cell, auto, manual, not needed))
        except _NoGradebookError:
            return {}
        return {name: Rows(tuple(cells.get(name, ())), "\n".join(facts)) for name, facts in when.items()}

    def settle(self, student: str, looked_at: Iterable[tuple[str, str]]) -> None:
        """Nobody needs to look again at these cells of a student, named by notebook and cell."""
        names = {"assignment": self.assignment, "student": student, "needed": False}
        with self._connected() as execute:
            for notebook, cell in looked_at:
                execute(_SETTLE, {**names, "notebook": notebook, "cell": cell})

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        """A function that executes SQL with named values, in one transaction. Raises ConfigError in one line."""
        if self.db_url.startswith("sqlite:///"):
            yield from self._sqlite(Path(self.db_url.removeprefix("sqlite:///").split("?")[0]))
        else:
            yield from self._other()

    def _sqlite(self, file: Path) -> Iterator[Any]:
        if not file.is_file():
            raise _NoGradebookError
        db = sqlite3.connect(file, timeout=60)
        try:
            with db:
                yield lambda sql, values: db.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise _NoGradebookError if "no such table" in str(error) else unreadable(error) from None
        finally:
            db.close()

    def _other(self) -> Iterator[Any]:
        # not for SQLite: importing it takes longer than all that there is to do
        from sqlalchemy import create_engine, text
        from sqlalchemy.exc import ProgrammingError, SQLAlchemyError
        from sqlalchemy.pool import NullPool

        try:
            with create_engine(self.db_url, poolclass=NullPool).begin() as connection:
                yield lambda sql, values: _fetched(connection.execute(text(sql), values))
        except ProgrammingError:
            raise _NoGradebookError from None
        except SQLAlchemyError as error:
            raise unreadable(error) from None


class _NoGradebookError(Exception):
    """There is no gradebook, or no table in it."""


def _fetched(result: Any) -> list[Any]:
    return list(result) if result.returns_rows else []


def unreadable(error: Exception) -> ConfigError:
    """The one line to raise when the database that holds the gradebook refuses."""
    mend = "; wait until no other program holds it" if "locked" in str(error) else ""
    return ConfigError(f"the gradebook cannot be read: {str(error).splitlines()[0]}{mend}")
