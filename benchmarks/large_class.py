"""A large class with one small part: memory while it is graded, and a batch in which nothing has changed.

    python -m benchmarks large_class [--rounds N] [--class-size N] [--folder FOLDER]

Everyone hands in the model solution of one part, which real workers grade, and the memory of all processes of the
batch is read meanwhile. Then both ours and stock nbgrader are asked to grade the same class again.
"""

from __future__ import annotations

import statistics
import sys
from functools import partial
from pathlib import Path

from benchmarks.course_roots import Built, make_stock, require_full_scores, students
from benchmarks.measuring import Group, NotMeasured, Used, in_turns, measure, memory_of
from benchmarks.options import Options
from benchmarks.stock import OURS, STOCK
from benchmarks.tables import table, times, verdict

PART = "written"
#: Memory may grow by this much from the first mark to the last, each the share of the class that is done.
MOST_GROWTH = 1.1
MARKS = (0.1, 0.9)
#: Less than this share of an import cannot be told from it.
VISIBLE = 0.1
#: A rerun may cost so much of stock nbgrader's, both beyond importing nbgrader.
TARGET = 0.5


class Samples:
    """(students done, bytes held) again and again during a batch."""

    def __init__(self, root: Path) -> None:
        self.done = root / "autograded"
        self.seen: list[tuple[int, int]] = []

    def look(self, group: Group) -> None:
        held = memory_of(group.members)
        self.seen.append((sum(1 for _ in self.done.iterdir()) if self.done.is_dir() else 0, held))

    def around(self, done: int, width: int) -> float:
        """The median of bytes held while about so many students were done. Raises NotMeasured: nobody looked then."""
        near = [held for count, held in self.seen if abs(count - done) <= width]
        if not near:
            raise NotMeasured("the batch was too quick for its memory to be read: use a larger --class-size")
        return statistics.median(near)


def report(options: Options) -> str:
    """The section of results.md."""
    size = options.class_size
    built = Built(options.folder / "large", [PART])
    root = built.new_root("class", students(size))
    samples = Samples(root)
    command = [word if word != "1" else str(options.jobs) for word in OURS]
    graded = measure([*command, "--course-dir", root], root, samples.look)
    require_full_scores(root, size)
    first, last = (samples.around(round(mark * size), max(size // 20, 1)) for mark in MARKS)
    used = in_turns(options.rounds, {
        "ours": partial(measure, [*OURS, "--course-dir", root], root),
        "stock": partial(_again_by_stock, root),
        "import": partial(measure, [sys.executable, "-c", "import nbgrader.apps.nbgraderapp"], root),
    })  # fmt: skip
    rows = [(name, f"{one.cpu:.2f}", f"{max(one.cpu - used['import'].cpu, 0):.2f}") for name, one in used.items()]
    share = _share(used)
    return "\n".join([
        f"## A class of {size}",
        "",
        f"{size} students hand in `{PART}`; {options.jobs} jobs: {graded.cpu / size:.2f} s of CPU for each, start "
        f"included. Memory of all processes of the batch, what they share counted once, is "
        f"{first / 2**20:.0f} MiB when {MARKS[0]:.0%} of them are done and {last / 2**20:.0f} MiB when "
        f"{MARKS[1]:.0%} are, {last / first:.2f} times; at most {MOST_GROWTH:g} is wanted: "
        f"{verdict(last <= MOST_GROWTH * first)}.",
        "",
        "Run again with nothing changed, seconds of CPU:",
        "",
        table(("", "all", "beyond importing nbgrader"), rows),
        "",
        f"At most {TARGET:g} of what stock nbgrader's rerun costs beyond the import is wanted: {_said(share)}. Ours "
        "does not import nbgrader when nothing has changed: all in all, stock costs "
        f"{times(used['stock'].cpu / used['ours'].cpu)} times ours.",
    ])  # fmt: skip


def _again_by_stock(root: Path) -> Used:
    """Stock nbgrader's rerun on the same root, with a configuration of its own for as long as it takes."""
    ours = (root / "nbgrader_config.py").read_text()
    make_stock(root)
    try:
        return measure(STOCK, root)
    finally:
        (root / "nbgrader_config.py").write_text(ours)


def _share(used: dict[str, Used]) -> float | None:
    """What ours costs beyond an import that it does not need, as a share of what stock does beyond it.

    0 if ours costs less than the import. Else None if stock's is too little to be told from the import, as for a
    small class.
    """
    beyond = {name: used[name].cpu - used["import"].cpu for name in ("ours", "stock")}
    if beyond["ours"] <= 0:
        return 0.0
    if beyond["stock"] < VISIBLE * used["import"].cpu:
        return None
    return beyond["ours"] / beyond["stock"]


def _said(share: float | None) -> str:
    if share is None:
        return "too little to be told from the import, so not known; try a larger --class-size"
    return f"{share:.2f}, {verdict(share <= TARGET)}"
