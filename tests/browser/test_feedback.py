"""What a student reads after grading, from the file that was handed back."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, environment
from tests.browser.looks import broken_images, cut_off, faint_text, padding

REPORT = ".autograder-report"


def page_of(course: Path, student_id: str) -> Path:
    return course / "feedback" / student_id / "rnn" / "rnn_cell.html"


@pytest.fixture(scope="module")
def unusable(course: Path) -> Path:
    """The feedback page of a student who handed in something else than a notebook."""
    file = course / "submitted" / "nina" / "rnn" / "rnn_cell.ipynb"
    file.parent.mkdir(parents=True)
    file.write_text("{")
    for step in ("autograde", "generate_feedback"):
        command = [sys.executable, "-m", "nbgrader", step, "rnn", "--student", "nina"]
        subprocess.run(command, cwd=course, env=environment(course), check=True, capture_output=True)
    return page_of(course, "nina")


def test_each_lost_point_is_explained(course: Path, open_page: Open, scheme: str) -> None:
    page = open_page(page_of(course, "bob"), scheme)
    expect(page.locator("h4")).to_have_text("rnn_cell (Score: 38.0 / 45.0)")
    report = page.locator(REPORT).nth(1)
    expect(report).to_contain_text("3 of 10 points: 2 of 5 tests passed")
    expect(report.locator("th")).to_have_text(["Result", "Test", "Share"])
    shares = report.locator("td:last-child").all_inner_texts()
    assert sum(int(share.removesuffix("%")) for share in shares) == 100
    failed = report.locator("tr", has_text="failed").first
    expect(failed).to_contain_text("Each step starts from the state of the step before")
    expect(failed.locator("pre")).to_contain_text("it should be")
    expect(failed.locator("pre")).to_contain_text("rnn_forward(x, a0, parameters)")
    expect(report.locator("tr", has_text="passed")).not_to_have_count(0)
    assert "def test_" not in page.content()
    failed.scroll_into_view_if_needed()


def test_report_is_readable(course: Path, open_page: Open, scheme: str) -> None:
    page = open_page(page_of(course, "bob"), scheme)
    assert faint_text(page, "body") == []
    assert broken_images(page) == []
    assert cut_off(page, f"{REPORT}, .rendered_html") == []
    for part in ("pre", "td"):
        assert min(padding(page, f"{REPORT} {part}")) >= 4
    expect(page.locator(".prompt")).to_have_count(0)


def test_contents_lead_to_each_item(course: Path, open_page: Open) -> None:
    page = open_page(page_of(course, "bob"))
    expect(page.locator("#toc li")).to_have_text(
        [
            "rnn_cell_forward (Score: 10.0 / 10.0)",
            "rnn_forward (Score: 3.0 / 10.0)",
            "rnn_cell_backward (Score: 12.0 / 12.0)",
            "rnn_backward (Score: 13.0 / 13.0)",
        ]
    )
    page.locator("#toc").get_by_role("link", name="rnn_forward", exact=True).click()
    expect(page.get_by_text("Grade cell: test_rnn_forward")).to_be_in_viewport()


def test_stuck_leads_to_the_hints_and_they_look_as_if_they_open(course: Path, open_page: Open) -> None:
    page = open_page(page_of(course, "bob"))
    page.get_by_role("link", name="Stuck?").first.click()
    expect(page.get_by_role("heading", name="If you are stuck", exact=True)).to_be_in_viewport()
    hint = page.locator("details", has_text="rnn_cell_forward").first
    expect(hint.locator("summary")).to_have_css("display", "list-item")
    expect(hint.locator("li").first).to_be_hidden()
    hint.locator("summary").click()
    expect(hint.locator("li").first).to_be_visible()
    assert "¶" not in page.inner_text("body")


def test_page_says_once_that_experiments_were_not_rerun(course: Path, open_page: Open) -> None:
    page = open_page(page_of(course, "bob"))
    expect(page.get_by_text("Experiments were not rerun for grading")).to_have_count(1)
    expect(page.get_by_text("Experiments were not rerun for grading")).to_be_in_viewport()


def test_full_marks_read_as_such(course: Path, open_page: Open) -> None:
    page = open_page(page_of(course, "ada"))
    points = re.compile(r"(\d+) of \1 points: all \d tests passed")
    expect(page.locator(REPORT).filter(has_text=points)).to_have_count(4)
    expect(page.get_by_text("failed")).to_have_count(0)
    page.locator(REPORT).first.scroll_into_view_if_needed()


def test_bugs_of_earlier_exercises_are_said_to_cost_nothing(course: Path, open_page: Open) -> None:
    page = open_page(page_of(course, "mallory"))
    carried = page.locator(REPORT).filter(has_text="their bugs cost nothing here")
    expect(carried.first).to_contain_text("10 of 10 points: all 5 tests passed")


def test_unusable_page_begins_with_the_reason(unusable: Path, open_page: Open, scheme: str) -> None:
    page = open_page(unusable, scheme)
    note = page.locator(".autograder-notes")
    expect(note).to_contain_text("Your notebook could not be graded: rnn_cell.ipynb: the file is not valid JSON")
    expect(note).to_be_in_viewport()
    assert min(padding(page, ".autograder-notes")) >= 4
    assert faint_text(page, "body") == []
    expect(page.locator(REPORT, has_text="0 of 10 points")).to_have_count(2)
    expect(page.get_by_text("Experiments were not rerun")).to_have_count(0)
    expect(page.locator("#toc li")).to_have_count(4)


def test_student_sees_the_plots_of_their_answers(course: Path, open_page: Open) -> None:
    page = open_page(page_of(course, "ada"))
    expect(page.locator("h4")).to_contain_text("Score: 45.0 / 45.0")
    expect(page.locator("img[src^='data:image/png']")).to_have_count(1)
    assert broken_images(page) == []


def test_nothing_that_a_student_wrote_runs(course: Path, open_page: Open) -> None:
    page = open_page(page_of(course, "mallory"))
    assert_harmless(page)
    expect(page.locator(REPORT)).to_have_count(4)


def assert_harmless(page: Page) -> None:
    """Mallory's note is shown, as text; none of it has run, and the page around it is whole."""
    expect(page.get_by_role("heading", name="A note to my grader")).to_have_count(2)  # in a text, and as an output
    for link in page.get_by_text("my homepage").all():
        link.click()
    page.wait_for_timeout(300)  # images that fail to load report it late
    assert page.evaluate("document.documentElement.dataset.canary ?? 'silent'") == "silent"
    assert page.locator("iframe, [onerror], [onload], [ontoggle], [href^='javascript']").count() == 0
    expect(page.locator("table").first).to_be_visible()
    page.get_by_text("my homepage").first.scroll_into_view_if_needed()
