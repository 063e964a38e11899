"""The figures of the part lstm; a docstring's first line is the title, its rest the description."""

from collections.abc import Callable
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.drawing import BLACK, BLUE, GREEN, VERMILLION, back, box, label, node, page, wire

THICK = 3.6  # the memory, in every figure
MEMORY, GATES, READ = 3.85, 1.62, 0.55  # heights of the memory, of the gates, of what the gates read
AT_F, AT_I, AT_C, AT_O = 2.5, 4.05, 5.75, 7.35  # where the gates stand


def named(axes: Axes, x: float, y: float, name: str, shape: str) -> None:
    """A name, and its shape below."""
    label(axes, (x, y + 0.13), name, size=14)
    label(axes, (x, y - 0.2), shape, size=11)


def route(axes: Axes, *corners: tuple[float, float], color: str = BLACK, width: float = 1.5) -> None:
    """A wire with corners; its last stretch has the arrow head."""
    for start, end in pairwise(corners[:-1]):
        wire(axes, start, end, color=color, width=width, head=False)
    wire(axes, corners[-2], corners[-1], color=color, width=width)


def gate(axes: Axes, x: float, letter: str, squash: str, new: bool) -> None:
    """A gate above the line that all gates read."""
    wire(axes, (x, READ), (x, GATES - 0.36))
    text = f"W{letter} @, + b{letter}\n{squash}"
    box(axes, (x, GATES), text, width=1.42, height=0.72, color=GREEN if new else BLACK, size=12)


def base(first: float, last: float) -> tuple[Figure, Axes]:
    """The page with the memory's way in and the line that the gates read, up to the last gate."""
    figure, axes = page(9.6, 4.5)
    named(axes, 0.62, MEMORY, "c_prev", "(n_a, m)")
    named(axes, 0.8, READ, "[a_prev; xt]", "(n_a + n_x, m)")
    wire(axes, (1.55, READ), (last, READ), head=False)
    for x in (AT_F, AT_I, AT_C, AT_O):
        if first <= x < last:
            node(axes, (x, READ), "", radius=0.06, fill=BLACK)
    return figure, axes


def add_forget(axes: Axes, new: bool = False) -> None:
    """Stage 1: the memory's way in, and the gate that it is multiplied by."""
    gate(axes, AT_F, "f", "sigmoid", new)
    wire(axes, (1.2, MEMORY), (AT_F - 0.24, MEMORY), color=BLUE, width=THICK)
    wire(axes, (AT_F, GATES + 0.36), (AT_F, MEMORY - 0.24), color=GREEN if new else BLACK)
    label(axes, (AT_F - 0.3, 2.75), "ft", size=14)
    node(axes, (AT_F, MEMORY), "∗", radius=0.24, size=16)


def add_write(axes: Axes, new: bool = False) -> None:
    """Stage 2: the input gate and the candidate, multiplied."""
    color, middle, y = GREEN if new else BLACK, (AT_I + AT_C) / 2, 2.75
    gate(axes, AT_I, "i", "sigmoid", new)
    gate(axes, AT_C, "c", "tanh", new)
    route(axes, (AT_I, GATES + 0.36), (AT_I, y), (middle - 0.24, y), color=color)
    route(axes, (AT_C, GATES + 0.36), (AT_C, y), (middle + 0.24, y), color=color)
    label(axes, (AT_I + 0.2, y + 0.2), "it", size=14)
    label(axes, (AT_C - 0.25, y + 0.2), "cct", size=14)
    node(axes, (middle, y), "∗", radius=0.24, size=16)


def add_remember(axes: Axes, new: bool = False) -> None:
    """Stage 3: what is kept and what is written, added; the memory's way out."""
    middle = (AT_I + AT_C) / 2
    wire(axes, (middle, 2.99), (middle, MEMORY - 0.24), color=GREEN if new else BLACK)
    wire(axes, (AT_F + 0.24, MEMORY), (middle - 0.24, MEMORY), color=BLUE, width=THICK)
    wire(axes, (middle + 0.24, MEMORY), (8.4, MEMORY), color=BLUE, width=THICK)
    node(axes, (middle, MEMORY), "+", radius=0.24, size=16)
    named(axes, 8.95, MEMORY, "c_next", "(n_a, m)")


