"""The figures of the part rnn_layer; a docstring's first line is the title, its rest the description."""

from collections.abc import Callable
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.drawing import BLACK, BLUE, GREEN, ORANGE, VERMILLION, Point, back, box, label, node, page, wire

THICK = 3.2  # W_h in every figure, beside a thin W_x


def layer() -> Figure:
    """The layer: steps cut from x, states passed along, states stacked

    From the bottom up. A wide box, x, of shape (B, T, D), is cut into T steps; each, of shape (B, D), goes up into
    a copy of the cell through W_x (thin). Each copy passes its state, of shape (B, H), to the copy on its right
    through W_h (thick); the first copy gets zeros. Every state also goes up into a wide box, all_h, of shape
    (B, T, H), where the states are stacked. The last state alone is last_h, of shape (B, H).
    """
    figure, axes = page(9.4, 4.3)
    places = (2.5, 4.6, 7.0)
    for height, name, shape, color in ((0.5, "x", "(B, T, D)", ORANGE), (3.8, "all_h", "(B, T, H)", GREEN)):
        box(axes, (4.75, height), f"{name}   {shape}", width=6.1, height=0.52, color=color, size=13)
    node(axes, (0.75, 2.15), "0", radius=0.33, size=14)
    label(axes, (0.75, 1.6), "(B, H)", size=11)
    left = 1.08
    for x, step in zip(places, ("0", "1", "T-1"), strict=True):
        node(axes, (x, 2.15), "cell", radius=0.42, size=12.5)
        wire(axes, (left, 2.15), (x - 0.42, 2.15), color=BLUE, width=THICK)
        wire(axes, (x, 0.76), (x, 1.73), color=ORANGE, width=1.2)
        label(axes, (x + 0.6, 1.2), f"x[:, {step}]", color=ORANGE, size=12)
        wire(axes, (x, 2.57), (x, 3.54), color=GREEN, width=1.8)
        label(axes, (x + 0.42, 3.05), f"h{step}", color=GREEN, size=12)
        left = x + 0.42
    label(axes, (1.6, 2.42), "W_h", color=BLUE, size=12)
    label(axes, (2.18, 1.2), "W_x", color=ORANGE, size=12)
    label(axes, (5.8, 2.4), "…", size=18)
    wire(axes, (7.42, 2.15), (7.95, 2.15), color=BLUE, width=THICK)
    label(axes, (8.55, 2.28), "last_h", color=GREEN, size=13)
    label(axes, (8.55, 1.96), "(B, H)", size=11)
    label(axes, (0.75, 3.8), "stacked", color=GREEN, size=12)
    label(axes, (0.75, 0.5), "cut", color=ORANGE, size=12)
    return figure


def roads() -> Figure:
    """Roads of the message: one long road, or many, most of them short

    Two rows of four states, h0 to h3, each passing to the next in a solid line. In the upper row there is a loss
    above the last state only; from it a dashed arrow comes down to h3, and dashed arrows lead back from h3 over h2
    and h1 to h0: three steps, one road. In the lower row there is a loss above every state; a dashed arrow comes
    down to each state from its own loss, and dashed arrows lead back from each state to the one before.
    """
    figure, axes = page(10.0, 4.6)
    for bottom, title, lossy in ((2.75, "loss at the\nlast step", (3,)), (0.45, "loss at\nall steps", range(4))):
        places = [2.6 + 1.85 * t for t in range(4)]
        label(axes, (0.9, bottom + 0.25), title, size=13)
        for t, x in enumerate(places):
            node(axes, (x, bottom), f"h{t}", radius=0.34, size=13)
            if t in lossy:
                box(axes, (x, bottom + 1.28), "loss", width=0.8, height=0.42, size=12)
                back(axes, (x, bottom + 1.07), (x, bottom + 0.36))
        for x, after in pairwise(places):
            wire(axes, (x + 0.34, bottom + 0.13), (after - 0.34, bottom + 0.13), color=BLUE, width=THICK)
            back(axes, (after - 0.32, bottom - 0.13), (x + 0.34, bottom - 0.13))
    label(axes, (5.4, 3.62), "one road to h0: through every state", color=VERMILLION, size=12)
    for t, far in enumerate(("no step", "1 step", "2 steps", "3 steps")):
        label(axes, (2.72 + 1.85 * t, 1.25), f"to h0: {far}", color=VERMILLION, size=11.5, ha="left")
    return figure


def stack() -> Figure:
    """Two layers: each reads the states of the one below

    Two rows of three states. The inputs x[:, 0] to x[:, 2] enter the lower row from below; each lower state goes
    right to the next and up to the upper state of the same step; each upper state goes right to the next. A dashed
    frame around the upper row says last_layer_h, a dotted frame around the right column says last_step_h; the
    state in the upper right corner lies in both.
    """
    figure, axes = page(9.0, 4.6)
    places, rows = (2.9, 4.7, 6.5), (1.7, 3.1)
    for number, (y, color) in enumerate(zip(rows, (BLUE, GREEN), strict=True)):
        label(axes, (1.1, y), f"layer {number}", color=color, size=13)
        for x, after in pairwise(places):
            wire(axes, (x + 0.36, y), (after - 0.36, y), color=color, width=THICK)
        for t, x in enumerate(places):
            node(axes, (x, y), f"h{t}", radius=0.36, size=13)
    for t, x in enumerate(places):
        label(axes, (x, 0.42), f"x[:, {t}]", color=ORANGE, size=12.5)
        wire(axes, (x, 0.62), (x, rows[0] - 0.36), color=ORANGE, width=1.2)
        wire(axes, (x, rows[0] + 0.36), (x, rows[1] - 0.36), color=ORANGE, width=1.2)
    _frame(axes, (2.3, 2.58), 4.85, 1.06, BLACK, (0, (6, 2)))
    label(axes, (4.1, 3.95), "last_layer_h   (B, T, H)", size=12.5)
    _frame(axes, (5.98, 1.16), 1.04, 2.6, VERMILLION, (0, (1, 2)))
    label(axes, (8.05, 2.4), "last_step_h", color=VERMILLION, size=12.5)
    label(axes, (8.05, 2.08), "(L, B, H)", color=VERMILLION, size=11)
    return figure


def _frame(axes: Axes, corner: Point, width: float, height: float, color: str, style: object) -> None:
    axes.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=color, linestyle=style, linewidth=1.8))


FIGURES: dict[str, Callable[[], Figure]] = {"layer": layer, "roads": roads, "stack": stack}
