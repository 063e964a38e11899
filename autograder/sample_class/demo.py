"""``python -m autograder.sample_class.demo``: from nothing to a graded class, in a course root of its own.

The course root ``demo/`` is made anew each time, so that a demo works after one that was killed, and
after the course has changed. No live ``submitted/`` or gradebook is ever touched.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from rich.console import Console
from rich.table import Table

from autograder.batch.run import batch
from autograder.build import build_course
from autograder.config import HOUSE, load_course
from autograder.errors import AutograderError, ConfigError
from autograder.nbgrader_hooks.converting import Nbgrader
from autograder.nbgrader_hooks.export import CsvPlugin
from autograder.nbgrader_hooks.gradebook import recorded_scores
from autograder.parts import load_part
from autograder.records import Record
from autograder.sample_class.classmates import Classmate, classmates
from autograder.sample_class.demo_rubric import grade_by_rubric, written_scores, wrong_totals
from autograder.sample_class.samples import Sample, load_samples

_MARK = "# Written by `make demo`, which deletes and remakes this folder: change nothing here.\n"
#: Some samples hang on purpose. Shorter waits, the same verdicts. And a gradebook of its own.
_LIMITS = """
limits = {**limits, "call_cpu": 2.0, "cells_cpu": 4.0, "slice_cpu": 2.0, "idle_seconds": 3.0, "wall_slack": 20.0}
db_url = None
"""


class Row(Record, frozen=True):
    """One notebook of a made-up student: what the gradebook holds, what the batch said, and what should differ.

    ``scores`` are those of the hidden tests, ``written`` those of the demo's teaching assistant.
    """

    student_id: str
    sample: Sample
    scores: dict[str, float | None]
    written: dict[str, float | None]
    outcome: str
    problem: str | None


def run(root: Path, samples: Sequence[Sample], console: Console, jobs: int | None = None) -> list[Row]:
    """Grade these samples in the course root ``root``, with feedback and CSV; one row for each.

    Raises ConfigError if ``root`` holds something that is not a demo.
    """
    _new_root(root)
    console.print(f"Building the course into {root} …")
    build_course(root=root, house=HOUSE)
    rows: list[Row] = []
    for assignment in dict.fromkeys(sample.assignment for sample in samples):
        own = [sample for sample in samples if sample.assignment == assignment]
        students = classmates(own)
        for student in students:
            student.write(root / "submitted")
        console.print(
            f"Grading {len(own)} notebooks of {len(students)} made-up students of {assignment!r}; "
            "some of them hang, crash or cheat …"
        )
        summary = batch(assignment, root, jobs=jobs, progress=console.is_terminal)
        outcomes = {student.student_id: student.outcome for student in summary.students}
        nbgrader = Nbgrader(assignment, root)
        imported = grade_by_rubric(nbgrader)
        if imported:
            console.print(f"Importing a filled-in workbook: {len(imported.changes)} written answers …")
        rows += [row for student in students for row in _rows(student, outcomes[student.student_id], nbgrader)]
        console.print("Writing feedback pages …")
        _write_feedback(assignment, root, jobs or len(os.sched_getaffinity(0)))
    with _gradebook(nbgrader) as gradebook:
        CsvPlugin(to=str(root / "grades.csv")).export(gradebook)
    return rows


def _new_root(root: Path) -> None:
    config = root / "course_config.py"
    if root.is_dir() and any(root.iterdir()) and not (config.is_file() and config.read_text().startswith(_MARK)):
        raise ConfigError(f"{root} holds something that is no demo: move it away, then run the demo again")
    if root.is_dir():
        # the mark goes last, so that a demo killed here is still known as one
        for path in sorted(root.iterdir(), key=lambda path: path == config):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    root.mkdir(parents=True, exist_ok=True)
    config.write_text(_MARK + (HOUSE / "course_config.py").read_text() + _LIMITS)
    shutil.copy(HOUSE / "nbgrader_config.py", root)


def _rows(student: Classmate, outcome: str, nbgrader: Nbgrader) -> list[Row]:
    parts = [part for part in load_course(nbgrader.root).parts if load_part(part).assignment == nbgrader.assignment]
    allowed = student.may_come_to(parts)
    said = [] if outcome in allowed else [f"outcome {outcome}, not {' or '.join(sorted(allowed))}"]
    return [_row(sample, student.student_id, outcome, said, nbgrader) for sample in student.samples]


def _row(sample: Sample, student_id: str, outcome: str, said: Sequence[str], nbgrader: Nbgrader) -> Row:
    with _gradebook(nbgrader) as gradebook:
        recorded = recorded_scores(gradebook, sample.part, sample.assignment, student_id)
    written = written_scores(nbgrader, sample.part, student_id)
    scores = {name.removeprefix("test_"): score for name, score in recorded.items() if name not in written}
    # nbgrader has no word for "unusable": the gradebook then holds zeros, or nothing
    unusable = outcome == "unusable" and sample.expect is None and not any(scores.values())
    undecided = ", ".join(name for name, score in written.items() if score is None)
    problems = [*said, *([f"{undecided}: written, but not graded"] if undecided else [])]
    wrong = sample.mismatch(None if unusable else scores)
    problem = "; ".join([*([wrong] if wrong else []), *problems]) or None
    return Row(student_id, sample, scores, written, outcome, problem)


def _gradebook(nbgrader: Nbgrader) -> contextlib.AbstractContextManager[Gradebook]:
    return Gradebook(nbgrader.coursedir.db_url, nbgrader.coursedir.course_id)


def _write_feedback(assignment: str, root: Path, jobs: int) -> None:
    """Have nbgrader write everyone's pages, as many students at a time as there are jobs."""
    shares = ["".join("0123456789"[job::jobs]) for job in range(min(jobs, 10))]
    with ProcessPoolExecutor(len(shares), mp_context=multiprocessing.get_context("spawn")) as pool:
        for _ in pool.map(_write_share, [assignment] * len(shares), [root] * len(shares), shares):
            pass  # reading a result raises what its process raised


