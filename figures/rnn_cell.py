"""The figures of the part rnn_cell; a docstring's first line is the title, its rest the description."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from figures.drawing import BLACK, BLUE, GREEN, ORANGE, VERMILLION, back, box, label, node, page, wire

THIN = 1.2  # Wax in every figure, beside a thick Waa and a dotted Wya


def cell() -> Figure:
    """One RNN cell with the shapes on its wires

    The input xt enters from below through Wax, the state a_prev from the left through Waa. Both meet
    the bias ba in a sum; tanh of the sum is a_next. One branch of a_next leaves to the right, for the
    next step; the other goes up through Wya, plus by, and a softmax, and becomes yt_pred. The letters
    A, B and C mark the steps of the exercise: mix, score, normalise.
    """
    figure, axes = page(8.2, 4.1)

    def named(x: float, y: float, name: str, shape: str) -> None:
        label(axes, (x, y + 0.13), name, size=14)
        label(axes, (x, y - 0.2), shape, size=11)

    named(0.75, 1.75, "a_prev", "(n_a, m)")
    wire(axes, (1.3, 1.75), (1.8, 1.75))
    box(axes, (2.3, 1.75), "Waa @", width=1.0, color=BLUE)
    wire(axes, (2.8, 1.75), (3.5, 1.75), color=BLUE, width=3.2)
    node(axes, (3.8, 1.75), "+", size=16)
    named(3.8, 2.85, "ba", "(n_a, 1)")
    wire(axes, (3.8, 2.48), (3.8, 2.06))
    named(0.75, 0.6, "xt", "(n_x, m)")
    wire(axes, (1.3, 0.6), (1.8, 0.6))
    box(axes, (2.3, 0.6), "Wax @", width=1.0, color=ORANGE)
    wire(axes, (2.8, 0.6), (3.6, 1.5), color=ORANGE, width=THIN)
    wire(axes, (4.1, 1.75), (4.7, 1.75))
    label(axes, (4.36, 1.98), "z", size=13)
    box(axes, (5.1, 1.75), "tanh")
    wire(axes, (5.5, 1.75), (6.85, 1.75))
    named(7.4, 1.75, "a_next", "(n_a, m)")
    label(axes, (7.35, 1.15), "to the next step", size=11, style="italic")
    node(axes, (6.1, 1.75), "", radius=0.07, fill=BLACK)
    wire(axes, (6.1, 1.75), (6.1, 2.3))
    box(axes, (6.1, 2.55), "Wya @, + by", width=1.5, color=GREEN)
    wire(axes, (6.1, 2.8), (6.1, 3.25), color=GREEN, width=1.8)
    box(axes, (6.1, 3.5), "softmax", width=1.5)
    wire(axes, (5.35, 3.5), (4.85, 3.5))
    named(4.3, 3.52, "yt_pred", "(n_y, m)")
    for at, step in (((5.1, 1.28), "A"), ((7.1, 2.55), "B"), ((7.1, 3.5), "C")):
        label(axes, at, step, size=14, weight="bold")
    return figure


def unrolled() -> Figure:
    """Three steps of one cell, forward and backward

    Three copies of the same cell stand in a row, and the same three weights appear in each. Forward, in
    solid or dotted lines: a0 and each state go right through Waa (thick), each input enters from below
    through Wax (thin), each state makes a prediction above through Wya (dotted). Backward, in dashed
    lines: into each state comes one gradient from the prediction above it and one from the state to its
    right; the last state has only the first of them.
    """
    figure, axes = page(9.0, 5.15)
    left = 1.05  # right edge of the state before
    node(axes, (0.6, 2.5), "a0", radius=0.45, size=13)
    for t, x in enumerate((2.85, 5.25, 7.65)):
        node(axes, (x, 2.5), f"a[:,:,{t}]", radius=0.6, size=12.5)
        node(axes, (x, 0.77), f"x[:,:,{t}]", radius=0.57, size=12.5)
        box(axes, (x, 4.7), f"y_pred[:,:,{t}]", width=1.75, height=0.55, size=12.5)
        middle = (left + x - 0.6) / 2
        wire(axes, (left, 2.63), (x - 0.6, 2.63), color=BLUE, width=3.4)
        label(axes, (middle, 2.9), "Waa", color=BLUE, size=13)
        wire(axes, (x, 1.34), (x, 1.9), color=ORANGE, width=THIN)
        label(axes, (x - 0.4, 1.6), "Wax", color=ORANGE, size=13)
        wire(axes, (x - 0.14, 3.09), (x - 0.14, 4.42), color=GREEN, width=2.0, style=":")
        label(axes, (x - 0.5, 3.8), "Wya", color=GREEN, size=13)
        back(axes, (x + 0.14, 4.42), (x + 0.14, 3.09))
        label(axes, (x + 0.7, 3.8), f"da[:,:,{t}]", color=VERMILLION, size=12)
        back(axes, (x - 0.57, 2.28), (left - 0.04, 2.28))
        label(axes, (middle, 2.02), "carried" if t else "da0", color=VERMILLION, size=12)
        left = x + 0.6
    label(axes, (0.2, 0.92), "solid or dotted: forward", size=11, ha="left")
    label(axes, (0.2, 0.62), "dashed: the way back", color=VERMILLION, size=11, ha="left")
    return figure


def routes() -> Figure:
    """The worked case: two steps with their numbers, forward and backward

    Forward, in solid lines: a0 = 0.5, then the first state, then the second, with Waa = 0.8 between
    them and the first input, 1, entering through Wax = 0.5. Backward, in dashed lines: the gradient 1 at
    the second state, times the slope of tanh there, gives dz1; times Waa it arrives at the first
    state; times the slope there it gives dz0; times Waa it arrives at a0.
    """
    Wax, Waa, a0 = 0.5, 0.8, 0.5
    first = np.tanh(Wax * 1 + Waa * a0)
    second = np.tanh(Waa * first)
    dz1 = 1 - second**2
    carried = Waa * dz1
    dz0 = carried * (1 - first**2)

    figure, axes = page(9.0, 3.75)
    places = (0.8, 3.7, 6.8)
    for x, name, value in zip(places, ("a0", "state 0", "state 1"), (a0, first, second), strict=True):
        node(axes, (x, 2.15), f"{value:.4g}", radius=0.48, size=13)
        label(axes, (x, 2.83), name, size=12)
    for x, text in zip(places[1:], ("x = 1, Wax = 0.5", "x = 0"), strict=True):
        label(axes, (x, 3.48), text, color=ORANGE, size=12)
        wire(axes, (x, 3.32), (x, 3.0), color=ORANGE, width=THIN)
    label(axes, (8.4, 2.29), "loss", size=13)
    wire(axes, (7.28, 2.29), (8.05, 2.29))
    back(axes, (8.05, 2.01), (7.28, 2.01))
    label(axes, (7.75, 1.78), "1", color=VERMILLION, size=12.5)
    slopes = 1 - first**2, 1 - second**2
    for t, (start, end, slope, dz) in enumerate(zip(places[:-1], places[1:], slopes, (dz0, dz1), strict=True)):
        middle = (start + end) / 2
        wire(axes, (start + 0.48, 2.29), (end - 0.48, 2.29), color=BLUE, width=3.4)
        label(axes, (middle, 2.53), "· Waa = 0.8, tanh", color=BLUE, size=12)
        back(axes, (end - 0.48, 2.01), (start + 0.48, 2.01))
        label(axes, (end + 0.1, 1.4), f"· slope {slope:.4f}", color=VERMILLION, size=12)
        label(axes, (end + 0.1, 1.1), f"dz{t} = {dz:.4f}", color=VERMILLION, size=12)
        label(axes, (middle - 0.2, 1.4), "· Waa", color=VERMILLION, size=12)
        label(axes, (middle - 0.2, 1.1), f"= {Waa * dz:.4f}", color=VERMILLION, size=12)
    total = f"dWaa = {dz1:.4f} · {first:.4f} + {dz0:.4f} · {a0} = {dz1 * first + dz0 * a0:.4f}"
    label(axes, (4.5, 0.38), f"{total}     two uses, two terms", size=12.5)
    return figure


FIGURES: dict[str, Callable[[], Figure]] = {"cell": cell, "unrolled": unrolled, "routes": routes}
