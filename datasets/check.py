"""Checks the lists of names: ``python datasets/check.py``; ``--write`` puts them in order and renews the checksums."""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SUMS = "SHA256SUMS"
#: File -> number of names, and whether they are sorted by code points.
LISTS = {"elements.txt": (118, False), "film_titles.txt": (250, True)}


def problems(folder: Path = FOLDER) -> list[str]:
    """What is wrong with the lists of a folder, one line each."""
    found = [problem for name in LISTS for problem in _list_problems(folder / name)]
    recorded = (folder / SUMS).read_text(encoding="utf-8") if (folder / SUMS).is_file() else ""
    if not found and recorded != checksums(folder):
        found.append(f"{SUMS}: does not fit the files; look at what changed, then run datasets/check.py --write")
    return found


def _list_problems(path: Path) -> Iterator[str]:
    count, is_sorted = LISTS[path.name]
    try:
        text = path.read_bytes().decode("utf-8")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        yield f"{path.name}: cannot be read as UTF-8 text ({error})"
        return
    names = text.removesuffix("\n").split("\n")
    if not text.endswith("\n"):
        yield f"{path.name}: no newline after the last name"
    if text != unicodedata.normalize("NFC", text):
        yield f"{path.name}: not in Unicode normal form C"
    if len(names) != count:
        yield f"{path.name}: {len(names)} names instead of {count}"
    if is_sorted and names != sorted(names):
        yield f"{path.name}: not sorted by code points"
    for number, name in enumerate(names, 1):
        if not name or name != name.strip() or not name.isprintable():
            yield f"{path.name}:{number}: {name!r} is empty, or has white space or control characters about it"
        if name in names[: number - 1]:
            yield f"{path.name}:{number}: {name!r} stands there twice"


def checksums(folder: Path = FOLDER) -> str:
    """The text of ``SHA256SUMS``, as sha256sum writes it."""
    return "".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in LISTS)


def write(folder: Path = FOLDER) -> None:
    """Normalise and sort the lists, drop repetitions, and record their checksums."""
    for name, (_, is_sorted) in LISTS.items():
        text = unicodedata.normalize("NFC", (folder / name).read_text(encoding="utf-8"))
        names = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        (folder / name).write_text("".join(f"{line}\n" for line in (sorted(names) if is_sorted else names)), "utf-8")
    (folder / SUMS).write_text(checksums(folder), "utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        write()
    wrong = problems()
    print("\n".join(wrong) or "The lists are in order.")
    sys.exit(bool(wrong))
