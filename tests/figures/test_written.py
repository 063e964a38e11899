"""The drawings of the part written: readable, described, deterministic, and true."""

import io
import re
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.patches import Circle, FancyBboxPatch

sys.path.insert(0, str(Path(__file__).parents[2]))  # figures is a folder of the course, not an installed package

from figures.drawing import overlapping_texts
from figures.written import FIGURES

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
def test_no_text_reaches_into_a_box_or_circle_of_another(name):
    figure = FIGURES[name]()
    figure.canvas.draw()
    axes = figure.axes[0]
    shapes = [patch.get_window_extent() for patch in axes.patches if isinstance(patch, FancyBboxPatch | Circle)]
    for text in axes.texts:
        span = text.get_window_extent()
        met = [shape for shape in shapes if shape.overlaps(span)]
        assert all(shape.contains(*corner) for shape in met for corner in span.corners()), text.get_text()


@every_figure
def test_the_docstring_gives_a_title_and_a_description(name):
    title, blank, *description = FIGURES[name].__doc__.strip().splitlines()
    assert title and not blank
    assert len(" ".join(description).split()) >= 20


@every_figure
def test_text_is_readable_at_half_size(name):
    assert min(text.get_fontsize() for axes in FIGURES[name]().axes for text in axes.texts if text.get_text()) >= 11


@every_figure
def test_the_same_drawing_gives_the_same_bytes(name):
    assert svg(name) == svg(name)


def test_the_notebook_shows_each_figure_with_alt_text_and_no_other():
    source = (ROOT / "source" / "written.py").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]*)\]\(figures/written_(\w+)\.svg\)", source)
    assert {name for _, name in shown} == set(FIGURES)
    assert all(len(alt.split()) >= 15 for alt, _ in shown)


def test_the_gradient_on_the_two_steps_agrees_with_a_numeric_derivative():
    def loss(W_h):
        first = W_h * 1 + 0.1 * 10
        return (2 * first - 5) ** 2 + (2 * (W_h * first + 0.1 * 10) - 5) ** 2

    slope = (loss(1 + 1e-5) - loss(1 - 1e-5)) / 2e-5
    assert any(text.endswith(f"= {slope:.0f}") and text.startswith("dW_h") for text in texts("two_steps"))
    assert f"loss = 1 + 1 = {loss(1):g}" in texts("two_steps")


def test_clipping_by_norm_keeps_the_direction_and_clipping_entries_does_not():
    (by_norm,) = [text for text in texts("clipping") if text.startswith("by norm")]
    point = np.array([float(number) for number in re.findall(r"[\d.]+", by_norm)])
    assert np.linalg.norm(point) == pytest.approx(5, abs=0.01)
    assert point[1] / point[0] == pytest.approx(9 / 4, abs=0.01)


def test_the_stack_gives_no_shape_away():
    assert [text for text in texts("stack") if "(" in text and "?" not in text] == ["(B, T)"]


def test_gru_and_lstm_are_drawn_with_three_and_four_times_the_pieces():
    pieces = len(FIGURES["blocks"]().axes[0].patches) - 4  # the large block and its second bias
    assert pieces == 3 * (1 + 3 + 4)
