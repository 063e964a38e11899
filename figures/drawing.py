"""Drawing helpers for the course's figures: boxes, wires and labels on an opaque white page.

A figure must read in grey, at half size and in a dark theme: dark text, Okabe-Ito colours,
and a second cue (line style or width) for whatever a colour says.
"""

from itertools import combinations
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from matplotlib.text import Text

matplotlib.rcParams["font.family"] = "DejaVu Sans"  # ships with matplotlib: the same letters on every machine

BLACK, BLUE, ORANGE, GREEN, VERMILLION = "#1a1a1a", "#0072B2", "#A06400", "#00795A", "#C04A00"
FILL = "#EEF3F7"
Point = tuple[float, float]


def page(width: float, height: float) -> tuple[Figure, Axes]:
    """An opaque white figure in inches, whose axes have the same inches as units and no frame."""
    figure = Figure(figsize=(width, height), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    return figure, axes


def label(axes: Axes, at: Point, text: str, color: str = BLACK, size: float = 11, **style: Any) -> Text:
    """Text centred on a point."""
    options: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 5} | style
    return axes.text(*at, text, color=color, fontsize=size, **options)


def box(
    axes: Axes, at: Point, text: str, width: float = 0.8, height: float = 0.5, color: str = BLACK, size: float = 12.5
) -> None:
    """A rounded box centred on a point."""
    corner = (at[0] - width / 2, at[1] - height / 2)
    axes.add_patch(
        FancyBboxPatch(
            corner,
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.1",
            facecolor=FILL,
            edgecolor=color,
            linewidth=1.5,
            zorder=3,
        )
    )
    label(axes, at, text, size=size)


def node(axes: Axes, at: Point, text: str, radius: float = 0.3, fill: str = "white", size: float = 12.5) -> None:
    """A circle centred on a point."""
    axes.add_patch(Circle(at, radius, facecolor=fill, edgecolor=BLACK, linewidth=1.8, zorder=3))
    label(axes, at, text, size=size)


def wire(
    axes: Axes,
    start: Point,
    end: Point,
    color: str = BLACK,
    width: float = 1.5,
    style: str | tuple[int, tuple[int, int]] = "-",
    bend: float = 0.0,
    head: bool = True,
) -> None:
    """An arrow between two points; bend curves it, head=False leaves a plain line."""
    axes.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>" if head else "-",
            mutation_scale=14,
            connectionstyle=f"arc3,rad={bend}",
            color=color,
            linewidth=width,
            linestyle=style,
            shrinkA=0,
            shrinkB=0,
            zorder=2,
        )
    )


def back(axes: Axes, start: Point, end: Point, bend: float = 0.0) -> None:
    """An arrow of the way back: dashed in every figure."""
    wire(axes, start, end, color=VERMILLION, width=1.6, style=(0, (4, 2)), bend=bend)


def overlapping_texts(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of texts whose boxes meet, and texts that leave the page: none in a good figure."""
    figure.canvas.draw()
    texts = [text for axes in figure.axes for text in axes.texts if text.get_text()]
    spans = [(text.get_text(), text.get_window_extent()) for text in texts]
    pairs = [(one, other) for (one, a), (other, b) in combinations(spans, 2) if a.overlaps(b)]
    outside = [
        (text, "page")
        for text, span in spans
        if span.x0 < 0 or span.y0 < 0 or span.x1 > figure.bbox.x1 or span.y1 > figure.bbox.y1
    ]
    return pairs + outside
