"""A tiny course with a grader that needs no sandbox: for tests of everything around the grader.

Light to import, because each process of a pool imports it.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from autograder import parts
from autograder.build import rubrics
from autograder.build.rubrics import Rubric
from autograder.config import Course
from autograder.errors import SandboxError
from autograder.records import ItemReport, Part, Report, Submission, TestResult, Verdict

SOLVED = "def double(x):\n    return 2 * x"
TRIPLED = "def triple(x):\n    return 3 * x"

COURSE = """
course_id = "fake"
assignments = {"rnn": {"parts": ["cell"]}}
grading_seed = 1
limits = {"notebook_bytes": 2_000_000, "file_bytes": 100_000}
"""
NBGRADER = """
from pathlib import Path
from autograder.nbgrader_hooks.config import configure
c = get_config()
configure(c, Path(__file__).parent)
c.CourseHook.part_loader = "tests.fake_course.load_part"
c.CourseHook.release_loader = "tests.fake_course.release_notebook"
c.CourseHook.rubric_loader = "tests.fake_course.load_rubrics"
c.CourseHook.grader = "tests.fake_course.grade"
"""


def make_course(root: Path) -> Path:
    """A course root with source and release built by nbgrader's own converter."""
    os.environ["FAKE_COURSE"] = str(root)
    import nbformat

    (root / "source" / "rnn" / "figures").mkdir(parents=True)
    (root / "course_config.py").write_text(COURSE)
    (root / "nbgrader_config.py").write_text(NBGRADER)
    (root / "source" / "rnn" / "figures" / "cell.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    nbformat.write(source_notebook(), root / "source" / "rnn" / "cell.ipynb")
    (root / "submitted").mkdir()
    generate(root)
    return root


def build_once(folder: Path) -> Path:
    """A course to copy for each test of a session."""
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader calls `alembic` by name when it makes a gradebook
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        return make_course(folder / "course")


def copy_of(built: Path, folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """A course root of a test's own."""
    root = folder / "course"
    shutil.copytree(built, root)
    patch.setenv("FAKE_COURSE", str(root))
    return root


def generate(root: Path) -> None:
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory

    from autograder.nbgrader_hooks.converting import load_config

    config = load_config(root)
    coursedir = CourseDirectory(config=config)
    coursedir.assignment_id = "rnn"
    GenerateAssignment(coursedir=coursedir, config=config, force=True).start()


def autograde(root: Path, student: str = "*", **traits: Any) -> None:
    """What ``nbgrader autograde rnn`` does; raises what it raises."""
    from nbgrader.converters import Autograde
    from nbgrader.coursedir import CourseDirectory

    from autograder.nbgrader_hooks.converting import load_config

    config = load_config(root)
    coursedir = CourseDirectory(config=config)
    coursedir.assignment_id, coursedir.student_id = "rnn", student
    Autograde(coursedir=coursedir, config=config, **{"force": True, **traits}).start()


def feedback(root: Path, student: str) -> str:
    """The feedback page that ``nbgrader generate_feedback rnn`` writes for a student."""
    from nbgrader.converters import GenerateFeedback
    from nbgrader.coursedir import CourseDirectory

    from autograder.nbgrader_hooks.converting import load_config

    config = load_config(root)
    coursedir = CourseDirectory(config=config)
    coursedir.assignment_id, coursedir.student_id = "rnn", student
    GenerateFeedback(coursedir=coursedir, config=config, force=True).start()
    return (root / "feedback" / student / "rnn" / "cell.html").read_text()


def autograded(root: Path, student: str) -> Any:
    """The autograded notebook of a student."""
    import nbformat

    return nbformat.read(root / "autograded" / student / "rnn" / "cell.ipynb", 4)


def gradebook(root: Path) -> Any:
    from nbgrader.api import Gradebook

    return Gradebook(f"sqlite:///{root / 'gradebook.db'}", "fake")


def grades(root: Path, student: str) -> dict[str, tuple[float | None, bool]]:
    """Per cell: the automatic score, and whether a person has to look."""
    with gradebook(root) as book:
        found = book.find_submission_notebook("cell", "rnn", student).grades
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in found}


def comments(root: Path, student: str) -> dict[str, str | None]:
    with gradebook(root) as book:
        found = book.find_submission_notebook("cell", "rnn", student).comments
        return {comment.name: comment.auto_comment for comment in found}


WHY = """Why does it remember?

### BEGIN SOLUTION
**Model answer.** Because the **state** goes from step to step.

| criterion | points | earned when | comment |
|---|---|---|---|
| names_state | 3 | the state is named | Say what is carried from step to step. |
| says_how | 2 | the answer says how it is carried | Say how one step hands it to the next. |
### END SOLUTION"""

FULL = {"test_double": (6.0, False), "test_triple": (4.0, False), "why": (None, True)}
ZERO = {"test_double": (0.0, False), "test_triple": (0.0, False), "why": (0.0, False)}


def source_notebook() -> Any:
    cells = [
        _cell("markdown", "# The cell\n\n![A cell](figures/cell.svg) and $a_{t} = \\tanh(x)$"),
        _answer("double", SOLVED),
        _check("double", 6, "assert double(2) == 4"),
        _cell("code", "print('an experiment')"),
        _answer("triple", TRIPLED),
        _check("triple", 4, "assert triple(2) == 6"),
        _cell("markdown", WHY, "why", grade=True, solution=True, points=5),
    ]
    for position, cell in enumerate(cells):
        cell["id"] = f"c{position}"
    metadata = {
        "autograder": {"part": "cell", "refuses": [], "hands_in": ["doubles.csv"]},
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    }
    import nbformat

    return nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def _answer(name: str, code: str) -> dict[str, Any]:
    head, body = code.split("\n", 1)
    return _cell("code", f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION", name, solution=True)


def _check(name: str, points: float, code: str) -> dict[str, Any]:
    return _cell("code", code, f"test_{name}", grade=True, locked=True, points=points)


def _cell(kind: str, source: str, grade_id: str | None = None, **flags: Any) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "source": source, "metadata": {}}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    if grade_id:
        defaults = {"grade": False, "solution": False, "locked": False, "task": False}
        cell["metadata"]["nbgrader"] = defaults | {"schema_version": 3, "grade_id": grade_id} | flags
    return cell


def load_part(name: str) -> Part:
    return parts.load_part(name, Path(os.environ["FAKE_COURSE"]))


def load_rubrics(name: str) -> dict[str, Rubric]:
    return rubrics.load_rubrics(name, Path(os.environ["FAKE_COURSE"]))


def release_notebook(name: str) -> dict[str, Any]:
    return parts.release_notebook(name, Path(os.environ["FAKE_COURSE"]))


def released() -> dict[str, Any]:
    """The release, to be filled in by a test as a student would."""
    nb = release_notebook("cell")
    for cell in nb["cells"]:
        cell["source"] = "".join(cell["source"])
    return nb


def fill(nb: dict[str, Any], **sources: str) -> dict[str, Any]:
    """Replace the sources of the cells with these ids."""
    for cell in nb["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if name in sources:
            cell["source"] = sources[name]
    return nb


def solved() -> dict[str, Any]:
    return fill(released(), double=SOLVED, triple=TRIPLED, why="It remembers.")


def cell_of(nb: dict[str, Any], name: str) -> dict[str, Any]:
    return next(cell for cell in nb["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)


def hand_in(root: Path, student: str, nb: dict[str, Any] | bytes | None, name: str = "cell.ipynb") -> Path:
    """Put a notebook where nbgrader looks for it."""
    folder = root / "submitted" / student / "rnn"
    folder.mkdir(parents=True, exist_ok=True)
    if nb is not None:
        (folder / name).write_bytes(nb if isinstance(nb, bytes) else json.dumps(nb).encode())
    return folder


def grade(submission: Submission, part: Part, course: Course) -> Report:
    """Full points for an item whose last cell holds the model solution's ``return``; words steer the rest.

    A file that was handed in becomes a flag; why another could not be read becomes a note.
    """
    sources = {cell.item: cell.source for cell in submission.cells if cell.item}
    code = "\n".join(cell.source for cell in submission.cells)
    if "no sandbox" in code:
        raise SandboxError("bubblewrap is missing")
    if "break the grader" in code:
        raise RuntimeError("the grader is broken")
    if "kill the grader" in code:
        os._exit(9)
    if "slowly" in code:
        time.sleep(0.5)
    items = tuple(_item(item.grade_id, item.points, item.manual, sources.get(item.grade_id, "")) for item in part.items)
    flags = tuple(data.decode() for data in submission.files.values())
    notes = tuple(submission.unread.values())
    return Report(part.name, items, notes, _outputs(submission), isolation="none", flags=flags)


def _item(name: str, points: float, manual: bool, source: str) -> ItemReport:
    if manual:
        return ItemReport(name, points, None, Verdict.MANUAL)
    if "grader_error" in source:
        return ItemReport(name, points, None, Verdict.GRADER_ERROR)
    factor = {"double": "2 *", "triple": "3 *"}[name]
    passed = f"return {factor} x" in source
    message = None if passed else f"{name}(2) returned <b>None</b>\nexpected 4"
    tests = (
        TestResult("test_hidden_name", f"{name} multiplies.", 2, Verdict.PASSED if passed else Verdict.FAILED, message),
        TestResult(
            "test_other_hidden_name", "It is defined.", 1, Verdict.PASSED if "def" in source else Verdict.FAILED
        ),
    )
    score = points if passed else 0.0
    return ItemReport(name, points, score, Verdict.PASSED if passed else Verdict.FAILED, tests=tests)


def _outputs(submission: Submission) -> dict[int, list[dict[str, Any]]]:
    html = {"text/html": "<b>bold</b><script>alert(1)</script>", "image/png": "iVBORw0KGgo="}
    return {
        position: [
            {"output_type": "stream", "name": "stdout", "text": f"ran {cell.item}\n"},
            {"output_type": "display_data", "data": html, "metadata": {"image/png": {"width": "1 onerror=alert(2)"}}},
        ]
        for position, cell in enumerate(submission.cells)
        if cell.code
    }
