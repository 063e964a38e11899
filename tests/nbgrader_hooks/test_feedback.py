"""Feedback pages show sentence, verdict, weight and message, and run nothing."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode

from autograder.nbgrader_hooks.feedback import item_html
from autograder.nbgrader_hooks.safe_html import clean_html
from tests.fake_course import autograde, feedback, fill, hand_in, solved
from tests.nbgrader_hooks.test_safe_html import dangers

FACTS = NotebookNode(
    score=4.5,
    points=6.0,
    verdict="timed out",
    carried=True,
    hint="Mind <the> order.",
    unusable=None,
    tests=[
        NotebookNode(sentence="It doubles <x>.", weight=3, verdict="passed", message=None),
        NotebookNode(sentence="It ends.", weight=1, verdict="timed out", message="  double('<script>')\n    took long"),
    ],
)


def test_an_items_report_is_a_table_of_escaped_words() -> None:
    html = item_html(FACTS)
    for part in ("4.5 of 6 points", "It doubles &lt;x&gt;.", "passed", "timed out", "Mind &lt;the&gt; order.", ">3<"):
        assert part in html
    assert "  double(&#x27;&lt;script&gt;&#x27;)\n    took long</pre>" in html
    assert "<script" not in html


def test_the_table_survives_cleaning_with_its_words_and_lines() -> None:
    cleaned = clean_html(item_html(FACTS))
    for part in ("<table", 'scope="col"', "white-space", "border-top", "timed out", "\n    took long"):
        assert part in cleaned


def test_an_unscored_item_says_so() -> None:
    assert "not scored yet" in item_html({**FACTS, "score": None})


def test_a_feedback_page_tells_and_does_not_run(root: Path) -> None:
    why = (
        "**bold** $a_{t}$\n\n<script>alert('md')</script>\n\n[x](javascript:alert('link'))\n\n| a |\n|---|\n| 1 |\n"
        "\n<img src=x onerror=alert('img')>\n\n<svg onload=alert('svg')></svg>"
    )
    hand_in(root, "alice", fill(solved(), triple="def triple(x): pass", why=why), "<b>mine.ipynb")
    autograde(root)
    page = feedback(root, "alice")
    for part in (
        "double multiplies.",
        "triple(2) returned &lt;b&gt;None&lt;/b&gt;",
        "✗",
        "failed",
        "passed",
        "<strong>bold</strong>",
        "$a_{t}$",
        "<td>1</td>",
        "<b>bold</b>",
        "&lt;b&gt;mine.ipynb was recognised as cell.ipynb",
        "data:image/svg+xml;base64,",
        "Score: 6.0 / 6.0",
    ):
        assert part in page, part
    assert "hidden_name" not in page
    assert dangers(page.split("<body", 1)[1]) == []


def test_plots_are_shown(root: Path) -> None:
    hand_in(root, "alice", solved())
    autograde(root)
    nb_path = root / "autograded" / "alice" / "rnn" / "cell.ipynb"
    nb_path.chmod(0o644)
    text = nb_path.read_text()
    nb_path.write_text(text.replace('"<b>bold</b>alert(1)"', '"<i>x</i>"').replace('"text/html"', '"text/nothing"'))
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in feedback(root, "alice")


def test_an_unusable_submission_gets_a_page_that_says_why(root: Path) -> None:
    hand_in(root, "alice", b"{")
    autograde(root)
    page = feedback(root, "alice")
    assert "the file is not valid JSON, so it is no notebook (line 1)" in page
    assert "0 of 6 points" in page
