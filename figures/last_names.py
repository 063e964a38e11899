"""The figures of the part last_names; a docstring's first line is the title, its rest the description."""

from collections.abc import Callable
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.drawing import BLACK, BLUE, FILL, GREEN, ORANGE, VERMILLION, box, label, node, page, wire

NAMES = ("Virtanen", "Alonso", "Li")
WIDTH = max(map(len, NAMES))
COLUMN, CELL = 0.72, 0.5


def batch() -> Figure:
    """A padded batch, and the one state of each row that counts

    Above, the three names Virtanen, Alonso and Li stand as rows of eight cells. Behind Alonso two cells are padding,
    behind Li six, drawn hatched. The last letter of each row has a thick frame; beside the rows stand the lengths 8,
    6, 2 and the last positions 7, 5, 1. Below, the row of Alonso goes through an embedding into eight copies of the
    recurrent layer, which pass their state from left to right. The state under the framed letter o goes down through
    dropout and a linear map to one score for each language. The two states under the padding are drawn dashed: they
    exist, and nobody reads them.
    """
    figure, axes = page(9.6, 5.9)
    places = [1.5 + COLUMN * column for column in range(WIDTH)]
    for row, name in enumerate(NAMES):
        y = 5.25 - 0.6 * row
        label(axes, (0.62, y), f"x[{row}]", size=12)
        _cells(axes, places, y, name)
        label(axes, (places[-1] + 1.0, y), str(len(name)), size=12.5)
        label(axes, (places[-1] + 2.1, y), str(len(name) - 1), color=VERMILLION, size=12.5)
    label(axes, (places[-1] + 1.0, 5.7), "lengths", size=12)
    label(axes, (places[-1] + 2.1, 5.7), "last_pos", color=VERMILLION, size=12)
    _reading(axes, places, len(NAMES[1]) - 1)
    return figure


def _cells(axes: Axes, places: list[float], y: float, name: str) -> None:
    for column, x in enumerate(places):
        inside, last = column < len(name), column == len(name) - 1
        style = {"facecolor": FILL} if inside else {"facecolor": "white", "hatch": "////"}
        colour = VERMILLION if last else BLACK if inside else "#8a8a8a"
        corner = (x - CELL / 2, y - CELL / 2)
        axes.add_patch(
            Rectangle(
                corner, CELL, CELL, edgecolor=colour, linewidth=3.2 if last else 1, zorder=4 if last else 3, **style
            )
        )
        if inside:
            label(axes, (x, y), name[column], size=14)


def _reading(axes: Axes, places: list[float], last: int) -> None:
    """The row of one name, from its letters to its scores."""
    label(axes, (0.62, 3.15), "x[1]", size=12)
    _cells(axes, places, 3.15, NAMES[1])
    label(axes, (0.62, 2.6), "embedding", color=ORANGE, size=11)
    label(axes, (0.62, 1.95), "states", color=BLUE, size=12)
    for column, x in enumerate(places):
        read = column <= last
        wire(axes, (x, 2.88), (x, 2.24), color=ORANGE, width=1.8, style="-." if read else ":")
        node(axes, (x, 1.95), f"h{column}", radius=0.27, fill="white" if read else "#e6e6e6", size=11)
    for column, (x, after) in enumerate(pairwise(places)):
        known = column < last
        wire(
            axes,
            (x + 0.27, 1.95),
            (after - 0.27, 1.95),
            color=BLUE,
            width=3 if known else 1.3,
            style="-" if known else ":",
        )
    label(axes, (places[-1] + 1.55, 2.2), "these live on,", size=11)
    label(axes, (places[-1] + 1.55, 1.95), "and nobody", size=11)
    label(axes, (places[-1] + 1.55, 1.7), "reads them", size=11)
    x = places[last]
    wire(axes, (x, 1.68), (x, 1.2), color=VERMILLION, width=2.6)
    label(axes, (x + 0.78, 1.45), "at last_pos", color=VERMILLION, size=11)
    box(axes, (x, 0.9), "dropout", width=1.15, height=0.5, color=GREEN, size=12)
    wire(axes, (x + 0.58, 0.9), (x + 1.1, 0.9), color=GREEN, width=1.8)
    box(axes, (x + 1.6, 0.9), "linear", width=0.95, height=0.5, color=GREEN, size=12)
    wire(axes, (x + 2.08, 0.9), (x + 2.55, 0.9), color=GREEN, width=1.8)
    for place, score in enumerate((0.25, 0.95, 0.4, 0.15)):
        axes.barh(1.3 - 0.27 * place, score, height=0.18, left=x + 2.65, color=GREEN, zorder=3)
    label(axes, (x + 3.1, 0.2), "logits", color=GREEN, size=12)


FIGURES: dict[str, Callable[[], Figure]] = {"batch": batch}
