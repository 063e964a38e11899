"""The drawn figures of an assignment: ``figures/<part>.py`` → ``figures/<part>_<name>.svg``."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.build.source import Source
from autograder.errors import ConfigError

_SCRIPT = Path(__file__).with_name("draw.py")
_REFERENCE = re.compile(r"!\[([^\]]*)\]\(figures/([^)\s]+?)\.svg\)|figures/([\w.-]+?)\.svg")


def draw_figures(sources: list[Source], house: Path) -> tuple[dict[str, bytes], list[str]]:
    """The figures of some parts, as relative name -> bytes, and the problems found."""
    drawn_by = [source.part for source in sources if (house / "figures" / f"{source.part}.py").is_file()]
    with tempfile.TemporaryDirectory() as folder:
        answers = _draw(drawn_by, house, Path(folder)) if drawn_by else {}
        files = {f"figures/{path.name}": path.read_bytes() for path in sorted(Path(folder).glob("*.svg"))}
    problems = [
        problem for source in sources for problem in _problems(source, answers.get(source.part, {"names": []}), house)
    ]
    return files, problems


def _draw(parts: list[str], house: Path, target: Path) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name not in ("MPLBACKEND", "MATPLOTLIBRC")}
    command = [sys.executable, "-I", str(_SCRIPT), str(house.resolve()), str(target), *parts]
    # matplotlib reads a matplotlibrc from the working directory: use one that has none
    done = subprocess.run(command, cwd=target, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ConfigError(f"figures/: drawing failed; mend this:\n{done.stderr.strip()}")
    answers: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answers


def _problems(source: Source, answer: dict[str, Any], house: Path) -> Iterator[str]:
    path = f"figures/{source.part}.py"
    if "error" in answer:
        file, line = answer["line"] or (f"{source.part}.py", 1)
        yield f"figures/{file}:{line}: drawing failed: {answer['error']}; mend it"
        return
    drawn = {f"{source.part}_{name}" for name in answer["names"]}
    shown: set[str] = set()
    for line, alt, stem in _references(source):
        shown.add(stem)
        if stem not in drawn:
            yield source.at(line, f"figures/{stem}.svg is not drawn; add {_name(source, stem)!r} to FIGURES in {path}")
        elif alt is not None and not alt.strip():
            yield source.at(line, f"figures/{stem}.svg has no alternative text; say in `![…]` what it shows")
    for stem in sorted(drawn - shown):
        name = _name(source, stem)
        yield f"{path}:{_line_of(house / path, name)}: draws {name!r}, which {source.path} never shows; delete it"


def _references(source: Source) -> Iterator[tuple[int, str | None, str]]:
    for line, text in enumerate(source.text.splitlines(), start=1):
        for match in _REFERENCE.finditer(text):
            yield line, match[1], match[2] or match[3]


def _name(source: Source, stem: str) -> str:
    return stem.removeprefix(f"{source.part}_")


def _line_of(path: Path, name: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, start=1) if f'"{name}"' in line or f"'{name}'" in line), 1)
