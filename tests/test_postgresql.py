"""A gradebook in PostgreSQL, on a real server: written side by side, left alone when nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.batch.run import batch
from autograder.build.convert import alembic_on_path
from autograder.errors import ConfigError
from autograder.nbgrader_hooks.rows import GradebookRows
from tests import fake_course, postgresql
from tests.fake_course import FULL, ZERO, fill, hand_in, released, solved

pytest.importorskip("psycopg", reason="psycopg is not installed")
pytestmark = pytest.mark.skipif(postgresql.binaries() is None, reason="no server: run scripts/install-postgresql")


@pytest.fixture(scope="module")
def db_url() -> Iterator[str]:
    with postgresql.server() as url:
        yield url


@pytest.fixture(scope="module")
def root(db_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("course")
    with pytest.MonkeyPatch.context() as patch:
        root = fake_course.copy_of(fake_course.build_once(tmp_path_factory.mktemp("built")), folder, patch)
        (root / "course_config.py").write_text(fake_course.COURSE + f"db_url = {db_url!r}\n")
        (root / "gradebook.db").unlink()
        with alembic_on_path():
            fake_course.generate(root)
        yield root


def grades(db_url: str, student: str) -> dict[str, Any]:
    with Gradebook(db_url, "fake") as book:
        found = book.find_submission_notebook("cell", "rnn", student).grades
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in found}


def test_a_class_is_written_to_a_server_and_to_no_file(root: Path, db_url: str) -> None:
    for number in range(6):
        hand_in(root, f"s{number}", solved())
    hand_in(root, "corrupt", b"{")
    summary = batch("rnn", root, 2, grade=fake_course.grade, progress=False)
    assert summary.counts == {"unusable": 1, "needs_grading": 6}
    assert all(grades(db_url, f"s{number}") == FULL for number in range(6))
    assert grades(db_url, "corrupt") == ZERO
    assert not (root / "gradebook.db").exists()


def test_a_rerun_does_what_has_changed_and_keeps_what_people_entered(root: Path, db_url: str) -> None:
    assert batch("rnn", root, 1, grade=fake_course.grade, progress=False).unchanged == 7
    with Gradebook(db_url, "fake") as book:
        for grade in book.find_submission_notebook("cell", "rnn", "s1").grades:
            if grade.name == "why":
                grade.manual_score, grade.needs_manual_grade = 2.5, False
        book.db.commit()
    hand_in(root, "s1", fill(solved(), triple="def triple(x): pass"))
    hand_in(root, "s2", released())
    summary = batch("rnn", root, 1, grade=fake_course.grade, progress=False)
    assert (summary.graded, summary.unchanged) == (2, 5)
    assert grades(db_url, "s1") == FULL | {"test_triple": (0.0, False), "why": (None, False)}


def test_rows_are_the_same_whoever_reads_them(root: Path, db_url: str) -> None:
    rows = GradebookRows(db_url, "rnn")
    assert rows.all()["s0"] == rows.of("s0")
    assert rows.of("s0").scores("cell") == {"test_double": 6.0, "test_triple": 4.0, "why": None}
    assert rows.of("nobody").cells == ()


def test_a_server_that_is_gone_is_named_in_one_line() -> None:
    with pytest.raises(ConfigError, match="the gradebook cannot be read: ") as raised:
        GradebookRows("postgresql+psycopg://grader@127.0.0.1:1/none", "rnn").all()
    assert "\n" not in str(raised.value)


def test_a_database_without_tables_has_no_rows(db_url: str) -> None:
    assert GradebookRows(db_url.replace("/postgres", "/template1"), "rnn").all() == {}
