"""Hands the mark schemes of a part to formgrader's page, which shows each below its question's answer.

They travel beside the notebook, never in it: nothing that a student hands in can take their place, and
nothing that nbgrader writes holds them.
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

from autograder.errors import GraderError
from autograder.nbgrader_hooks.course import CourseHook

#: Key in the resources, which the template reads.
SCHEMES = "mark_schemes"
PROBLEM = "mark_scheme_problem"


class MarkScheme(CourseHook, NbGraderPreprocessor):
    """Only formgrader's exporter runs this; of its pages, only those that show a submission."""

    # HTMLExporter configures this for all preprocessors; one that is not told warns each time
    display_data_priority: Any = List().tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        resources[SCHEMES], resources[PROBLEM] = {}, ""
        if "submission_id" in resources:
            try:
                resources[SCHEMES] = self.rubrics(resources["notebook_id"])
            except GraderError as error:  # the answers can still be read and graded
                self.log.warning("no mark scheme for %s: %s", resources["notebook_id"], error)
                resources[PROBLEM] = str(error)
        return nb, resources
