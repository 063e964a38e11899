"""First step of ``nbgrader autograde``: makes any submission one that nbgrader can process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.errors import ConfigError
from autograder.handed_in.submission import grade_id_of, match_items
from autograder.nbgrader_hooks.course import KEY, CourseHook
from autograder.nbgrader_hooks.gradebook import forget_scores, kept_cells
from autograder.nbgrader_hooks.restore import restore


class Sanitizer(CourseHook, NbGraderPreprocessor):
    """Restores the released cells, and forgets the scores of earlier runs."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """``resources["autograder"]`` holds what the exporter found: notes, and why nothing was usable."""
        ids = resources["nbgrader"]
        with self.gradebook(resources) as gradebook:
            forget_scores(gradebook, ids["notebook"], ids["assignment"], ids["student"])
            kept = kept_cells(gradebook, ids["notebook"], ids["assignment"])
        part, release = self.part(ids["notebook"]), self.release(ids["notebook"])
        _check_in_step(release, kept, part.name, ids["assignment"])
        found = dict(resources.get(KEY) or {})
        restored = restore(nb, part, release)
        if not found.get("unusable"):
            notes = match_items(nb, part).notes
            found["notes"] = [*found.get("notes", ()), *notes]
        for note in found.get("notes", ()):
            self.log.warning("%s: %s", ids["student"], note)
        restored.metadata[KEY] = NotebookNode(found)
        return restored, resources


def _check_in_step(release: Mapping[str, Any], kept: Mapping[str, Any], part: str, assignment: str) -> None:
    """ConfigError when release and gradebook disagree: any score would be a guess."""
    released = {}
    for cell in release["cells"]:
        name = grade_id_of(cell)
        if name:
            flags = cell["metadata"]["nbgrader"]
            points = float(flags["points"]) if "points" in flags else None
            kinds = [bool(flags.get(kind)) for kind in ("grade", "solution", "task")]
            if any(kinds) or flags.get("locked"):
                released[name] = (*kinds, points, cell["cell_type"])
    differing = sorted(name for name in released.keys() | kept.keys() if released.get(name) != kept.get(name))
    if differing:
        raise ConfigError(
            f"the gradebook and the release of {part} differ in {', '.join(differing)}: "
            f"run `autograder build`, then `nbgrader generate_assignment {assignment} --force`"
        )
