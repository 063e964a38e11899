"""The drawing helpers: opaque page, boxes and labels where asked, and a detector of colliding texts."""

import sys
from pathlib import Path

import pytest
from matplotlib.colors import to_rgb, to_rgba
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

sys.path.insert(0, str(Path(__file__).parents[2]))  # figures is a folder of the course, not an installed package

from figures import drawing


def contrast_with_white(color):
    """The contrast ratio of the accessibility guidelines (WCAG)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def test_a_page_is_opaque_white_and_measured_in_inches():
    figure, axes = drawing.page(4, 2)
    assert to_rgba(figure.get_facecolor()) == (1, 1, 1, 1)
    assert axes.get_xlim() == (0, 4) and axes.get_ylim() == (0, 2)
    assert not axes.axison


def test_a_box_is_centred_and_holds_its_text():
    _, axes = drawing.page(4, 2)
    drawing.box(axes, (2, 1), "tanh", width=1.0, height=0.5)
    patch = next(p for p in axes.patches if isinstance(p, FancyBboxPatch))
    assert (patch.get_x(), patch.get_y()) == (1.5, 0.75)
    assert axes.texts[0].get_text() == "tanh" and axes.texts[0].get_position() == (2, 1)


def test_the_way_back_is_dashed_and_the_way_forward_is_not():
    _, axes = drawing.page(4, 2)
    drawing.wire(axes, (0, 1), (1, 1))
    drawing.back(axes, (1, 1), (0, 1))
    forward, backward = (p for p in axes.patches if isinstance(p, FancyArrowPatch))
    assert forward.get_linestyle() == "-"
    assert backward.get_linestyle() != "-"


@pytest.mark.parametrize("name", ["BLACK", "BLUE", "ORANGE", "GREEN", "VERMILLION"])
def test_text_colours_stand_out_on_white(name):
    assert contrast_with_white(getattr(drawing, name)) >= 4.5


def test_overlapping_texts_are_found():
    figure, axes = drawing.page(4, 2)
    drawing.label(axes, (1, 1), "first")
    drawing.label(axes, (3, 1), "far away")
    assert drawing.overlapping_texts(figure) == []
    drawing.label(axes, (1.1, 1), "second")
    assert drawing.overlapping_texts(figure) == [("first", "second")]


def test_text_that_leaves_the_page_is_found():
    figure, axes = drawing.page(4, 2)
    drawing.label(axes, (3.95, 1), "too far right")
    assert drawing.overlapping_texts(figure) == [("too far right", "page")]
