"""What happens to a course when plain nbgrader grades an attack: runs as the first process of a sandbox.

Prints one JSON object with what it finds afterwards. Nothing of this package is imported here.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

GIVEN, BUILT, COURSE, HOME = Path("/tmp/given"), Path("/tmp/built"), Path("/tmp/course"), Path("/tmp/home")
_PR_SET_DUMPABLE = 4
ASSIGNMENT, ATTACKER, AFTER = "rnn", "hostile", "z-after"
_SCORES = """
    select handed.student_id, cell.name, grade.auto_score, grade.manual_score, grade.extra_credit from grade
    join submitted_notebook notebook on grade.notebook_id = notebook.id
    join submitted_assignment handed on notebook.assignment_id = handed.id
    join base_cell cell on grade.cell_id = cell.id join grade_cells on grade.cell_id = grade_cells.id
    where grade_cells.cell_type = 'code'
"""


def main(longest: float, feedback: bool) -> None:
    """Grade what was handed in, and say what became of everything; with ``feedback``, also what a page shows."""
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)  # an attack may trace nbgrader, and not its witness
    shutil.copytree(BUILT, COURSE, symlinks=True)
    shutil.copytree(GIVEN, COURSE / "submitted", symlinks=True, dirs_exist_ok=True)
    HOME.mkdir()
    before = files()
    status, log = nbgrader("autograde", longest)
    alive = others_alive()
    for pid in alive:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    found = {
        "status": status,
        "log": log[-2000:],
        "alive": len(alive),
        "scores": scores(),
        "changed": sorted(str(path) for path in before.keys() ^ files().keys() | differing(before, files())),
        "outputs": outputs(),
    }
    if feedback:
        nbgrader("generate_feedback", longest)
        found["page"] = page()
    print(json.dumps(found))


def nbgrader(command: str, longest: float) -> tuple[int | None, str]:
    """The exit status of a command of nbgrader, None if it did not end in time, and what it said."""
    with Path("/tmp/log").open("w+", errors="replace") as log:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "nbgrader", command, ASSIGNMENT],
                cwd=COURSE, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=longest, check=False,
            )  # fmt: skip
            status: int | None = done.returncode
        except subprocess.TimeoutExpired:
            status = None
        log.seek(0)
        return status, log.read()


def files() -> dict[Path, str]:
    """Digests of the files that are not the attacker's, and of programs below the grader's home."""
    own = tuple(str(COURSE / step / name) for step in ("submitted", "autograded") for name in (ATTACKER,))
    made = (*own, str(COURSE / "autograded" / AFTER), str(COURSE / "gradebook.db"), str(COURSE / "feedback"))
    found = [path for path in COURSE.rglob("*") if not str(path).startswith(made)]
    found += HOME.rglob("*.py")
    return {path: digest(path) for path in found if path.is_file() or path.is_symlink()}


def digest(path: Path) -> str:
    """Of a file's bytes; empty if it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def differing(before: dict[Path, str], after: dict[Path, str]) -> set[Path]:
    """Files that are in both and not the same."""
    return {path for path in before.keys() & after.keys() if before[path] != after[path]}


def others_alive() -> list[int]:
    """Processes that have outlived the command; those that nobody waited for do not count."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            found += [int(folder.name)] if state not in "ZX" and folder.name != str(os.getpid()) else []
    return found


def scores() -> dict[str, dict[str, float | None]]:
    """Per student and cell, what counts: a score by hand before an automatic one, and extra credit; None is none."""
    found: dict[str, dict[str, float | None]] = {}
    try:
        with sqlite3.connect(COURSE / "gradebook.db") as gradebook:
            for student, cell, automatic, manual, extra in gradebook.execute(_SCORES):
                score = automatic if manual is None else manual
                found.setdefault(student, {})[cell] = score + (extra or 0) if score is not None else extra
    except sqlite3.Error:
        return {}
    return found


def outputs() -> str:
    """All that the attacker's cells show in the graded notebook."""
    texts = []
    for path in sorted((COURSE / "autograded" / ATTACKER).rglob("*.ipynb")):
        with contextlib.suppress(OSError, ValueError):
            cells: list[dict[str, Any]] = json.loads(path.read_bytes())["cells"]
            texts += [json.dumps(cell["outputs"]) for cell in cells if cell["cell_type"] == "code"]
    return "\n".join(texts)[-200_000:]


def page() -> str:
    """The attacker's feedback, if there is any."""
    pages = sorted((COURSE / "feedback" / ATTACKER).rglob("*.html"))
    return "\n".join(path.read_text(errors="replace") for path in pages)


if __name__ == "__main__":
    main(float(sys.argv[1]), bool(sys.argv[2:]))
