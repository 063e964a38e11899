"""Draws the figures of a house, in a process of its own: ``python -I draw.py HOUSE TARGET PART…``.

Apart from the builder, so that neither its matplotlib settings nor modules it has imported change a
figure's bytes; for the same reason it imports nothing of this package. Prints one line of JSON: for
each part the names drawn, or what went wrong.
"""

from __future__ import annotations

import importlib
import io
import json
import sys
import traceback
from html import escape
from pathlib import Path
from typing import Any


def main(house: str, target: str, *parts: str) -> None:
    """Draw the figures of some parts into a folder."""
    sys.path.insert(0, house)
    print(json.dumps({part: _draw_part(part, Path(house), Path(target)) for part in parts}))


def _draw_part(part: str, house: Path, target: Path) -> dict[str, Any]:
    try:
        module = importlib.import_module(f"figures.{part}")
        figures = module.FIGURES
        for name, draw in figures.items():
            (target / f"{part}_{name}.svg").write_text(_svg(draw), encoding="utf-8")
    except Exception as error:  # the author's code may raise anything
        return {"error": f"{type(error).__name__}: {error}", "line": _line_in(error, house / "figures")}
    return {"names": list(figures)}


def _line_in(error: Exception, folder: Path) -> list[Any]:
    """The innermost frame of the author's own files: file name and line."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).parent == folder]
    return [Path(frames[-1].filename).name, frames[-1].lineno] if frames else []


def _svg(draw: Any) -> str:
    import matplotlib
    from matplotlib import pyplot

    matplotlib.use("svg")
    matplotlib.rcdefaults()
    matplotlib.rcParams.update({"svg.hashsalt": "autograder", "svg.fonttype": "path"})
    title, description = _words(draw)
    figure = draw()
    out = io.StringIO()
    # an opaque background: labels of a transparent drawing vanish in a dark theme
    figure.savefig(out, format="svg", facecolor="white", metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
    return _described(out.getvalue(), title, description)


def _words(draw: Any) -> tuple[str, str]:
    """The first line of a docstring, and the rest of it as one paragraph."""
    lines = (draw.__doc__ or "").strip().splitlines()
    if not lines:
        raise ValueError(f"{draw.__name__} has no docstring; write the figure's title there, then what it shows")
    return lines[0].strip(), " ".join(" ".join(lines[1:]).split())


def _described(svg: str, title: str, description: str) -> str:
    """The drawing with the words that a screen reader speaks."""
    start = svg.index("<svg")
    end = svg.index(">", start)
    words = f"\n <title>{escape(title)}</title>" + (f"\n <desc>{escape(description)}</desc>" if description else "")
    return svg[:end] + ' role="img">' + words + svg[end + 1 :]


if __name__ == "__main__":
    main(*sys.argv[1:])
