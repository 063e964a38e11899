"""What was proven once is not proven again until something that it depends on changes.

A gate that found nothing wrong leaves an empty file, named by a digest of all that it reads, in
``.autograder/proven/``. The folder may be deleted at any time: then everything is proven again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from autograder.config import HOUSE, Course
from autograder.dependencies import combined
from autograder.keys import dependencies_of
from autograder.records import Part
from autograder.sample_class.samples import Sample

#: Proofs that are kept; the oldest beyond that are forgotten.
_KEPT = 20_000


def proof_of(part: Part, course: Course, house: Path = HOUSE) -> str:
    """A digest of what every gate of a part depends on: all that its reports do, its source, and the gates."""
    depends = dependencies_of(part, course, house)
    source = house / "source" / part.assignment / f"{part.name}.ipynb"
    return combined(_gates(), source.read_bytes().hex(), *(f"{name}={depends[name]}" for name in sorted(depends)))


@functools.cache
def _gates() -> str:
    folder = Path(__file__).parent
    return combined(
        *(path.read_text("utf-8") for path in sorted([*folder.glob("*.py"), *folder.parent.glob("sample*.py")]))
    )


def of_sample(sample: Sample) -> str:
    """A sample as text: what is handed in, and what it should earn."""
    return msgspec.json.encode(sample, order="sorted").decode()


def once(gate: Callable[[], list[str]], house: Path, *facts: str) -> list[str]:
    """What a gate finds; nothing, without running it, if it found nothing before with the same facts."""
    path = house / ".autograder" / "proven" / combined(*facts)
    if path.is_file():
        return []
    problems = gate()
    if not problems:
        with suppress(OSError):  # a folder that cannot be written costs time, and nothing else
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
    return problems


def forget_old(house: Path) -> None:
    """Keep the folder from growing for ever."""
    with suppress(OSError):
        found = sorted((house / ".autograder" / "proven").glob("*"), key=lambda path: path.stat().st_mtime)
        for path in found[:-_KEPT]:
            path.unlink(missing_ok=True)
