"""Ours against Otter's local grading: the same notebook, one student.

    python -m benchmarks otter [--rounds N] [--folder FOLDER]

Otter is installed into an environment of its own below the folder; it is no dependency of this project. Its tests are
the notebook's public checks. Ours runs all hidden tests.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.course_roots import model_solution, without_experiments
from benchmarks.measuring import NotMeasured, in_turns, measure
from benchmarks.options import Options
from benchmarks.tables import times

PART = "rnn_cell"
#: What the notebook imports; Otter brings the rest.
_PACKAGES = ("otter-grader", "ipykernel", "numpy", "matplotlib")
_TEST = """
OK_FORMAT = True
test = {{"name": {name!r}, "points": {points!r}, "suites": [{{
    "cases": [{{"code": {code!r}, "hidden": False, "locked": False}}],
    "scored": True, "setup": "", "teardown": "", "type": "doctest",
}}]}}
"""


def report(options: Options) -> str:
    """The section of results.md."""
    head = "## Against Otter\n\n"
    try:
        program = _installed(options.folder / "otter")
    except NotMeasured as why:
        return f"{head}Not measured: {why}"
    folder = options.folder / "otter-course"
    notebook = prepare(folder)
    helpers = sorted(path.name for path in folder.glob("*.py"))  # of the release, the checks among them
    autograder = next(iter(_run(program, "generate", *helpers, cwd=folder)))
    used = in_turns(options.rounds, {
        "otter": partial(measure, [program, "run", "-a", autograder, notebook], folder),
        "ours": partial(measure, [sys.executable, "-m", "autograder.cli", "grade", notebook], folder),
    })  # fmt: skip
    require_full_score(folder / "results.json")
    ratio = times(used["otter"].cpu / used["ours"].cpu)
    return (
        f"{head}The model solution of `{PART}` with its experiments stripped, one command for one notebook, start "
        f"included, seconds of CPU: `otter run` {used['otter'].cpu:.2f}, with the public checks as its tests and no "
        f"isolation; `autograder grade` {used['ours'].cpu:.2f}, with all hidden tests in a sandbox that is started for "
        f"it. Otter costs {ratio} times ours."
    )


def prepare(folder: Path) -> Path:
    """Write the notebook, the files that go with it, and a test for each graded cell; the notebook's path."""
    (folder / "tests").mkdir(parents=True, exist_ok=True)
    sample = model_solution(PART)
    notebook = without_experiments(json.loads(sample.notebook_bytes()))
    from autograder.parts import load_part

    for name, content in {**load_part(PART).support_files, **sample.files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for cell in notebook["cells"]:
        graded: dict[str, Any] = cell["metadata"].get("nbgrader", {})
        if graded.get("grade") and cell["cell_type"] == "code":
            name, source = graded["grade_id"], "".join(cell["source"])
            test = _TEST.format(name=name, points=graded["points"], code=as_doctest(source))
            (folder / "tests" / f"{name}.py").write_text(test)
    path = folder / f"{PART}.ipynb"
    path.write_text(json.dumps(notebook))
    return path


def as_doctest(source: str) -> str:
    """Code as a doctest that passes if it runs, whatever it prints."""
    lines = [f"    {line}" for line in source.strip().splitlines()]
    block = ["import contextlib, io", "with contextlib.redirect_stdout(io.StringIO()):", *lines]
    return "\n".join([f">>> {block[0]}", f">>> {block[1]}", *(f"... {line}" for line in block[2:])]) + "\n"


def require_full_score(results: Path) -> None:
    """Raises NotMeasured unless Otter gave everything: what fails early would look fast."""
    tests = json.loads(results.read_text())["tests"]
    lost = [test["name"] for test in tests if test.get("max_score") and test["score"] != test["max_score"]]
    if lost or not tests:
        raise NotMeasured(f"Otter did not give all points ({', '.join(lost) or 'no test was run'}): see {results}")


def _installed(folder: Path) -> Path:
    """Otter's program in an environment of its own. Raises NotMeasured: it cannot be installed."""
    program = folder / "bin" / "otter"
    if not program.is_file():
        venv.create(folder, with_pip=True)
        pip = [str(folder / "bin" / "pip"), "install", "--quiet", *_PACKAGES]
        done = subprocess.run(pip, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise NotMeasured(f"{' '.join(_PACKAGES)} cannot be installed here ({last})")
    return program


def _run(program: Path, *arguments: str, cwd: Path) -> list[Path]:
    """Run Otter; the archives that are there then. Raises NotMeasured."""
    measure([program, *arguments], cwd)
    found = sorted(cwd.glob("autograder*.zip"))
    if not found:
        raise NotMeasured(f"otter {' '.join(arguments)} wrote no archive in {cwd}")
    return found
