"""Runs after nbgrader's SaveAutoGrades, and says what its rule of scores has no word for."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_solution

from autograder.handed_in.submission import MISSING_SOURCE
from autograder.nbgrader_hooks.course import KEY, CourseHook
from autograder.nbgrader_hooks.gradebook import (
    GRADER_FAILED,
    MISSING_ANSWER,
    NOTHING_GRADED,
    comment_on,
    withhold_score,
)


class Settle(CourseHook, NbGraderPreprocessor):
    """A grader error becomes a score that is withheld; what was missing gets an automatic comment."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        ids = resources["nbgrader"]
        where = (ids["notebook"], ids["assignment"], ids["student"])
        failed = [cell.metadata.nbgrader["grade_id"] for cell in nb.cells if _grader_failed(cell)]
        if failed:
            items = ", ".join(name.removeprefix("test_") for name in failed)
            self.log.error(
                "%s: the grader could not decide %s of %s: left without a score; a person must look",
                ids["student"],
                items,
                ids["notebook"],
            )
        comments = _comments(nb, failed)
        if failed or comments:
            with self.gradebook(resources) as gradebook:
                for grade_id in failed:
                    withhold_score(gradebook, grade_id, *where)
                comment_on(gradebook, comments, *where)
        return nb, resources


def _grader_failed(cell: NotebookNode) -> bool:
    facts = cell.metadata.get(KEY)
    return bool(facts) and facts.get("score") is None


def _comments(nb: NotebookNode, failed: list[str]) -> dict[str, str]:
    unusable = nb.metadata.get(KEY, {}).get("unusable")
    comments = {}
    for cell in nb.cells:
        if not is_solution(cell):
            continue
        name = cell.metadata.nbgrader["grade_id"]
        if unusable:
            comments[name] = NOTHING_GRADED + unusable
        elif f"test_{name}" in failed:
            comments[name] = GRADER_FAILED
        elif cell.source.strip() == MISSING_SOURCE:
            comments[name] = MISSING_ANSWER
    return comments
