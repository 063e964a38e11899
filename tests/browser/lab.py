"""What a student does in JupyterLab: open a notebook, run all of it, look around."""

from __future__ import annotations

from playwright.sync_api import Page, expect

CELL = ".jp-Notebook .jp-Cell"
CODE = ".jp-Notebook .jp-CodeCell"


def url(folder: str) -> str:
    """The path that opens the notebook of a desk, with nothing else on the screen."""
    return f"lab/workspaces/{folder}/tree/desk/{folder}/rnn_cell.ipynb"


def wait_until_ready(page: Page) -> None:
    """The notebook is on the screen, its pictures are loaded, its kernel waits for work."""
    page.locator(CELL).last.wait_for(state="attached", timeout=60_000)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Python 3 (ipykernel) | Idle", timeout=60_000)
    page.wait_for_function("[...document.querySelectorAll('.jp-Notebook img')].every(image => image.complete)")


def run_all(page: Page) -> None:
    """Run > Run All Cells, and wait for the end."""
    page.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
    prompts = page.locator(f"{CODE} .jp-InputPrompt")
    expect(prompts.first).to_have_text("[1]:", timeout=60_000)
    expect(prompts.filter(has_text="*")).to_have_count(0, timeout=120_000)


def prompt(page: Page, text: str) -> str:
    """The prompt of the first code cell that holds this text."""
    return page.locator(CODE, has_text=text).first.locator(".jp-InputPrompt").inner_text()
