"""The drawings of the part char_lm: readable, described, deterministic, and true."""

import io
import re
import sys
from pathlib import Path

import matplotlib
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # figures is a folder of the course, not an installed package

from figures.char_lm import FIGURES
from figures.drawing import overlapping_texts

ROOT = Path(__file__).parents[2]
every_figure = pytest.mark.parametrize("name", FIGURES)


def texts(name):
    return [text.get_text() for axes in FIGURES[name]().axes for text in axes.texts]


def svg(name):
    with matplotlib.rc_context({"svg.hashsalt": "fixed"}):
        file = io.StringIO()
        FIGURES[name]().savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


@every_figure
def test_no_text_meets_another_or_leaves_the_page(name):
    assert overlapping_texts(FIGURES[name]()) == []


@every_figure
def test_the_docstring_gives_a_title_and_a_description(name):
    title, blank, *description = FIGURES[name].__doc__.strip().splitlines()
    assert title
    assert not blank
    assert len(" ".join(description).split()) >= 20


@every_figure
def test_text_is_readable_at_half_size(name):
    assert min(text.get_fontsize() for axes in FIGURES[name]().axes for text in axes.texts if text.get_text()) >= 11


@every_figure
def test_the_same_drawing_gives_the_same_bytes(name):
    assert svg(name) == svg(name)


def test_the_notebook_shows_each_figure_with_alt_text_and_no_other():
    source = (ROOT / "source" / "char_lm.py").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]*)\]\(figures/char_lm_(\w+)\.svg\)", source)
    assert {name for _, name in shown} == set(FIGURES)
    assert all(len(alt.split()) >= 15 for alt, _ in shown)


def test_the_targets_are_the_inputs_one_step_later():
    words = texts("training")
    letters = [word for word in words if word in ("None", "z", "i", "n", "c", "newline")]
    assert letters[::2] == ["None", "z", "i", "n", "c"]
    assert letters[1::2] == ["z", "i", "n", "c", "newline"]
