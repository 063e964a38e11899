"""Second step of ``nbgrader autograde``, in place of running the notebook in a kernel: grades it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Dict

from autograder.errors import GraderError
from autograder.handed_in.beside import read_staged
from autograder.handed_in.submission import to_submission
from autograder.keys import submission_digest
from autograder.nbgrader_hooks.course import KEY, CourseHook
from autograder.nbgrader_hooks.safe_html import clean_outputs
from autograder.records import ItemReport, Part, Report, TestResult, Verdict

_FAILED_HERE = "The grader could not decide this item. That is no fault of yours; a person will look at it."


class Executor(CourseHook, NbGraderPreprocessor):
    """Writes each graded cell's report, and a score in the one form that nbgrader cannot misread."""

    reports = Dict(help="Digest of a submission -> its report, computed already and encoded.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        ids = resources["nbgrader"]
        part = self.part(ids["notebook"])
        facts = nb.metadata.get(KEY, {})
        folder = Path(resources["metadata"]["path"])
        report = unusable_report(part) if facts.get("unusable") else self._report(nb, part, ids["student"], folder)
        self.log.info("%s: %s of %s points", ids["student"], report.score, report.max_score)
        for flag in report.flags:
            self.log.warning("%s: to be looked at by a person: %s", ids["student"], flag)
        write_outputs(nb, report)
        write_scores(nb, report, facts.get("unusable"))
        return nb, resources

    def _report(self, nb: NotebookNode, part: Part, student_id: str, folder: Path) -> Report:
        unread = nb.metadata.get(KEY, {}).get("unread", {})
        beside = read_staged(folder, part, self.course().limits, unread)
        submission = to_submission(nb, part, student_id, beside.files, beside.unread)
        found = self.reports.get(submission_digest(submission)) if self.reports else None
        if found:
            return msgspec.msgpack.decode(found, type=Report)
        try:
            return self.grade(submission, part)
        except GraderError:  # not about this submission: nothing can be graded until it is mended
            raise
        except Exception:
            self.log.exception("the grader failed on %s of %s", part.name, student_id)
            return Report(part.name, ())


def unusable_report(part: Part) -> Report:
    """The report on a submission of which nothing could be used: zero, not an unknown."""
    items = [
        ItemReport(
            item.grade_id, item.points, None if item.manual else 0.0, Verdict.MANUAL if item.manual else Verdict.ERROR
        )
        for item in part.items
    ]
    return Report(notebook=part.name, items=tuple(items))


def write_outputs(nb: NotebookNode, report: Report) -> None:
    """Put what the student's cells printed and drew where a person looks for it."""
    for position, cell in enumerate(nb.cells):
        if cell.cell_type == "code":
            cell.outputs = clean_outputs(report.outputs.get(position, ()))
            cell.execution_count = None


def write_scores(nb: NotebookNode, report: Report, unusable: str | None = None) -> None:
    """Fill the graded cells; written answers are left to nbgrader's own rule."""
    reports = {item.grade_id: item for item in report.items}
    for cell in nb.cells:
        if cell.cell_type == "code" and is_grade(cell) and not is_solution(cell):
            name = cell.metadata.nbgrader["grade_id"].removeprefix("test_")
            points = float(cell.metadata.nbgrader["points"])
            item = _trusted(reports.get(name), name, points)
            cell.outputs = _outputs(item, unusable)
            cell.metadata[KEY] = _public(item, unusable)


def _trusted(item: ItemReport | None, name: str, points: float) -> ItemReport:
    """The item's report, or a grader error in place of one that must not become a score."""
    doubtful = ItemReport(name, points, None, Verdict.GRADER_ERROR, tests=item.tests if item else ())
    if item is None or item.score is None or item.verdict is Verdict.GRADER_ERROR:
        return doubtful
    fits = math.isfinite(item.score) and 0 <= item.score <= points and math.isclose(item.points, points)
    return item if fits else doubtful


def _outputs(item: ItemReport, unusable: str | None) -> list[NotebookNode]:
    text = NotebookNode(output_type="stream", name="stdout", text=report_text(item, unusable))
    if item.score is None:
        # An error counts zero in nbgrader, should nothing settle it afterwards: never credit by accident.
        return [
            text,
            NotebookNode(output_type="error", ename="GraderError", evalue=_FAILED_HERE, traceback=[_FAILED_HERE]),
        ]
    score = NotebookNode({"text/plain": repr(float(item.score))})
    return [text, NotebookNode(output_type="execute_result", metadata=NotebookNode(), data=score, execution_count=None)]


def report_text(item: ItemReport, unusable: str | None = None) -> str:
    """An item's report as plain text."""
    if unusable:
        return f"{item.grade_id}: 0 of {item.points:g} points\n\nNothing could be graded: {unusable}\n"
    scored = "not scored yet" if item.score is None else f"{item.score:g} of {item.points:g} points"
    lines = [f"{item.grade_id}: {scored}"]
    if item.carried:
        lines.append("Graded with correct versions of the earlier exercises that it uses, in place of yours.")
    if item.hint:
        lines.append(f"Hint: {item.hint}")
    for test in item.tests:
        lines += ["", f"[{_word_of(test)}] {test.sentence} (weight {test.weight:g})"]
        lines += [f"    {line}" for line in (test.message or "").splitlines()]
    return "\n".join(lines).encode("utf-8", "replace").decode() + "\n"


def _public(item: ItemReport, unusable: str | None) -> NotebookNode:
    """What the feedback may show of an item: no names, no sources."""
    tests = [
        {
            "sentence": test.sentence,
            "weight": test.weight,
            "verdict": _word(test.verdict),
            "message": test.message,
            "credit": test.credit,
        }
        for test in item.tests
    ]
    facts: Mapping[str, Any] = {
        "score": item.score,
        "points": item.points,
        "verdict": _word(item.verdict),
        "carried": item.carried,
        "hint": item.hint,
        "unusable": unusable,
        "tests": tests,
    }
    public: NotebookNode = _scrubbed(facts)
    return public


def _scrubbed(value: Any) -> Any:
    # halves of surrogate pairs in a student's strings cannot be written to a file
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return NotebookNode({key: _scrubbed(inner) for key, inner in value.items()})
    return [_scrubbed(inner) for inner in value] if isinstance(value, list) else value


def _word_of(test: TestResult) -> str:
    return f"{_word(test.verdict)}, but earns {100 * test.credit:.0f}%" if test.credit else _word(test.verdict)


def _word(verdict: Verdict) -> str:
    return verdict.value.replace("_", " ")
