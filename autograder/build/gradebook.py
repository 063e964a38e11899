"""What the gradebook allows: nbgrader refuses added or removed cells once there are submissions."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.build.convert import alembic_on_path
from autograder.build.numbers import seed_in
from autograder.errors import ConfigError
from autograder.records import Record

_STILL = (
    "Once there are submissions you may still change hidden tests, weights, points, prose, figures, public checks and "
    "solutions; not which notebooks and items there are, nor their kind."
)
_MEND = (
    "Restore the items as they were released (`voided_tests` in course_config.py voids a broken test), or release the "
    "new version under another assignment name. `nbgrader db assignment remove {assignment} --force` forgets the "
    "assignment, all its grades included."
)


class Cells(Record, frozen=True):
    """What the gradebook knows of a notebook: the graded cells with kind and points, the answer cells."""

    graded: dict[str, tuple[str, float]] = {}
    answers: frozenset[str] = frozenset()


def gradebook_notices(
    db_url: str, assignment: str, notebooks: dict[str, bytes], released: dict[str, bytes] | None = None
) -> list[str]:
    """What a build would change for submissions that exist; nothing is written.

    ``released`` are the notebooks that students have. Raises ConfigError, before anything is touched, where
    nbgrader would refuse the build, or where students would find other numbers than those they worked with.
    """
    known = _known(db_url, assignment)
    if known is None:
        return []
    submissions, old = known
    new = {name: notebook_cells(content) for name, content in notebooks.items()}
    frozen = list(_frozen(old, new))
    if frozen:
        changes = "\n".join(f"  {change}" for change in frozen)
        raise ConfigError(
            f"assignment {assignment!r} has {_count(submissions)}, so nbgrader would refuse this change:\n{changes}\n"
            f"{_STILL}\n{_MEND.format(assignment=assignment)}"
        )
    _keep_numbers(assignment, submissions, notebooks, released or {})
    return list(_point_changes(assignment, submissions, old, new))


def _keep_numbers(assignment: str, submissions: int, new: dict[str, bytes], released: dict[str, bytes]) -> None:
    for name in sorted(new.keys() & released.keys()):
        before, after = seed_in(released[name]), seed_in(new[name])
        if None not in (before, after) and before != after:
            raise ConfigError(
                f"assignment {assignment!r} has {_count(submissions)}, worked out with the numbers of the release: "
                f"set numbers_seed = {before} in course_config.py again, or release under another assignment name"
            )


def notebook_cells(content: bytes) -> Cells:
    """The cells of a source notebook that nbgrader records."""
    graded, answers = {}, set()
    for cell in json.loads(content)["cells"]:
        flags = cell["metadata"].get("nbgrader", {})
        if flags.get("grade"):
            graded[flags["grade_id"]] = (cell["cell_type"], float(flags["points"]))
        if flags.get("solution"):
            answers.add(flags["grade_id"])
    return Cells(graded, frozenset(answers))


def create_gradebook(db_url: str, course_id: str, staged: Path) -> None:
    """Create a gradebook file whole or not at all; nbgrader, killed half-way, leaves one that it cannot upgrade."""
    from nbgrader.api import Gradebook

    path = _file(db_url)
    if path is None or path.is_file():
        return
    staged.unlink(missing_ok=True)
    with alembic_on_path(), Gradebook(f"sqlite:///{staged}", course_id):
        pass
    os.replace(staged, path)


def set_due_date(db_url: str, course_id: str, assignment: str, due: str) -> None:
    """Tell the gradebook when an assignment is due."""
    from nbgrader.api import Gradebook

    with Gradebook(db_url, course_id) as gradebook:
        gradebook.update_or_create_assignment(assignment, duedate=due)


def due_problems(assignment: str, due: str | None) -> list[str]:
    """A due date that cannot be read, as a problem."""
    from nbgrader.utils import parse_utc

    try:
        parse_utc(due)
    except (ValueError, OverflowError, TypeError) as error:
        return [f"course_config.py: due date of {assignment!r}: {error}; write it like 2027-01-31 23:59:00 UTC"]
    return []


def _file(db_url: str) -> Path | None:
    """The file of an SQLite gradebook; None for other databases."""
    return Path(db_url.removeprefix("sqlite:///")) if db_url.startswith("sqlite:///") else None


def _known(db_url: str, assignment: str) -> tuple[int, dict[str, Cells]] | None:
    """Number of submissions and cells by notebook; None if there are no submissions.

    nbgrader's ``Gradebook`` writes on opening (tables, a course row); a plain session does not.
    """
    from nbgrader import api
    from sqlalchemy import create_engine, exc, inspect
    from sqlalchemy.orm import Session

    file = _file(db_url)
    if file is not None and not file.is_file():
        return None
    try:
        engine = create_engine(db_url)
        with engine.connect() as connection:
            if not inspect(connection).has_table("assignment"):
                return None
        with Session(engine) as session:
            row = session.query(api.Assignment).filter(api.Assignment.name == assignment).one_or_none()
            if row is None or not row.submissions:
                return None
            return len(row.submissions), {notebook.name: _recorded(notebook) for notebook in row.notebooks}
    except exc.SQLAlchemyError as error:
        raise ConfigError(
            f"the gradebook cannot be read: {str(error).splitlines()[0]}; "
            "if nbgrader was updated, back it up and run `nbgrader db upgrade`"
        ) from error


def _recorded(notebook: Any) -> Cells:
    graded = {cell.name: (cell.cell_type, float(cell.max_score)) for cell in notebook.grade_cells}
    return Cells(graded, frozenset(cell.name for cell in notebook.solution_cells))


def _frozen(old: dict[str, Cells], new: dict[str, Cells]) -> Iterator[str]:
    yield from (f"notebook {name} removed" for name in sorted(old.keys() - new.keys()))
    yield from (f"notebook {name} added" for name in sorted(new.keys() - old.keys()))
    for name in sorted(old.keys() & new.keys()):
        before, after = old[name], new[name]
        yield from _differences(name, "grade cell", set(before.graded), set(after.graded))
        yield from _differences(name, "answer cell", set(before.answers), set(after.answers))
        for cell in sorted(before.graded.keys() & after.graded.keys()):
            if before.graded[cell][0] != after.graded[cell][0]:
                yield f"{name}: grade cell {cell} turned from {before.graded[cell][0]} into {after.graded[cell][0]}"


def _differences(notebook: str, what: str, old: set[str], new: set[str]) -> Iterator[str]:
    yield from (f"{notebook}: {what} {name} removed" for name in sorted(old - new))
    yield from (f"{notebook}: {what} {name} added" for name in sorted(new - old))


def _point_changes(assignment: str, submissions: int, old: dict[str, Cells], new: dict[str, Cells]) -> Iterator[str]:
    for name in sorted(old):
        for cell, (_, before) in old[name].graded.items():
            after = new[name].graded[cell][1]
            if before != after:
                yield (
                    f"{name}: {cell} changes from {before:g} to {after:g} points: the maximum of {_count(submissions)} "
                    f"changes at once, earned scores only when graded again (`autograder batch {assignment}`)"
                )


def _count(submissions: int) -> str:
    return "1 submission" if submissions == 1 else f"{submissions} submissions"
