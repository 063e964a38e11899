"""The figures of the part written; a docstring's first line is the title, its rest the description."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.drawing import BLACK, BLUE, FILL, GREEN, ORANGE, VERMILLION, back, box, label, node, page, wire


def two_steps() -> Figure:
    """The worked case: two steps of a linear network with their numbers

    Forward, in solid lines: the state goes 1, 2, 3 from left to right through W_h = 1; each input, 10, enters
    from below through W_x = 0.1; each state makes a prediction above through W_y = 2: 4 and 6, with targets 5
    and 5, so the errors are -1 and +1 and the loss is 2. Backward, in dashed lines: twice the error, times W_y,
    comes down to each state, -4 and +4; the second state hands +4 on to the first, where the two add to 0.
    """
    h0, W_h, W_x, W_y, target = 1.0, 1.0, 0.1, 2.0, 5.0
    first = W_h * h0 + W_x * 10
    second = W_h * first + W_x * 10
    errors = W_y * first - target, W_y * second - target
    direct = [2 * error * W_y for error in errors]
    dh2 = direct[1]
    dh1 = direct[0] + W_h * dh2

    figure, axes = page(9.2, 4.75)
    places = (0.95, 4.0, 7.3)
    for t, (x, value) in enumerate(zip(places, (h0, first, second), strict=True)):
        node(axes, (x, 1.95), f"h{t} = {value:g}", radius=0.56, size=13)
    for t, (x, start, error) in enumerate(zip(places[1:], places[:-1], errors, strict=True), start=1):
        wire(axes, (start + 0.56, 2.1), (x - 0.56, 2.1), color=BLUE, width=3.0)
        label(axes, ((start + x) / 2, 2.36), "W_h = 1", color=BLUE, size=12)
        label(axes, (x, 0.35), f"x{t} = 10", color=ORANGE, size=13)
        wire(axes, (x, 0.55), (x, 1.39), color=ORANGE, width=1.2)
        label(axes, (x - 0.62, 0.95), "W_x = 0.1", color=ORANGE, size=12)
        box(axes, (x, 4.05), f"prediction {error + target:g}, target {target:g}", width=2.75, height=0.55, size=12.5)
        wire(axes, (x - 0.14, 2.5), (x - 0.14, 3.77), color=GREEN, width=2.0, style=":")
        label(axes, (x - 0.72, 3.2), "W_y = 2", color=GREEN, size=12)
        back(axes, (x + 0.14, 3.77), (x + 0.14, 2.5))
        label(axes, (x + 0.98, 3.32), f"2 · ({_signed(error)}) · W_y", color=VERMILLION, size=12)
        label(axes, (x + 0.98, 3.02), f"= {_signed(direct[t - 1])}", color=VERMILLION, size=12)
    back(axes, (places[2] - 0.57, 1.8), (places[1] + 0.57, 1.8))
    label(axes, ((places[1] + places[2]) / 2, 1.53), f"· W_h = {_signed(W_h * dh2)}", color=VERMILLION, size=12)
    both = f"{_signed(direct[0])} + {W_h * dh2:g}"
    label(axes, (places[1] + 1.35, 1.05), f"dh1 = {both} = {dh1:g}", color=VERMILLION, size=12)
    label(axes, (places[2] + 0.95, 1.2), f"dh2 = {_signed(dh2)}", color=VERMILLION, size=12)
    total = f"dW_h = {dh2:g} · {first:g} + {dh1:g} · {h0:g} = {dh2 * first + dh1 * h0:g}"
    label(axes, (1.6, 3.45), f"loss = 1 + 1 = {sum(error**2 for error in errors):g}", size=12.5)
    label(axes, (1.6, 3.05), total, size=12.5)
    return figure


def _signed(value: float) -> str:
    return f"{value:+g}".replace("-", "−")


def blocks() -> Figure:
    """One block of weights, and how many of them each layer has

    Above, one block: three pieces of H rows side by side, a matrix of D columns for the input, a square matrix
    of H columns for the state, and one column of biases; a second column of biases, dotted, stands beside it.
    Below, an RNN as one small block, a GRU as three and an LSTM as four.
    """
    figure, axes = page(8.6, 4.5)
    _piece(axes, 0.9, 2.35, 1.5, 1.6, ORANGE)
    label(axes, (1.65, 3.15), "for the input", color=ORANGE, size=12)
    label(axes, (1.65, 4.15), "D columns", color=ORANGE, size=12)
    _piece(axes, 2.65, 2.35, 2.0, 1.6, BLUE)
    label(axes, (3.65, 3.15), "for the state", color=BLUE, size=12)
    label(axes, (3.65, 4.15), "H columns", color=BLUE, size=12)
    _piece(axes, 4.9, 2.35, 0.28, 1.6, BLACK)
    label(axes, (5.04, 4.15), "bias", size=12)
    _piece(axes, 5.65, 2.35, 0.28, 1.6, BLACK, style=":")
    label(axes, (6.95, 3.3), "torch: a second", size=12)
    label(axes, (6.95, 3.0), "bias", size=12)
    label(axes, (0.5, 3.15), "H rows", size=12, rotation=90)
    label(axes, (2.9, 2.05), "one block", size=12.5, weight="bold")
    for x, name, count in ((0.6, "RNN", 1), (2.6, "GRU", 3), (5.8, "LSTM", 4)):
        for place in range(count):
            _small_block(axes, x + 0.68 * place, 0.75)
        label(axes, (x + 0.34 * count - 0.06, 0.4), f"{name}: {count} ×", size=12.5)
    return figure


def _piece(axes: Axes, x: float, y: float, width: float, height: float, color: str, style: str = "-") -> None:
    fill = "white" if style == ":" else FILL
    axes.add_patch(
        Rectangle((x, y), width, height, facecolor=fill, edgecolor=color, linewidth=1.8, linestyle=style, zorder=3)
    )


def _small_block(axes: Axes, x: float, y: float) -> None:
    for left, width, color in ((0.0, 0.2, ORANGE), (0.23, 0.27, BLUE), (0.53, 0.05, BLACK)):
        _piece(axes, x + left, y, width, 0.6, color)


def clipping() -> Figure:
    """A gradient clipped at 5 in two ways, in the plane of two weights

    A dashed arrow from the origin to (4, 9) is the gradient. Around the origin stand the upper halves of a square
    of half width 5 and, inside it, of a circle of radius 5. Clipped entry by entry, the arrow ends on the edge of
    the square at (4, 5) and points in another direction. Clipped by its norm, it ends on the circle, where the
    original arrow crosses it, and points in the same direction.
    """
    gradient, bound = np.array([4.0, 9.0]), 5.0
    entries = np.clip(gradient, -bound, bound)
    norm = gradient * bound / np.linalg.norm(gradient)

    figure, axes = page(8.4, 4.9)
    scale, centre = 0.36, np.array([2.6, 1.15])

    def at(point: np.ndarray) -> tuple[float, float]:
        x, y = centre + scale * point
        return float(x), float(y)

    axes.plot([0.4, 6.2], [centre[1]] * 2, color=BLACK, linewidth=0.8)
    axes.plot([centre[0]] * 2, [0.35, 4.7], color=BLACK, linewidth=0.8)
    half = scale * bound
    axes.plot(centre[0] + half * np.array([-1, -1, 1, 1]), centre[1] + half * np.array([0, 1, 1, 0]), color=GREEN)
    turn = np.linspace(0, np.pi, 60)
    axes.plot(centre[0] + half * np.cos(turn), centre[1] + half * np.sin(turn), color=BLUE, linestyle=":")
    wire(axes, at(np.zeros(2)), at(gradient), color=VERMILLION, width=1.6, style=(0, (4, 2)))
    wire(axes, at(np.zeros(2)), at(entries), color=GREEN, width=2.6)
    wire(axes, at(np.zeros(2)), at(norm), color=BLUE, width=2.6)
    label(axes, (5.15, 4.4), "the gradient (4, 9)", color=VERMILLION, size=12)
    label(axes, (5.95, 3.0), "entry by entry: (4, 5)", color=GREEN, size=12)
    label(axes, (5.95, 2.72), "another direction", color=GREEN, size=12)
    text = f"by norm: ({norm[0]:.2f}, {norm[1]:.2f})"
    label(axes, (6.0, 2.05), text, color=BLUE, size=12)
    label(axes, (6.0, 1.77), "the same direction", color=BLUE, size=12)
    label(axes, (5.75, 0.92), "one weight", size=11)
    label(axes, (1.75, 4.55), "another weight", size=11)
    return figure


def stack() -> Figure:
    """A classifier of texts with L layers, its wires unlabelled

    From left to right: characters of shape (B, T) enter an embedding; its output, embedded, enters the lowest of
    L LSTM layers that stand on top of each other, each feeding the one above. From the top layer leaves
    last_layer_h. All layers together give last_step_h and last_step_c. The top layer's last state, summary,
    enters a linear layer that gives logits. Every result carries a question mark for its shape.
    """
    figure, axes = page(9.4, 4.4)
    label(axes, (0.85, 1.15), "characters", size=12)
    label(axes, (0.85, 0.85), "(B, T)", size=12)
    wire(axes, (1.4, 1.0), (1.75, 1.0))
    box(axes, (2.45, 1.0), "embedding", width=1.35, height=0.6)
    wire(axes, (3.13, 1.0), (4.15, 1.0))
    _result(axes, 3.62, 0.55, "embedded")
    for y, name in ((1.0, "layer 1"), (2.0, "…"), (3.0, "layer L")):
        box(axes, (4.85, y), name, width=1.4, height=0.55, color=BLUE)
    wire(axes, (4.85, 1.28), (4.85, 1.72), color=BLUE, width=2.2)
    wire(axes, (4.85, 2.28), (4.85, 2.72), color=BLUE, width=2.2)
    wire(axes, (4.85, 3.28), (4.85, 3.72), color=BLUE, width=2.2)
    _result(axes, 4.85, 3.98, "last_layer_h", beside=True)
    axes.plot([5.62, 5.75, 5.75, 5.62], [0.75, 0.75, 2.9, 2.9], color=BLACK, linewidth=1.2)
    wire(axes, (5.75, 1.55), (6.35, 1.55))
    _result(axes, 7.35, 1.72, "last_step_h", beside=True)
    _result(axes, 7.35, 1.38, "last_step_c", beside=True)
    label(axes, (7.35, 0.98), "of all layers", size=11, style="italic")
    wire(axes, (5.55, 3.12), (6.95, 3.12))
    _result(axes, 6.3, 2.62, "summary")
    box(axes, (7.5, 3.0), "linear", width=1.1, height=0.55, color=GREEN)
    wire(axes, (8.05, 3.0), (8.45, 3.0))
    _result(axes, 8.85, 3.12, "logits")
    return figure


def _result(axes: Axes, x: float, y: float, name: str, beside: bool = False) -> None:
    if beside:
        label(axes, (x, y), f"{name}: ( ? )", color=VERMILLION, size=12)
    else:
        label(axes, (x, y), name, color=VERMILLION, size=12)
        label(axes, (x, y - 0.26), "( ? )", color=VERMILLION, size=12)


FIGURES: dict[str, Callable[[], Figure]] = {
    "two_steps": two_steps,
    "blocks": blocks,
    "clipping": clipping,
    "stack": stack,
}
