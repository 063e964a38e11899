"""A small class for the browser: what each of these students handed in."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.sample_class.samples import load_samples

#: Student id -> sample submission; graded and given feedback before the browser opens.
GRADED = {"ada": "model_solution", "bob": "first_state_at_every_step", "mallory": "no_bias"}
#: Handed in later: formgrader's button grades it.
WAITING = {"zoe": "weight_gradient_overwritten"}

PLOT = "\nplt.plot([0, 1], [1, 0])\nplt.show()"
_SING = "document.documentElement.dataset.canary = 'sang'"
#: Each line runs script, or hides what stands around it, in a page that shows it as it is.
HOSTILE = f"""
<h2>A note to my grader</h2>

<script>{_SING}</script>
<img src="missing.png" onerror="{_SING}">
<svg onload="{_SING}"><script>{_SING}</script></svg>
<details open ontoggle="{_SING}"><summary>more</summary></details>
<iframe srcdoc="<script>parent.{_SING}</script>"></iframe>
<a href="javascript:{_SING}">my homepage</a>
<style>table {{ display: none }}</style>
"""


def hand_in(root: Path, students: Mapping[str, str]) -> None:
    """Put each student's notebook where nbgrader looks for it."""
    samples = {sample.name: sample for sample in load_samples("rnn_cell")}
    change = {"ada": _plot_in_an_answer, "mallory": _add_hostile_cells}
    for student_id, name in students.items():
        notebook = copy.deepcopy(samples[name].notebook)
        change.get(student_id, lambda _: None)(notebook)
        samples[name].write(root / "submitted", student_id).write_text(json.dumps(notebook))


def desks(root: Path) -> None:
    """Students' own folders: the release as handed out, and one solved, for each theme (a kernel belongs to a file)."""
    solved = {sample.name: sample for sample in load_samples("rnn_cell")}["model_solution"]
    for scheme in ("light", "dark"):
        for name in ("fresh", "solved"):
            shutil.copytree(root / "release" / "rnn", root / "desk" / f"{name}-{scheme}")
        (root / "desk" / f"solved-{scheme}" / "rnn_cell.ipynb").write_bytes(solved.notebook_bytes())


def _plot_in_an_answer(notebook: dict[str, Any]) -> None:
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "rnn_forward":
            cell["source"] = "".join(cell["source"]) + PLOT


def _add_hostile_cells(notebook: dict[str, Any]) -> None:
    shown = {"output_type": "display_data", "metadata": {}, "data": {"text/html": HOSTILE}}
    code = {"cell_type": "code", "metadata": {}, "outputs": [shown], "execution_count": 1, "id": "hostile-code"}
    display = f"from IPython.display import HTML, display\ndisplay(HTML({HOSTILE!r}))"
    notebook["cells"] += [
        {"cell_type": "markdown", "metadata": {}, "source": HOSTILE, "id": "hostile-text"},
        code | {"source": display},
    ]
    answer = next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "rnn_forward")
    answer["source"] = "".join(answer["source"]) + "\n" + display