def add_show(axes: Axes, new: bool = False) -> None:
    """Stage 4: tanh of the memory, times the output gate."""
    color = GREEN if new else BLACK
    gate(axes, AT_O, "o", "sigmoid", new)
    wire(axes, (AT_O, MEMORY), (AT_O, 3.46), color=color)
    node(axes, (AT_O, MEMORY), "", radius=0.08, fill=BLACK)
    box(axes, (AT_O, 3.27), "tanh", height=0.38, color=color, size=12)
    wire(axes, (AT_O, 3.08), (AT_O, 2.79), color=color)
    wire(axes, (AT_O, GATES + 0.36), (AT_O, 2.31), color=color)
    label(axes, (AT_O - 0.3, 2.15), "ot", size=14)
    node(axes, (AT_O, 2.55), "∗", radius=0.24, size=16)
    wire(axes, (AT_O + 0.24, 2.55), (8.4, 2.55), color=color)
    named(axes, 8.95, 2.55, "a_next", "(n_a, m)")


def forget() -> Figure:
    """The cell, stage 1 of 4: forget

    The memory c_prev comes in on the left, on a thick line. Below it, the first gate reads the stack of a_prev and
    xt through Wf, adds bf and takes the sigmoid: that is ft. Where ft meets the memory the two are multiplied,
    number by number; what is kept leaves on the right.
    """
    figure, axes = base(AT_F, AT_F)
    add_forget(axes, new=True)
    wire(axes, (AT_F + 0.24, MEMORY), (4.2, MEMORY), color=BLUE, width=THICK)
    label(axes, (4.35, MEMORY), "what is kept", size=12.5, ha="left")
    label(axes, (AT_F + 0.95, GATES + 0.15), "ft, shape (n_a, m):", size=12, ha="left")
    label(axes, (AT_F + 0.95, GATES - 0.2), "each number between 0 (forget) and 1 (keep)", size=12, ha="left")
    return figure


def write() -> Figure:
    """The cell, stage 2 of 4: write

    Two more gates read the same stack: the input gate, a sigmoid, gives it; the candidate, a tanh, gives cct. They
    are multiplied, number by number: what is written.
    """
    figure, axes = base(AT_F, AT_C)
    add_forget(axes)
    wire(axes, (AT_F + 0.24, MEMORY), (3.75, MEMORY), color=BLUE, width=THICK)
    label(axes, (3.9, MEMORY), "what is kept", size=12.5, ha="left")
    add_write(axes, new=True)
    wire(axes, ((AT_I + AT_C) / 2, 2.99), ((AT_I + AT_C) / 2, 3.3), color=GREEN)
    label(axes, (5.1, 3.3), "what is written", size=12.5, ha="left")
    label(axes, (6.65, 1.8), "it: between 0 and 1", size=12, ha="left")
    label(axes, (6.65, 1.4), "cct: between −1 and 1", size=12, ha="left")
    return figure


def remember() -> Figure:
    """The cell, stage 3 of 4: remember

    The thick line of the memory runs from left to right. On it, what is kept and what is written are added: that
    is c_next. Nothing else touches the line: no matrix and no squashing.
    """
    figure, axes = base(AT_F, AT_C)
    add_forget(axes)
    add_write(axes)
    add_remember(axes, new=True)
    label(axes, (6.65, 2.6), "from c_prev to c_next:", size=12, ha="left")
    label(axes, (6.65, 2.25), "one product, one sum", size=12, ha="left")
    return figure


def show() -> Figure:
    """The cell, stage 4 of 4: show

    A branch of the new memory c_next goes down through tanh. The fourth gate, a sigmoid, gives ot. Their product,
    number by number, is a_next: what the prediction and the gates of the next step get to see.
    """
    figure, axes = base(AT_F, AT_O)
    add_forget(axes)
    add_write(axes)
    add_remember(axes)
    add_show(axes, new=True)
    return figure


