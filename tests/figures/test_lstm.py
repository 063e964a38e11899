"""The drawings of the part lstm: readable, described, deterministic, and true."""

import io
import re
import sys
from itertools import pairwise
from pathlib import Path

import matplotlib
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

sys.path.insert(0, str(Path(__file__).parents[2]))  # figures is a folder of the course, not an installed package

from figures.drawing import VERMILLION, overlapping_texts
from figures.lstm import FIGURES, THICK

ROOT = Path(__file__).parents[2]
STAGES = ("forget", "write", "remember", "show")
every_figure = pytest.mark.parametrize("name", FIGURES)


def texts(name):
    return [text.get_text() for axes in FIGURES[name]().axes for text in axes.texts if text.get_text()]


def arrows(name):
    return [patch for patch in FIGURES[name]().axes[0].patches if isinstance(patch, FancyArrowPatch)]


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
    assert min(span.x0 for span in inches if span.width) >= 0.09
    assert max(span.x1 for span in inches) <= width - 0.09
    assert min(span.y0 for span in inches if span.height) >= 0.09
    assert max(span.y1 for span in inches) <= height - 0.09


@every_figure
def test_no_text_reaches_into_a_box_or_circle_of_another(name):
    figure = FIGURES[name]()
    figure.canvas.draw()
    axes = figure.axes[0]
    shapes = [patch.get_window_extent() for patch in axes.patches if isinstance(patch, FancyBboxPatch | Circle)]
    for text in filter(lambda text: text.get_text(), axes.texts):
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
    source = (ROOT / "source" / "lstm.py").read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]*)\]\(figures/lstm_(\w+)\.svg\)", source)
    assert {name for _, name in shown} == set(FIGURES)
    assert all(len(alt.split()) >= 15 for alt, _ in shown)


def test_each_stage_adds_gates_and_keeps_those_of_the_stage_before():
    gates = [{text for text in texts(name) if "@" in text} for name in STAGES]
    assert [len(boxes) for boxes in gates] == [1, 3, 3, 4]
    assert all(before <= after for before, after in pairwise(gates))


def test_only_the_candidate_is_squashed_by_tanh_and_only_gates_by_a_sigmoid():
    squashes = {text[:2]: text.splitlines()[1] for text in texts("show") if "@" in text}
    assert squashes == {"Wf": "sigmoid", "Wi": "sigmoid", "Wc": "tanh", "Wo": "sigmoid"}


@pytest.mark.parametrize("name", STAGES)
def test_the_memory_alone_is_thick(name):
    widths = {to_hex(arrow.get_edgecolor()): arrow.get_linewidth() for arrow in arrows(name)}
    assert [width for width in widths.values() if width >= THICK] == [THICK]


def test_dashes_belong_to_the_way_back():
    for name in FIGURES:
        dashed = {to_hex(arrow.get_edgecolor()) for arrow in arrows(name) if arrow.get_linestyle() != "-"}
        assert dashed <= {VERMILLION.lower()}, name
        assert bool(dashed) == (name in ("routes", "lanes"))


def test_two_gradients_come_back_between_steps_and_one_to_a0():
    shown = texts("lanes")
    assert shown.count("carried dc") == shown.count("carried da") == 2
    assert shown.count("da0") == 1 and "dc0" not in shown
    assert [text for text in shown if text.startswith("da[")] == ["da[:,:,0]", "da[:,:,1]", "da[:,:,2]"]
