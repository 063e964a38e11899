"""A teaching assistant's evening: formgrader in the course root."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from autograder.config import load_course
from autograder.parts import load_part
from tests.browser.conftest import Open, shoot
from tests.browser.looks import broken_images
from tests.browser.test_feedback import assert_harmless

#: What all parts of the assignment are worth; the class hands in the first alone.
POINTS = sum(load_part(part).max_score for part in load_course().assignments["rnn"].parts)


def row(page: Page, text: str) -> Locator:
    return page.locator("tbody tr", has_text=text)


def test_assignments_are_listed(open_page: Open) -> None:
    page = open_page("formgrader/manage_assignments")
    expect(row(page, "rnn")).to_contain_text("2027-01-31")
    expect(page.locator(".alert-danger, .alert-warning")).to_have_count(0)


def test_autograde_button_grades_one_student(open_page: Open, course: Path) -> None:
    page = open_page("formgrader/manage_submissions/rnn")
    expect(row(page, "ada")).to_contain_text(f"45 / {POINTS:g}")
    expect(row(page, "zoe")).to_contain_text("needs autograding")
    row(page, "zoe").locator(".autograde a").click()
    expect(page.locator(".modal-title")).to_have_text("Success", timeout=60_000)
    shoot(page, "autograde-button-dialog")
    page.locator(".modal-footer button").last.click()
    expect(row(page, "zoe")).to_contain_text(f"39 / {POINTS:g}")
    expect(row(page, "bob")).to_contain_text(f"38 / {POINTS:g}")
    assert (course / "autograded" / "zoe" / "rnn" / "rnn_cell.ipynb").is_file()


def test_submission_shows_reports_and_runs_nothing(open_page: Open) -> None:
    page = open_page("formgrader/manage_submissions/rnn")
    row(page, "mallory").get_by_role("link", name="None, None").click()
    page.get_by_role("link", name="rnn_cell").click()
    page.locator("#test_rnn_cell_forward").wait_for()
    expect(page.locator(".output_text", has_text="[failed]").first).to_be_visible()
    score = page.locator("#test_rnn_cell_forward")
    expect(score).to_have_attribute("placeholder", "3")
    assert broken_images(page, "img[src*='figures/']") == []
    assert_harmless(page)
