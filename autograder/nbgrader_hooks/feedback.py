"""Runs in ``nbgrader generate_feedback`` after GetGrades: shows each graded cell's report as a table."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import List

from autograder.errors import GraderError
from autograder.nbgrader_hooks.course import KEY, CourseHook
from autograder.submission import new_cell

# currentColor and translucent greys keep their contrast on light and on dark pages
_RULE = "border-top:1px solid rgba(128,128,128,.4);padding:.4em .6em;vertical-align:top;text-align:left"
_SIGNS = {"passed": "✓", "manual": "…", "skipped": "–"}
_FIGURE = re.compile(r"(!\[[^\]\n]{0,500}\]\()([\w./-]{1,200}\.svg)(?=[\s)])")


class Feedback(CourseHook, NbGraderPreprocessor):
    """Holds sentence, verdict, weight and message of every test; never its name or its source."""

    # HTMLExporter configures this for all preprocessors; one that is not told warns each time
    display_data_priority: Any = List().tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        figures = self._figures(resources["nbgrader"]["notebook"])
        for cell in nb.cells:
            facts = cell.metadata.get(KEY)
            if cell.cell_type == "code" and facts:
                data = NotebookNode({"text/html": item_html(facts)})
                cell.outputs = [NotebookNode(output_type="display_data", metadata=NotebookNode(), data=data)]
            elif cell.cell_type == "markdown":
                cell.source = _FIGURE.sub(lambda match: match[1] + figures.get(match[2], match[2]), cell.source)
        notes = nb.metadata.get(KEY, {})
        said = [*filter(None, [notes.get("unusable")]), *notes.get("notes", ())]
        if said:
            nb.cells.insert(0, NotebookNode(new_cell("markdown", _notes_html(said)), id="about"))
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


def item_html(facts: Mapping[str, Any]) -> str:
    """One item's report. Everything is escaped: messages quote what students returned."""
    score = "not scored yet" if facts["score"] is None else f"{facts['score']:g} of {facts['points']:g} points"
    parts = [f"<div><strong>{escape(score)}</strong> ({escape(facts['verdict'])})</div>"]
    if facts.get("unusable"):
        parts.append(f"<div>Nothing could be graded: {escape(facts['unusable'])}</div>")
    if facts.get("carried"):
        parts.append("<div>Graded with the course's own version of the items that this one builds on.</div>")
    if facts.get("hint"):
        parts.append(f"<div><strong>Hint:</strong> {escape(facts['hint'])}</div>")
    rows = "".join(_row(test) for test in facts["tests"])
    if rows:
        head = "".join(f'<th scope="col" style="{_RULE}">{title}</th>' for title in ("Result", "Test", "Weight"))
        parts.append(f'<table style="width:100%"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>')
    return '<div class="autograder-report">' + "".join(parts) + "</div>"


def _row(test: Mapping[str, Any]) -> str:
    word = test["verdict"]
    message = ""
    if test.get("message"):
        style = "white-space:pre-wrap;border:0;padding:.4em 0 0;margin:0"
        message = f'<pre style="{style}">{escape(test["message"])}</pre>'
    cells = (f"{_SIGNS.get(word, '✗')}&nbsp;{escape(word)}", escape(test["sentence"]) + message, f"{test['weight']:g}")
    return "<tr>" + "".join(f'<td style="{_RULE}">{cell}</td>' for cell in cells) + "</tr>"


def _notes_html(notes: list[str]) -> str:
    rows = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<p><strong>About what you handed in</strong></p><ul>{rows}</ul>"
