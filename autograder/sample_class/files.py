"""What made-up students do to the files that they hand in beside a notebook: more edits for sample files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from autograder.config import HOUSE
from autograder.records import Part


class Draft(Protocol):
    """The files of a submission in the making: contents, and links to elsewhere, by name."""

    files: dict[str, bytes]
    links: dict[str, str]


def solved_files(part: Part, house: Path) -> dict[str, bytes]:
    """The files that go with the solved notebook: what it writes, as kept beside the part's samples."""
    folder = house / "tests" / "submissions" / part.name
    return {name: (folder / name).read_bytes() for name in part.hands_in if (folder / name).is_file()}


def forget(draft: Draft, name: str) -> None:
    """``forget predictions.csv``: it was not handed in."""
    del draft.files[_known(draft, name)]


def call(draft: Draft, name: str, *words: str) -> None:
    """``call predictions.csv 4711 predictions (1).csv``: it was handed in under another name."""
    draft.files[" ".join(words)] = draft.files.pop(_known(draft, name))


def point(draft: Draft, name: str, target: str) -> None:
    """``point predictions.csv /etc/passwd``: a symbolic link in its place."""
    draft.files.pop(name, None)
    draft.links[name] = target


def encode(draft: Draft, name: str, encoding: str) -> None:
    """``encode predictions.csv utf-16``: saved in another encoding."""
    draft.files[name] = draft.files[_known(draft, name)].decode().encode(encoding)


def repeat(draft: Draft, name: str, times: str) -> None:
    """``repeat predictions.csv 2``: its lines below the header stand there so many times."""
    header, rows = draft.files[_known(draft, name)].split(b"\n", 1)
    draft.files[name] = header + b"\n" + rows * int(times)


def answer(draft: Draft, name: str, share: str) -> None:
    """``answer predictions.csv 0.6``: this share of the hidden answers, and the next label for all others."""
    text = (HOUSE / "autograder" / "hidden_data" / name).read_text(encoding="utf-8")
    header, *rows = csv.reader(text.splitlines())
    labels = sorted({label for _, label in rows})
    right = round(float(share) * len(rows))
    said = [label if place < right else labels[labels.index(label) - 1] for place, (_, label) in enumerate(rows)]
    table = [header, *([row[0], label] for row, label in zip(rows, said, strict=True))]
    draft.files[name] = "".join(f"{','.join(row)}\n" for row in table).encode()


def _known(draft: Draft, name: str) -> str:
    if name not in draft.files:
        raise ValueError(f"there is no file {name!r}; there is {', '.join(draft.files) or 'none'}")
    return name


FILE_EDITS: dict[str, Callable[..., None]] = {
    function.__name__: function for function in (forget, call, point, encode, repeat, answer)
}