def routes() -> Figure:
    """The way back through one cell: two gradients reach the memory, and it hands on three kinds

    Forward in solid lines: c_prev, times ft, plus it times cct, is c_next; tanh of it times ot is a_next.
    Backward in dashed lines: da_next goes to ot and, through tanh, to c_next, where it meets dc_next, which
    comes from the following step. From c_next the sum goes to ft, to it, to cct, and through ft to c_prev.
    """
    figure, axes = page(9.4, 3.7)
    for x, y, text in ((0.7, 2.9, "c_prev"), (6.0, 2.9, "c_next"), (8.0, 1.0, "a_next")):
        node(axes, (x, y), text, radius=0.5, size=12.5)
    wire(axes, (1.2, 2.99), (5.5, 2.99), color=BLUE, width=THICK)
    for x, text in ((2.3, "ft"), (3.55, "it"), (4.8, "cct")):
        node(axes, (x, 0.9), text, radius=0.36, size=13)
        wire(axes, (x - 0.1, 1.26), (x - 0.1, 2.95))
        back(axes, (x + 0.12, 2.72), (x + 0.12, 1.26))
    node(axes, (6.0, 0.9), "ot", radius=0.36, size=13)
    wire(axes, (6.36, 1.05), (7.5, 1.05))
    back(axes, (7.52, 0.82), (6.36, 0.82))
    wire(axes, (6.35, 2.55), (7.75, 1.43))
    back(axes, (7.53, 1.2), (6.14, 2.42))
    label(axes, (7.75, 2.15), "tanh, ∗ ot", size=12)
    back(axes, (5.5, 2.74), (1.2, 2.74))
    label(axes, (1.65, 2.45), "dc_prev", color=VERMILLION, size=12)
    back(axes, (8.6, 2.9), (6.5, 2.9))
    label(axes, (8.0, 3.15), "dc_next", color=VERMILLION, size=12.5)
    back(axes, (9.2, 1.0), (8.5, 1.0))
    label(axes, (8.85, 1.3), "da_next", color=VERMILLION, size=12.5)
    label(axes, (4.5, 0.22), "each of the four continues through its sigmoid or tanh, and its W", size=12)
    return figure


def lanes() -> Figure:
    """Three steps: two lanes forward, two lanes back

    Three cells in a row. Between neighbours run two solid arrows: the memory c, thick, above, and the output a,
    thin, below. Under each a dashed arrow runs back: the carried gradient of the memory, and that of the output.
    From above, each cell gets the gradient of its own loss, da. The memory before the first step is zero.
    """
    figure, axes = page(9.4, 3.6)
    left = 1.15
    label(axes, (0.6, 2.2), "zeros", size=13)
    label(axes, (0.6, 1.0), "a0", size=13)
    for t, x in enumerate((2.95, 5.5, 8.05)):
        box(axes, (x, 1.55), f"step {t}", width=1.1, height=1.75, size=13)
        back(axes, (x, 3.1), (x, 2.45))
        label(axes, (x + 0.1, 3.32), f"da[:,:,{t}]", color=VERMILLION, size=12)
        wire(axes, (left, 2.2), (x - 0.55, 2.2), color=BLUE, width=THICK)
        wire(axes, (left, 1.05), (x - 0.55, 1.05), color=BLACK, width=1.5)
        middle = (left + x - 0.55) / 2
        label(axes, (middle, 2.45), "c" if t else "c before", color=BLUE, size=12.5)
        label(axes, (middle, 1.28), "a" if t else "", size=12.5)
        if t:
            back(axes, (x - 0.55, 1.95), (left, 1.95))
            label(axes, (middle, 1.7), "carried dc", color=VERMILLION, size=12)
        back(axes, (x - 0.55, 0.8), (left, 0.8))
        label(axes, (middle, 0.53), "carried da" if t else "da0", color=VERMILLION, size=12)
        left = x + 0.55
    return figure


FIGURES: dict[str, Callable[[], Figure]] = {
    "forget": forget, "write": write, "remember": remember, "show": show, "routes": routes, "lanes": lanes,
}  # fmt: skip
