"""Feedback pages show sentence, verdict, share and message, and run nothing."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode

from autograder.nbgrader_hooks.converting import load_config
from autograder.nbgrader_hooks.feedback import Feedback, item_html
from autograder.nbgrader_hooks.safe_html import clean_html, render_markdown
from tests.fake_course import autograde, feedback, fill, gradebook, hand_in, solved
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
    for part in ("4.5 of 6 points", "It doubles &lt;x&gt;.", "passed", "timed out", "Mind &lt;the&gt; order.", ">75%<"):
        assert part in html
    assert "  double(&#x27;&lt;script&gt;&#x27;)\n    took long</pre>" in html
    assert "<script" not in html


def test_the_table_survives_cleaning_with_its_words_and_lines() -> None:
    cleaned = clean_html(item_html(FACTS))
    for part in ("<table", 'scope="col"', 'class="autograder-message"', "timed out", "\n    took long"):
        assert part in cleaned


def test_an_unscored_item_says_so_until_a_person_has_scored_it() -> None:
    unscored = {**FACTS, "score": None}
    assert "Not scored yet:" in item_html(unscored)
    assert "Not scored yet:" in item_html(unscored, 0.0)
    assert "3.5 of 6 points</strong>: decided by a person" in item_html(unscored, 3.5)


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (["passed"], "its only test passed"),
        (["failed"], "its only test did not pass"),
        (["passed", "passed"], "all 2 tests passed"),
        (["failed", "passed", "skipped"], "1 of 3 tests passed"),
        (["failed", "timed out"], "none of 2 tests passed"),
    ],
)
def test_the_score_is_said_with_the_tests_that_made_it(verdicts: list[str], said: str) -> None:
    tests = [NotebookNode(sentence="It does.", weight=1, verdict=word, message=None) for word in verdicts]
    assert f"<strong>4.5 of 6 points</strong>: {said}</p>" in item_html({**FACTS, "tests": tests})


def test_a_test_that_earns_a_part_says_which() -> None:
    tests = [
        NotebookNode(sentence="It does.", weight=3, verdict="failed", message="Nearly.", credit=0.5),
        NotebookNode(sentence="It ends.", weight=1, verdict="passed", message=None, credit=0.0),
    ]
    html = item_html({**FACTS, "tests": tests})
    assert "1 of 2 tests passed, but what was right counts" in html
    assert "<td>38% of 75%</td>" in html


def test_an_item_graded_without_its_earlier_ones_says_what_that_spares() -> None:
    assert "their bugs cost nothing here" in item_html(FACTS)
    assert "their bugs cost nothing here" not in item_html({**FACTS, "carried": False})


def test_the_contents_name_each_item_with_its_score(root: Path) -> None:
    hand_in(root, "alice", fill(solved(), triple="def triple(x): pass"))
    autograde(root)
    contents = BeautifulSoup(feedback(root, "alice"), "html.parser").select("#toc li")
    assert [" ".join(entry.get_text().split()) for entry in contents] == [
        "double (Score: 6.0 / 6.0)",
        "triple (Score: 0.0 / 4.0)",
        "why (Score: 0.0 / 5.0)",
    ]


def test_the_contents_lead_to_comments(root: Path) -> None:
    hand_in(root, "alice", fill(solved(), why="It remembers."))
    autograde(root)
    with gradebook(root) as book:
        for name in ("double", "why"):
            book.find_comment(name, "cell", "rnn", "alice").manual_comment = f"see <b>{name}</b>"
        book.db.commit()
    page = BeautifulSoup(feedback(root, "alice"), "html.parser")
    links = page.select("#toc a[href^='#comment-']")
    assert [link["href"] for link in links] == ["#comment-double", "#comment-why"]
    assert all(page.select(f"a[name='{link['href'][1:]}']") for link in links)
    assert len(page.select("#toc li")) == 3


def test_an_item_that_the_grader_could_not_decide_is_not_shown_as_zero(root: Path) -> None:
    hand_in(root, "alice", fill(solved(), double="grader_error"))
    autograde(root)
    page = BeautifulSoup(feedback(root, "alice"), "html.parser")
    assert "double (not scored yet)" in " ".join(page.select_one("#toc").get_text().split())
    assert "Not scored yet: the grader could not decide" in page.select_one(".autograder-report").get_text()


def test_missing_plots_of_experiments_are_explained_once(root: Path) -> None:
    hand_in(root, "alice", solved())
    autograde(root)
    assert "Experiments" not in feedback(root, "alice")
    path = root / "autograded" / "alice" / "rnn" / "cell.ipynb"
    nb = nbformat.read(path, 4)
    for cell in nb.cells:
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata:
            cell.outputs = []
    path.chmod(0o644)
    nbformat.write(nb, path)
    assert feedback(root, "alice").count("Experiments were not rerun") == 1


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
    assert "What follows is the notebook as it was handed out" in page
    assert "Experiments" not in page
    assert page.index("autograder-unusable") < page.index("A cell")


def test_a_note_of_many_lines_stays_in_its_box(root: Path) -> None:
    facts = {"notes": ["first\n\n<b>second</b>"]}
    nb = NotebookNode(cells=[], metadata=NotebookNode(autograder=NotebookNode(facts)))
    nb, _ = Feedback(config=load_config(root)).preprocess(nb, {"nbgrader": {"notebook": "cell"}})
    assert "<li>first &lt;b&gt;second&lt;/b&gt;</li>" in render_markdown(nb.cells[0].source, {})
