"""Runs in ``nbgrader generate_feedback`` after GetGrades: shows each graded cell's report as a table."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import List

from autograder.errors import GraderError
from autograder.handed_in.submission import new_cell
from autograder.nbgrader_hooks.course import KEY, CourseHook

_SIGNS = {"passed": "✓", "manual": "…", "skipped": "–"}
_CARRIED = (
    "Graded with correct versions of the earlier exercises that it uses, in place of yours:"
    " their bugs cost nothing here."
)
_UNDECIDED = "the grader could not decide this exercise. That is no fault of yours; a person will look at it."
_HANDED_OUT = "What follows is the notebook as it was handed out, without your work."
_EXPERIMENTS = "Experiments were not rerun for grading, so their plots are not shown here."
_FIGURE = re.compile(r"(!\[[^\]\n]{0,500}\]\()([\w./-]{1,200}\.svg)(?=[\s)])")


class Feedback(CourseHook, NbGraderPreprocessor):
    """Holds sentence, verdict, share and message of every test; never its name or its source."""

    # HTMLExporter configures this for all preprocessors; one that is not told warns each time
    display_data_priority: Any = List().tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        figures = self._figures(resources["nbgrader"]["notebook"])
        for cell in nb.cells:
            facts = cell.metadata.get(KEY)
            if cell.cell_type == "code" and facts:
                data = NotebookNode({"text/html": item_html(facts, cell.metadata.nbgrader.get("score"))})
                cell.outputs = [NotebookNode(output_type="display_data", metadata=NotebookNode(), data=data)]
            elif cell.cell_type == "markdown":
                cell.source = _FIGURE.sub(lambda match: match[1] + figures.get(match[2], match[2]), cell.source)
        about = _about_html(nb)
        if about:
            nb.cells.insert(0, NotebookNode(new_cell("markdown", about), id="about"))
        return nb, resources

    def _figures(self, notebook: str) -> dict[str, str]:
        """The part's public drawings as data, so that a feedback page is one file that shows everything."""
        try:
            files = self.part(notebook).support_files
        except GraderError:
            return {}
        return {
            name: "data:image/svg+xml;base64," + base64.b64encode(data).decode()
            for name, data in files.items()
            if name.endswith(".svg")
        }


def item_html(facts: Mapping[str, Any], recorded: float | None = None) -> str:
    """One item's report, for a score in the gradebook. Everything is escaped: messages quote what students returned."""
    parts = [f"<p>{_score_html(facts, recorded)}</p>"]
    if facts.get("unusable"):
        parts.append(f"<p>Nothing could be graded: {escape(facts['unusable'])}</p>")
    if facts.get("carried"):
        parts.append(f"<p>{_CARRIED}</p>")
    if facts.get("hint"):
        parts.append(f"<p><strong>Hint:</strong> {escape(facts['hint'])}</p>")
    total = sum(test["weight"] for test in facts["tests"])
    rows = "".join(_row(test, total) for test in facts["tests"])
    if rows:
        head = '<th scope="col">Result</th><th scope="col">Test</th>'
        head += '<th scope="col" title="How much of this exercise\'s points the test decides">Share</th>'
        parts.append(f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
    return '<div class="autograder-report">' + "".join(parts) + "</div>"


def _score_html(facts: Mapping[str, Any], recorded: float | None) -> str:
    if facts["score"] is None and not recorded:
        return f"<strong>Not scored yet:</strong> {_UNDECIDED}"
    score = recorded if facts["score"] is None else facts["score"]
    points = f"<strong>{score:g} of {facts['points']:g} points</strong>"
    if facts["score"] is None:
        return f"{points}: decided by a person"
    passed = sum(test["verdict"] == "passed" for test in facts["tests"])
    in_part = ", but what was right counts" if any(test.get("credit") for test in facts["tests"]) else ""
    return f"{points}: {_counted(passed, len(facts['tests']))}{in_part}" if facts["tests"] else points


def _counted(passed: int, tests: int) -> str:
    if tests == 1:
        return "its only test passed" if passed else "its only test did not pass"
    return f"all {tests} tests passed" if passed == tests else f"{passed or 'none'} of {tests} tests passed"


def _row(test: Mapping[str, Any], total: float) -> str:
    word = test["verdict"]
    kind = "passed" if word == "passed" else "lost"
    message = f'<pre class="autograder-message">{escape(test["message"])}</pre>' if test.get("message") else ""
    share = f"{100 * test['weight'] / total:.0f}%" if total else ""
    if share and test.get("credit"):
        share = f"{100 * test['credit'] * test['weight'] / total:.0f}% of {share}"
    return (
        f'<tr><td class="autograder-{kind}">{_SIGNS.get(word, "✗")}&nbsp;{escape(word)}</td>'
        f"<td>{escape(test['sentence'])}{message}</td><td>{share}</td></tr>"
    )


def _about_html(nb: NotebookNode) -> str:
    """What to know before reading: what was healed, why nothing was graded, which plots are missing."""
    facts = nb.metadata.get(KEY, {})
    if facts.get("unusable"):
        why = f"<p><strong>Your notebook could not be graded:</strong> {_line(facts['unusable'])}.</p>"
        return _box([why, f"<p>{_HANDED_OUT}</p>", *_listed(facts.get("notes", ()))], " autograder-unusable")
    parts = _listed(facts.get("notes", ()))
    if any(_is_experiment(cell) and not cell.outputs for cell in nb.cells):
        parts.append(f"<p>{_EXPERIMENTS}</p>")
    return _box(parts) if parts else ""


def _box(parts: Sequence[str], kind: str = "") -> str:
    return f'<div class="autograder-notes{kind}">' + "".join(parts) + "</div>"


def _listed(notes: Sequence[str]) -> list[str]:
    rows = "".join(f"<li>{_line(note)}</li>" for note in notes)
    return [f"<p><strong>About what you handed in</strong></p><ul>{rows}</ul>"] if rows else []


def _line(text: str) -> str:
    # an empty line would end the HTML block within the markdown
    return escape(" ".join(text.split()))


def _is_experiment(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and bool(cell.source.strip()) and not (is_grade(cell) or is_solution(cell))
