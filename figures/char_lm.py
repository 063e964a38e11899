"""The figures of the part char_lm; a docstring's first line is the title, its rest the description."""

from collections.abc import Callable
from itertools import pairwise

from matplotlib.figure import Figure

from figures.drawing import BLUE, GREEN, ORANGE, VERMILLION, box, label, node, page, wire


def training() -> Figure:
    """Reading zinc: inputs below, targets above, one step apart

    Five copies of the same cell stand in a row and pass the state from left to right through Waa. Below them
    stand the inputs X: None, z, i, n, c. Above them stand the targets Y: z, i, n, c, newline. A dotted diagonal
    leads from each target to the next input: it is the same letter, one step later.
    """
    figure, axes = page(9.4, 3.9)
    inputs, targets = ("None", "z", "i", "n", "c"), ("z", "i", "n", "c", "newline")
    places = [2.2 + 1.62 * t for t in range(5)]
    node(axes, (0.62, 1.95), "a_prev", radius=0.46, size=12)
    left = 1.08
    for t, x in enumerate(places):
        node(axes, (x, 1.95), f"a{t}", radius=0.36, size=13)
        wire(axes, (left, 1.95), (x - 0.36, 1.95), color=BLUE, width=3.2)
        box(axes, (x, 0.45), inputs[t], width=0.85, height=0.46, color=ORANGE, size=13)
        wire(axes, (x, 0.68), (x, 1.59), color=ORANGE, width=1.8, style="-.")
        box(axes, (x, 3.45), targets[t], width=1.1 if t == 4 else 0.85, height=0.46, color=GREEN, size=13)
        wire(axes, (x, 2.31), (x, 3.22), color=GREEN, width=1.8)
        label(axes, (x + 0.28, 2.75), f"p{t}", color=GREEN, size=12)
        left = x + 0.36
    for x, after in pairwise(places):
        wire(axes, (x + 0.3, 3.2), (after - 0.3, 0.72), color=VERMILLION, width=1.1, style=(0, (1, 3)))
    label(axes, (0.62, 3.45), "targets Y", color=GREEN, size=12.5)
    label(axes, (0.62, 0.45), "inputs X", color=ORANGE, size=12.5)
    label(axes, (1.45, 2.25), "Waa", color=BLUE, size=12)
    label(axes, (1.82, 1.2), "Wax", color=ORANGE, size=12)
    label(axes, (1.82, 2.75), "Wya", color=GREEN, size=12)
    return figure


def sampling() -> Figure:
    """Writing: what is drawn becomes the next input

    From left to right: the input, at first the zero vector, enters the cell, which also keeps its state from the
    step before, an arrow from the cell back to itself. The cell gives probabilities for all characters, drawn as
    bars. One character is drawn from them by chance and written down. An arrow leads from it back to the input of
    the next step. If the drawn character is newline, or the name is full, the loop ends.
    """
    figure, axes = page(9.2, 3.9)
    box(axes, (1.0, 2.1), "input", width=1.2, height=0.6, color=ORANGE)
    label(axes, (1.0, 2.75), "first: all zero", color=ORANGE, size=11.5)
    wire(axes, (1.6, 2.1), (2.45, 2.1), color=ORANGE, width=1.8, style="-.")
    node(axes, (2.95, 2.1), "state", radius=0.5, size=12.5)
    wire(axes, (2.62, 2.5), (3.28, 2.5), color=BLUE, width=2.6, bend=-1.5)
    label(axes, (2.95, 3.35), "from step to step", color=BLUE, size=11.5)
    wire(axes, (3.45, 2.1), (4.3, 2.1), color=GREEN, width=1.8)
    for place, (letter, share) in enumerate((("a", 0.1), ("e", 0.25), ("i", 0.5), ("newline", 0.15))):
        y = 2.72 - 0.42 * place
        label(axes, (4.45, y), letter, size=11.5, ha="left")
        axes.barh(y, 2.0 * share, height=0.28, left=5.2, color=GREEN, zorder=3)
    label(axes, (5.3, 3.25), "probabilities", color=GREEN, size=12)
    wire(axes, (6.35, 2.1), (7.05, 2.1))
    label(axes, (6.7, 2.35), "draw", size=12)
    node(axes, (7.5, 2.1), "i", radius=0.38, size=16)
    label(axes, (7.5, 2.75), "written down", size=11.5)
    axes.plot([7.5, 7.5, 1.0], [1.72, 0.6, 0.6], color=VERMILLION, linewidth=2.2, solid_joinstyle="round", zorder=2)
    wire(axes, (1.0, 0.6), (1.0, 1.8), color=VERMILLION, width=2.2)
    label(axes, (4.2, 0.35), "is the next input", color=VERMILLION, size=12.5)
    wire(axes, (7.88, 2.1), (8.25, 2.1), style=":")
    label(axes, (8.7, 2.22), "newline,", size=11.5)
    label(axes, (8.7, 1.98), "or full:", size=11.5)
    label(axes, (8.7, 1.74), "the end", size=11.5)
    return figure


FIGURES: dict[str, Callable[[], Figure]] = {"training": training, "sampling": sampling}
