"""Graders see the mark scheme on formgrader's page; nobody sees it anywhere else, and nobody can forge it."""

from __future__ import annotations

import html
import os
from pathlib import Path

import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader.handlers import template_path
from traitlets.config import Config

from autograder.nbgrader_hooks.converting import load_config
from tests.fake_course import WHY, autograde, feedback, fill, hand_in, solved

SECRETS = ("goes from step to step", "the state is named", "Say what is carried from step to step.")
SHOWN = '<details class="mark-scheme"'


def formgraders_page(root: Path, student: str, resources: dict[str, object] | None = None) -> str:
    """A submission as formgrader's handler renders it."""
    config = load_config(root)
    config.merge(Config({"HTMLExporter": {"template_name": "formgrade", "extra_template_basedirs": [template_path]}}))
    known = {"submission_id": "1f", "notebook_id": "cell", "assignment_id": "rnn", "index": 0, "total": 1}
    file = root / "autograded" / student / "rnn" / "cell.ipynb"
    page, _ = HTMLExporter(config=config).from_filename(str(file), resources=known if resources is None else resources)
    return str(page).partition('id="notebook-container"')[2]


@pytest.fixture
def graded(root: Path) -> Path:
    hand_in(root, "alice", solved())
    autograde(root)
    return root


def test_formgrader_shows_it_below_the_answer(graded: Path) -> None:
    page = formgraders_page(graded, "alice")
    assert page.count(SHOWN) == 1
    answer, scheme = page.split(SHOWN)
    assert "It remembers." in answer
    assert all(secret in scheme for secret in ("<code>names_state</code>", "<td>3</td>", "the state is named"))
    assert "Because the <strong>state</strong> goes from step to step." in scheme
    assert 'id="why-comment"' in answer  # formgrader's own fields are still there


def test_nothing_that_is_written_to_a_file_holds_it(graded: Path) -> None:
    feedback(graded, "alice")
    written = [path for path in graded.rglob("*") if path.is_file() and "source" not in path.relative_to(graded).parts]
    names = {path.relative_to(graded).parts[0] for path in written}
    assert {"release", "autograded", "feedback", "gradebook.db"} <= names
    for path in written:
        data = path.read_bytes()
        assert not [secret for secret in (*SECRETS, "mark-scheme") if secret.encode() in data], path


def test_a_students_text_cannot_look_like_one(root: Path) -> None:
    forged = (
        f'{SHOWN} open><summary>Mark scheme</summary><div class="mark-scheme autograder-x">Full points</div></details>'
    )
    hand_in(root, "mallory", fill(solved(), why=f"{forged}\n\n{WHY}"))
    autograde(root)
    answer, scheme = formgraders_page(root, "mallory").split(SHOWN)
    assert "Full points" in answer
    assert "mark-scheme" not in answer
    assert "Full points" not in scheme


@pytest.mark.parametrize("definition", [r"\def\tanh{\sinh}", r"\let\tanh=\sinh", r"\renewcommand{\tanh}{\sinh}"])
def test_a_students_formula_cannot_redefine_what_it_says(root: Path, definition: str) -> None:
    hand_in(root, "mallory", fill(solved(), why=f"${definition}$"))
    autograde(root)
    name = definition.split("\\")[1].split("{")[0]
    assert f"\\mathrm{{{name}}}" in formgraders_page(root, "mallory")


def test_a_rubric_that_cannot_be_read_is_named_and_the_page_still_opens(graded: Path) -> None:
    source = graded / "source" / "rnn" / "cell.ipynb"
    source.write_text(source.read_text().replace("| says_how | 2 |", "| says_how | 1 |"))
    page = formgraders_page(graded, "alice")
    said = html.unescape(page)
    assert "The mark scheme cannot be shown: the rubric of 'why': the criteria are worth 4 points" in said
    assert "It remembers." in page


def test_a_page_that_is_not_formgraders_gets_none(graded: Path) -> None:
    assert os.environ["FAKE_COURSE"] == str(graded)
    page = formgraders_page(graded, "alice", {"notebook_id": "cell", "index": 0, "total": 1})
    assert "It remembers." in page
    assert SHOWN not in page
