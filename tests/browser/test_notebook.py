"""A student's first hour: the release and a solved notebook in JupyterLab, in both themes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import lab
from tests.browser.conftest import Open, shoot
from tests.browser.looks import broken_images, corner_colours, faint_text

WHITE = [255, 255, 255, 255]
TEXT = ".jp-Notebook .jp-RenderedMarkdown, .jp-Notebook .jp-OutputArea-output"
DRAWINGS = ".jp-Notebook .jp-RenderedMarkdown img"
# A check of a way back calls the way forward first.
UNWRITTEN = [
    f"Check failed. {name}: it, or an exercise that it calls, is not written yet."
    " Next: fill in the cell with YOUR CODE HERE, run it, then run this cell again."
    for name in ("rnn_cell_forward", "rnn_forward", "rnn_cell_forward", "rnn_forward")
]
PLOTS = ".jp-Notebook .jp-OutputArea-output.jp-RenderedImage img"


@pytest.fixture
def fresh(open_page: Open, scheme: str) -> Page:
    page = open_page(lab.url(f"fresh-{scheme}"), scheme)
    lab.wait_until_ready(page)
    return page


@pytest.fixture
def solved(open_page: Open, scheme: str) -> Page:
    page = open_page(lab.url(f"solved-{scheme}"), scheme)
    lab.wait_until_ready(page)
    return page


def test_release_opens_ready_to_work(fresh: Page, scheme: str) -> None:
    expect(fresh.locator(".jp-Dialog")).to_have_count(0)  # "Select Kernel" would be one
    expect(fresh.locator("body")).to_have_attribute("data-jp-theme-light", "true" if scheme == "light" else "false")
    assert broken_images(fresh, DRAWINGS) == []
    assert corner_colours(fresh, DRAWINGS) == [WHITE] * 3
    assert fresh.locator(".jp-Notebook mjx-container").count() >= 10
    assert "$$" not in fresh.locator(".jp-Notebook").inner_text()
    assert faint_text(fresh, TEXT) == []


def test_run_all_reaches_the_end_with_a_friendly_message_at_each_check(fresh: Page) -> None:
    lab.run_all(fresh)
    assert lab.prompt(fresh, "plt.subplots") == "[2]:"
    assert corner_colours(fresh, PLOTS) == [WHITE]
    failed = fresh.locator(".jp-Notebook .jp-OutputArea-output", has_text="Check failed.")
    expect(failed).to_have_text(UNWRITTEN)
    expect(fresh.locator(".jp-Notebook")).to_contain_text("0 of 4 pass. Next: rnn_cell_forward")
    assert faint_text(fresh, TEXT) == []
    failed.first.scroll_into_view_if_needed()


def test_stuck_leads_to_the_hints_and_they_open(fresh: Page) -> None:
    fresh.get_by_role("link", name="Stuck?").last.click()
    hint = fresh.locator("details", has_text="rnn_backward").last
    expect(hint).to_be_in_viewport()
    hint.locator("summary").click()
    expect(hint.locator("li").first).to_be_visible()


def test_solved_notebook_passes_and_shows_its_plots(solved: Page, scheme: str) -> None:
    lab.run_all(solved)
    expect(solved.locator(".jp-Notebook")).to_contain_text("4 of 4 pass. All done.")
    assert corner_colours(solved, PLOTS) == [WHITE] * 3
    assert faint_text(solved, TEXT) == []
    for number in range(3):
        plot = solved.locator(PLOTS).nth(number)
        plot.scroll_into_view_if_needed()
        shoot(solved, f"plot-{number}[{scheme}]")
