"""The drawings of the part rnn_layer: readable, described, deterministic, and true."""

import io
import re
import sys
from pathlib import Path

import matplotlib
import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[2]))  # figures is a folder of the course, not an installed package

from figures.drawing import overlapping_texts
from figures.rnn_layer import FIGURES
from solutions.rnn_layer import RNN, RNNLayer

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
    source = (ROOT / "source" / "rnn_layer.py").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]*)\]\(figures/rnn_layer_(\w+)\.svg\)", source)
    assert {name for _, name in shown} == set(FIGURES)
    assert all(len(alt.split()) >= 15 for alt, _ in shown)


def test_each_state_hears_its_own_loss_where_all_steps_count():
    words = texts("roads")
    assert words.count("loss") == 1 + 4
    roads = ["no step", "1 step", "2 steps", "3 steps"]
    assert [word for word in words if word.startswith("to h0")] == [f"to h0: {road}" for road in roads]


def test_the_shapes_are_those_of_the_layer():
    B, T, D, H, L = 5, 7, 2, 3, 4
    sizes = {"B": B, "T": T, "D": D, "H": H, "L": L}
    x = torch.randn(B, T, D)
    named = {"x": x, **dict(zip(("all_h", "last_h"), RNNLayer(D, H)(x)))}
    named |= dict(zip(("last_layer_h", "last_step_h"), RNN(D, H, L)(x)))
    drawn = re.findall(r"(\w+)\s+\(([A-Z, ]+)\)", " ".join([*texts("layer"), *texts("stack")]))
    assert {name for name, _ in drawn} >= set(named)
    for name, letters in drawn:
        if name in named:
            assert tuple(named[name].shape) == tuple(sizes[letter] for letter in letters.split(", ")), name
