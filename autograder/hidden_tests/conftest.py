"""Lets a TA look into one submission: ``pytest autograder/hidden_tests --submission PATH``.

Each test runs as it does in grading: the same engine, cases, sandbox and messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.config import load_course
from autograder.errors import AutograderError
from autograder.grading import open_session, require_student
from autograder.handed_in.submission import read_submission
from autograder.judge.collection import HiddenTest, hidden_test_files
from autograder.judge.recording import playable_tests
from autograder.judge.reference import load_reference
from autograder.judge.runner import run_test
from autograder.parts import load_part
from autograder.records import Part, Verdict
from autograder.session import Session

LOADED = pytest.StashKey[tuple[Part, Session, dict[str, HiddenTest]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--submission", type=Path, help="the notebook to run the hidden tests against")
    parser.addoption("--student", default="", metavar="ID", help="the student whose notebook it is")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "item(grade_id, weight, examples, edges): the item that a hidden test belongs to"
    )
    path = config.getoption("--submission")
    if path is None:
        raise pytest.UsageError("hidden tests need a notebook to look into: add --submission PATH")
    config.stash[LOADED] = _load(path, config.getoption("--student"))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the other parts alone: importing them takes longer than the tests."""
    part, _, _ = config.stash[LOADED]
    ours = hidden_test_files(part.name)
    return True if collection_path.suffix == ".py" and collection_path not in ours else None


def _load(path: Path, student_id: str) -> tuple[Part, Session, dict[str, HiddenTest]]:
    try:
        course = load_course()
        parts = [load_part(name) for name in course.parts]
        part, submission = read_submission(path, parts, student_id, course.limits)
        require_student(submission, part)
        tests = {test.name: test for test in playable_tests(part, course.grading_seed)}
        return part, open_session(submission, part, course), tests
    except (AutograderError, OSError) as error:
        raise pytest.UsageError(str(error)) from None


@pytest.fixture(scope="session")
def student(request: pytest.FixtureRequest) -> Iterator[Session]:
    """The submission under test; tests receive a proxy of it."""
    _, session, _ = request.config.stash[LOADED]
    yield session
    session.close()


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool:
    part, session, tests = pyfuncitem.config.stash[LOADED]
    test = tests[pyfuncitem.name]
    session.begin_item(test.grade_id)
    result = run_test(test, session, load_reference(part.name))
    if result.verdict is not Verdict.PASSED:
        pytest.fail(f"{result.sentence}\n[{result.verdict}] {result.message}", pytrace=False)
    return True
