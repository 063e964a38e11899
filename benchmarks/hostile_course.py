"""A course as plain nbgrader has it, hidden tests inside the notebooks, and attacks handed in to it.

A notebook's experiments are left out, as far as an attack has not changed them: they take long and decide nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from autograder.judge.reference import load_reference
from autograder.sample_class.samples import Sample
from benchmarks.course_roots import ASSIGNMENT, Built, require_full_scores, without_experiments
from benchmarks.measuring import NotMeasured, environment

#: Honest students: one was graded before the attack, the other comes after it in the same run.
BEFORE, ATTACKER, AFTER = "a-before", "hostile", "z-after"
#: Where the course lies while an attack on it runs.
THERE = "/tmp/course"
_PATIENCE = "c.Execute.timeout = 10\n"
_BEGIN, _END = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


class PlainCourse:
    """A course with one part, graded by nbgrader alone; the student who comes before has been graded.

    Raises NotMeasured: nbgrader failed, or did not give a right answer everything.
    """

    def __init__(self, folder: Path, part: str) -> None:
        built = Built(folder / part, [part])
        self.solution = built.solutions[part]
        self.model = self.solution.notebook
        self.lean = {cell["id"]: cell["source"] for cell in without_experiments(self.model)["cells"]}
        self.root = built.new_root("plain", [], stock=True)
        config = self.root / "nbgrader_config.py"
        config.write_text(config.read_text() + _PATIENCE)
        source = self.root / "source" / ASSIGNMENT / f"{part}.ipynb"
        source.write_text(json.dumps(with_hidden_tests(json.loads(source.read_bytes()), hidden_asserts(part))))
        self._nbgrader("generate_assignment", "--force")
        self.hand_in(self.solution, self.root / "submitted", BEFORE)
        self._nbgrader("autograde")
        require_full_scores(self.root, 1)
        config.write_text(config.read_text().replace(str(self.root), THERE))

    def hand_in(self, sample: Sample, submitted: Path, student: str) -> Path:
        """Write a submission without the experiments that it has left as they were; its notebook's path."""
        return msgspec.structs.replace(sample, notebook=self.without_experiments(sample.notebook)).write(
            submitted, student
        )

    def without_experiments(self, notebook: dict[str, Any]) -> dict[str, Any]:
        """The notebook with those ungraded cells cut that are as in the model solution."""
        known = {cell["id"]: cell["source"] for cell in self.model["cells"] if _is_ungraded_code(cell)}
        cells = [
            cell | {"source": self.lean.get(cell["id"], "")}
            if _is_ungraded_code(cell) and known.get(cell.get("id")) == cell["source"]
            else cell
            for cell in notebook["cells"]
        ]
        return notebook | {"cells": cells}

    def _nbgrader(self, command: str, *options: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", command, ASSIGNMENT, *options],
            cwd=self.root, env=environment(), capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        if done.returncode:
            raise NotMeasured(f"nbgrader {command} in {self.root} ended with {done.returncode}: {done.stderr[-500:]}")


def with_hidden_tests(notebook: dict[str, Any], asserts: dict[str, str]) -> dict[str, Any]:
    """A source notebook with these tests hidden below the public check of each item, as nbgrader marks them."""
    for cell in notebook["cells"]:
        item = (cell["metadata"].get("nbgrader") or {}).get("grade_id", "").removeprefix("test_")
        if item in asserts and cell["metadata"]["nbgrader"]["grade"]:
            cell["source"] = "\n".join(["".join(cell["source"]), _BEGIN, asserts[item], _END])
    return notebook


def hidden_asserts(part: str) -> dict[str, str]:
    """For each item of ``rnn_cell``, asserts on values that the reference computed; other parts keep to their checks.

    Nearly all attacks are on that part.
    """
    if part != "rnn_cell":
        return {}
    reference, rng = load_reference(part), np.random.default_rng(20)
    shapes = {"Wax": (3, 2), "Waa": (3, 3), "Wya": (2, 3), "ba": (3, 1), "by": (2, 1)}
    parameters = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    x, a0 = rng.standard_normal((2, 2, 4)), rng.standard_normal((3, 2))
    cache = reference.rnn_cell_forward(x[:, :, 0], a0, parameters)[2]
    caches = reference.rnn_forward(x, a0, parameters)[2]
    calls: dict[str, tuple[Any, ...]] = {
        "rnn_cell_forward": (x[:, :, 0], a0, parameters),
        "rnn_forward": (x, a0, parameters),
        "rnn_cell_backward": (rng.standard_normal((3, 2)), cache),
        "rnn_backward": (rng.standard_normal((3, 2, 4)), caches),
    }
    return {item: _asserts(item, arguments, getattr(reference, item)(*arguments)) for item, arguments in calls.items()}


def _asserts(function: str, arguments: tuple[Any, ...], expected: Any) -> str:
    lines = [f"result = {function}({', '.join(map(_literal, arguments))})"]
    places = expected.items() if isinstance(expected, dict) else enumerate(expected)
    for place, value in places:
        if isinstance(value, np.ndarray):
            lines.append(f"np.testing.assert_allclose(result[{place!r}], {_literal(value)}, rtol=1e-6)")
    return "\n".join(lines)


def _literal(value: Any) -> str:
    """Plain data as code that makes it."""
    match value:
        case np.ndarray():
            return f"np.array({value.tolist()!r})"
        case dict():
            return "{" + ", ".join(f"{name!r}: {_literal(one)}" for name, one in value.items()) + "}"
        case tuple():
            return "(" + "".join(f"{_literal(one)}, " for one in value) + ")"
        case list():
            return "[" + ", ".join(map(_literal, value)) + "]"
    return repr(value)


def _is_ungraded_code(cell: dict[str, Any]) -> bool:
    return cell["cell_type"] == "code" and not (cell["metadata"].get("nbgrader") or {}).get("grade_id")
