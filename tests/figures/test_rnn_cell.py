"""The drawings of the part rnn_cell: readable, described, deterministic, and true."""

import io
import re
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

sys.path.insert(0, str(Path(__file__).parents[2]))  # figures is a folder of the course, not an installed package

from figures.drawing import VERMILLION, overlapping_texts
from figures.rnn_cell import FIGURES

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
def test_nothing_comes_near_the_edge_of_the_page(name):
    figure = FIGURES[name]()
    figure.canvas.draw()
    drawn = [*figure.axes[0].patches, *figure.axes[0].texts]
    inches = [artist.get_window_extent().transformed(figure.dpi_scale_trans.inverted()) for artist in drawn]
    width, height = figure.get_size_inches()
    assert min(span.x0 for span in inches) >= 0.1 and max(span.x1 for span in inches) <= width - 0.1
    assert min(span.y0 for span in inches) >= 0.1 and max(span.y1 for span in inches) <= height - 0.1


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
    source = (ROOT / "source" / "rnn_cell.py").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]*)\]\(figures/rnn_cell_(\w+)\.svg\)", source)
    assert {name for _, name in shown} == set(FIGURES)
    assert all(len(alt.split()) >= 15 for alt, _ in shown)


def test_the_cell_shows_every_shape_of_one_step():
    assert {"(n_x, m)", "(n_a, m)", "(n_a, 1)", "(n_y, m)"} <= set(texts("cell"))


def test_each_copy_in_the_unrolled_network_uses_the_same_three_weights():
    for weight in ("Wax", "Waa", "Wya"):
        assert texts("unrolled").count(weight) == 3


def test_dashes_belong_to_the_way_back():
    for name in FIGURES:
        arrows = [patch for patch in FIGURES[name]().axes[0].patches if isinstance(patch, FancyArrowPatch)]
        dashed = {to_hex(arrow.get_edgecolor()) for arrow in arrows if arrow.get_linestyle() not in ("-", ":")}
        assert dashed <= {VERMILLION.lower()}, name


def test_two_gradients_reach_each_state_but_the_last():
    assert texts("unrolled").count("carried") == 2
    assert [text for text in texts("unrolled") if text.startswith("da[")] == ["da[:,:,0]", "da[:,:,1]", "da[:,:,2]"]


def test_the_numbers_on_the_routes_agree_with_a_numeric_derivative():
    def last_state(Waa):
        return np.tanh(Waa * np.tanh(0.5 + Waa * 0.5))

    slope = (last_state(0.8 + 1e-6) - last_state(0.8 - 1e-6)) / 2e-6
    assert any(f"= {slope:.4f} " in text for text in texts("routes"))
