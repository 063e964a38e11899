"""Tables of results.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; the first column holds words, the others numbers."""
    marks = ["---"] + ["---:"] * (len(heads) - 1)
    return "\n".join(f"| {' | '.join(row)} |" for row in [heads, marks, *rows])


def times(ratio: float) -> str:
    """A ratio, to two digits that count."""
    return f"{ratio:.1f}" if ratio < 100 else f"{ratio:.0f}"


def verdict(met: bool) -> str:
    """What a target came to."""
    return "met" if met else "**not met**"
