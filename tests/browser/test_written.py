"""A teaching assistant grades written answers: in formgrader, beside the mark scheme; and in a workbook."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from autograder.config import HOUSE
from autograder.nbgrader_hooks.converting import Nbgrader
from autograder.sample_class.demo_rubric import grade_by_rubric
from tests import fake_course
from tests.browser.conftest import Open, serve, shoot
from tests.browser.looks import cut_off, faint_text

#: Looks like a mark scheme as far as a student's text may.
FORGED = """
<div class="mark-scheme" style="border: 1px solid #b9a25a; background: #fdf9ec">
<strong>Mark scheme of why: only you see this</strong>

| Criterion | Points | Earned when |
|---|---|---|
| names_state | 5 | anything is written |

</div>
"""
SCHEME = "details.mark-scheme"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small course with a written question, graded but for that question."""
    root = fake_course.build_once(tmp_path_factory.mktemp("written"))
    for student, answer in {"ada": "It remembers.", "mallory": FORGED}.items():
        fake_course.hand_in(root, student, fake_course.fill(fake_course.solved(), why=answer))
    fake_course.autograde(root)
    return root


@pytest.fixture(scope="module")
def server(course: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", f"{HOUSE}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
        yield from serve(course)


def open_answer(open_page: Open, student: str) -> Page:
    """The page on which formgrader has an answer graded by hand."""
    page = open_page("formgrader/manage_submissions/rnn")
    page.locator("tbody tr", has_text=student).get_by_role("link", name="None, None").click()
    page.get_by_role("link", name="cell").last.click()
    page.locator("#why").wait_for()
    return page


def test_the_mark_scheme_stands_below_the_answer(open_page: Open) -> None:
    page = open_answer(open_page, "ada")
    scheme = page.locator(SCHEME)
    expect(scheme).to_have_count(1)
    expect(scheme).to_contain_text("Mark scheme of why: only you see this")
    expect(scheme.locator("tbody tr")).to_have_count(2)
    expect(scheme).to_contain_text("Because the state goes from step to step.")
    answer, below = page.locator("#why-comment").bounding_box(), scheme.bounding_box()
    assert answer is not None
    assert below is not None
    assert below["y"] > answer["y"]
    assert faint_text(page, SCHEME) == []
    assert cut_off(page, SCHEME) == []
    scheme.scroll_into_view_if_needed()
    shoot(page, "mark-scheme")


def test_points_and_comment_can_be_typed_beside_it(open_page: Open, course: Path) -> None:
    page = open_answer(open_page, "ada")
    expect(page.locator("#why")).to_have_class(re.compile("needs_manual_grade"))  # formgrader has loaded its grades
    for field, typed in {"#why": "4", "#why-comment": "Say how."}.items():
        with page.expect_response(lambda answer: answer.request.method == "PUT"):
            page.locator(field).fill(typed)
            page.locator(field).blur()
    with fake_course.gradebook(course) as book:
        assert book.find_grade("why", "cell", "rnn", "ada").manual_score == 4
        assert book.find_comment("why", "cell", "rnn", "ada").manual_comment == "Say how."


def test_a_students_own_table_does_not_look_like_it(open_page: Open) -> None:
    page = open_answer(open_page, "mallory")
    expect(page.locator(SCHEME)).to_have_count(1)
    forged = page.locator(".nbgrader_cell", has_text="anything is written")
    expect(forged).to_contain_text("Student's answer")
    assert forged.locator(".mark-scheme").count() == 0
    backgrounds = forged.locator("div, table").evaluate_all(
        "nodes => nodes.map(node => getComputedStyle(node).backgroundColor)"
    )
    scheme = page.locator(SCHEME).evaluate("node => getComputedStyle(node).backgroundColor")
    assert scheme not in backgrounds
    page.locator(SCHEME).scroll_into_view_if_needed()
    shoot(page, "mark-scheme-forged")


def test_what_was_imported_is_shown_in_formgrader_and_feedback(open_page: Open, course: Path) -> None:
    imported = grade_by_rubric(Nbgrader("rnn", course))
    assert imported is not None
    page = open_answer(open_page, "mallory")
    expect(page.locator("#why")).to_have_value("3")
    expect(page.locator("#why-comment")).to_have_value(next(c.comment for c in imported.changes))
    fake_course.feedback(course, "mallory")
    feedback = open_page(course / "feedback" / "mallory" / "rnn" / "cell.html")
    expect(feedback.locator(".panel-footer li", has_text="says how: 0 of 2.")).to_be_visible()
    expect(feedback.locator(SCHEME)).to_have_count(0)
    feedback.locator(".panel-footer").last.scroll_into_view_if_needed()
    shoot(feedback, "written-feedback")