def _write_share(assignment: str, root: Path, last_digits: str) -> None:
    nbgrader = Nbgrader(assignment, root)
    pattern = f"*[{last_digits}]"
    if not list((root / "autograded").glob(pattern)):
        return  # nbgrader takes a class without students for a mistake
    nbgrader.coursedir.student_id = pattern
    GenerateFeedback(coursedir=nbgrader.coursedir, config=nbgrader.config, log=nbgrader.log, force=True).start()


def table(part: str, rows: Sequence[Row]) -> Table:
    """A part of the class as a table: a row for each notebook, a column for each item."""
    all_items = load_part(part).items
    items = [item for item in all_items if not item.manual]
    to_write = sum(item.points for item in all_items if item.manual)
    shown = Table(title=f"{part}: {len(rows)} notebooks of made-up students")
    shown.add_column("student", no_wrap=True)
    shown.add_column("what they did", no_wrap=True)
    for item in items:
        shown.add_column(f"{item.grade_id}\n/ {item.points:g}", justify="right")
    if to_write:
        shown.add_column(f"written\n/ {to_write:g}", justify="right")
    shown.add_column("total", justify="right")
    shown.add_column("outcome")
    shown.add_column("as expected?")
    for row in rows:
        scores = [row.scores.get(item.grade_id) for item in items]
        written = _sum(row.written.values())
        total = _sum([*scores, written])
        cells = [_shown(score) for score in [*scores, *([written] if to_write else [])]]
        shown.add_row(
            row.student_id,
            f"{row.sample.kind}/{row.sample.name}",
            *cells,
            _shown(total),
            row.outcome,
            row.problem or "yes",
        )
    return shown


def _sum(scores: Iterable[float | None]) -> float | None:
    """The sum of what was decided; None if nothing was."""
    decided = [score for score in scores if score is not None]
    return round(sum(decided), 2) if decided else None


def _shown(score: float | None) -> str:
    return "–" if score is None else f"{score:g}"


def main(arguments: Sequence[str] = ()) -> int:
    """Run the demo in ``demo/`` of this checkout; 0 if every sample scored what its header states."""
    console = Console(width=None if sys.stdout.isatty() else 160)
    root = Path(arguments[0]) if arguments else HOUSE / "demo"
    try:
        parts = [part for part in load_course().parts if (HOUSE / "tests" / "submissions" / part).is_dir()]
        samples = [sample for part in parts for sample in load_samples(part)]
        rows = run(root.resolve(), samples, console)
    except AutograderError as error:
        console.print(f"[red]{error}", markup=True, highlight=False)
        return 3
    for part in parts:
        console.print(table(part, [row for row in rows if row.sample.part == part]))
    return _conclude(root, rows, console)


def _conclude(root: Path, rows: Sequence[Row], console: Console) -> int:
    example = next((row for row in rows if row.sample.kind == "partial"), rows[0])
    page = root / "feedback" / example.student_id / example.sample.assignment / f"{example.sample.part}.html"
    console.print("\nOpen:")
    console.print(f"  what a student reads   {page}", soft_wrap=True)
    console.print(f"  all students' pages    {root / 'feedback'}", soft_wrap=True)
    console.print(f"  the grades             {root / 'grades.csv'}", soft_wrap=True)
    formgrader = f"cd {root} && {Path(sys.executable).parent / 'jupyter'} lab, then Nbgrader > Formgrader"
    console.print(f"  formgrader             {formgrader}", soft_wrap=True)
    wrong = [row for row in rows if row.problem]
    sums = wrong_totals(root / "grades.csv")
    for line in [
        *(f"{row.student_id}, {row.sample.part}/{row.sample.kind}/{row.sample.name}: {row.problem}" for row in wrong),
        *sums,
    ]:
        console.print(f"[red]{line}", highlight=False)
    console.print(f"{len(rows) - len(wrong)} of {len(rows)} notebooks scored what their headers state.")
    return 1 if wrong or sums else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
