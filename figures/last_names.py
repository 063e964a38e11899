"""The figures of the part last_names; a docstring's first line is the title, its rest the description."""
from collections.abc import Callable
from matplotlib.figure import Figure
from figures.drawing import page, label
def batch() -> Figure:
    """Stub

    Stub.
    """
    figure, axes = page(4, 3)
    label(axes, (1, 1), "x")
    return figure
FIGURES: dict[str, Callable[[], Figure]] = {"batch": batch}
