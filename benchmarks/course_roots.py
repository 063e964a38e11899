"""Course roots to measure in: a class whose students all hand in the model solutions, for us and for stock nbgrader."""

from __future__ import annotations

import copy
import json
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from autograder.build import build_course
from autograder.config import HOUSE, load_course
from autograder.sample_class import samples
from autograder.sample_class.samples import Sample
from autograder.worker.slicing import slice_cells
from benchmarks.measuring import NotMeasured

ASSIGNMENT = "rnn"
_COURSE = """
assignments = {{{assignment!r}: {{"parts": {parts!r}}}}}
db_url = None
"""
_STOCK = """
c = get_config()
c.CourseDirectory.course_id = "stock"
c.CourseDirectory.root = {root!r}
c.Execute.timeout = 3600  # a busy machine must not end a cell
"""


class Built:
    """A course built once below ``folder``, from which roots are copied; one that is there is used again.

    ``parts`` are some of the course's, if not all.
    """

    def __init__(self, folder: Path, parts: Sequence[str] = ()) -> None:
        self.folder, self.root = folder, folder / "built"
        chosen = list(parts or load_course().assignments[ASSIGNMENT].parts)
        self.solutions = {part: model_solution(part) for part in chosen}
        if not (self.root / "gradebook.db").is_file():
            self.root.mkdir(parents=True, exist_ok=True)
            shutil.copy(HOUSE / "nbgrader_config.py", self.root)
            config = (HOUSE / "course_config.py").read_text()
            (self.root / "course_config.py").write_text(config + _COURSE.format(assignment=ASSIGNMENT, parts=chosen))
            build_course(root=self.root)

    def new_root(self, name: str, students: Sequence[str], stock: bool = False, stripped: bool = False) -> Path:
        """A fresh course root in which these students have handed in every part."""
        root = self.folder / name
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self.root, root)
        if stock:
            make_stock(root)
        for student in students:
            for sample in self.solutions.values():
                path = sample.write(root / "submitted", student)
                if stripped:
                    path.write_text(json.dumps(without_experiments(json.loads(path.read_bytes()))))
        return root


def make_stock(root: Path) -> None:
    """Have a course root graded by nbgrader alone."""
    (root / "nbgrader_config.py").write_text(_STOCK.format(root=str(root)))


def model_solution(part: str) -> Sample:
    """The sample that hands in the model solution, which earns everything."""
    sample = samples.model_solution(samples.load_samples(part))
    if sample is None:
        raise NotMeasured(f"{part} has no sample model_solution")
    return sample


def without_experiments(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with graded cells as they are, and of all other code only what those need to run."""
    stripped = copy.deepcopy(notebook)
    code = [cell for cell in stripped["cells"] if cell["cell_type"] == "code"]
    python = TransformerManager().transform_cell
    pairs = [(python("".join(cell["source"])), _is_graded(cell)) for cell in code]
    for cell, source in zip(code, slice_cells(pairs), strict=True):
        if not _is_graded(cell):
            cell["source"] = source
    stripped["cells"] = [
        cell for cell in stripped["cells"] if cell["cell_type"] != "code" or "".join(cell["source"]).strip()
    ]
    return stripped


def require_full_scores(root: Path, students: int) -> None:
    """Raises NotMeasured unless every code cell with points earned them: what fails early would look fast."""
    question = """
        select count(*), sum(grade.auto_score = grade_cells.max_score) from grade
        join grade_cells on grade.cell_id = grade_cells.id where grade_cells.cell_type = 'code'
    """
    known = "select count(*) from grade_cells where cell_type = 'code'"
    with sqlite3.connect(root / "gradebook.db") as gradebook:
        graded, full = gradebook.execute(question).fetchone()
        (expected,) = gradebook.execute(known).fetchone()
    if not graded == full == students * expected:
        raise NotMeasured(f"{full} of {students * expected} graded cells in {root} earned everything: look there")


def students(number: int) -> list[str]:
    """Ids of so many students."""
    return [f"student-{place:03}" for place in range(1, number + 1)]


def _is_graded(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade_id"))
