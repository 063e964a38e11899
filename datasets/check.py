"""Checks the data sets: ``python datasets/check.py``; ``--write`` puts lists in order and renews the checksums.

Lists of names are edited by hand. The tables of last names are built by ``last_names.py``; here they are only checked.
"""

from __future__ import annotations

import hashlib
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
#: The answers of test tables, which students do not get; the file has the name under which they hand in theirs.
HIDDEN = FOLDER.parent / "autograder" / "hidden_data"
SUMS = "SHA256SUMS"
#: File -> number of names, and whether they are sorted by code points.
LISTS = {"elements.txt": (118, False), "film_titles.txt": (250, True)}
#: Table -> number of rows; the first column is a name, the second, where there is one, its language.
TABLES = {"last_names_train.csv": 12895, "last_names_validation.csv": 1843, "last_names_test.csv": 3684}
ANSWERS = {"last_names_predictions.csv": "last_names_test.csv"}
OTHERS = ("last_names_LICENSE.txt",)
LANGUAGES = 18


def problems(folder: Path = FOLDER, hidden: Path = HIDDEN) -> list[str]:
    """What is wrong with the data sets of a folder, and with the answers in another, one line each."""
    found = [problem for name in LISTS for problem in _list_problems(folder / name)]
    found += _table_problems(folder, hidden)
    for place, names in ((folder, (*LISTS, *TABLES, *OTHERS)), (hidden, tuple(ANSWERS))):
        recorded = (place / SUMS).read_text(encoding="utf-8") if (place / SUMS).is_file() else ""
        if not found and recorded != checksums(place, names):
            found.append(
                f"{place.name}/{SUMS}: does not fit the files; look at what changed, then run datasets/check.py --write"
            )
    return found


def _table_problems(folder: Path, hidden: Path) -> list[str]:
    found: list[str] = []
    tables = {name: _rows(folder / name, found) for name in TABLES}
    answers = {name: _rows(hidden / name, found) for name in ANSWERS}
    if found:
        return found
    seen = Counter(row[0].lower() for rows in tables.values() for row in rows)
    found += [f"{name!r} stands in several rows of the tables" for name, count in seen.items() if count > 1]
    labelled = [row for rows in (*tables.values(), *answers.values()) for row in rows if len(row) == 2]
    languages = {language for _, language in labelled}
    if len(languages) != LANGUAGES:
        found.append(f"the tables know {len(languages)} languages instead of {LANGUAGES}")
    for name, test in ANSWERS.items():
        if [row[0] for row in answers[name]] != [row[0] for row in tables[test]]:
            found.append(f"{name} does not answer {test}: build both with datasets/last_names.py")
    return found


def _rows(path: Path, found: list[str]) -> list[list[str]]:
    """The rows of a table without its header; adds to ``found`` what is wrong with it."""
    columns = ["name"] if path.name == "last_names_test.csv" else ["name", "language"]
    try:
        lines = path.read_bytes().decode("ascii").split("\n")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        found.append(f"{path.name}: cannot be read as ASCII text ({error})")
        return []
    rows = [line.split(",") for line in lines[1:-1]]
    count = TABLES[ANSWERS.get(path.name, path.name)]
    if lines[0].split(",") != columns or lines[-1] or any(len(row) != len(columns) for row in rows):
        found.append(f"{path.name}: is no table of {', '.join(columns)}")
    elif rows != sorted(rows):
        found.append(f"{path.name}: not sorted by name")
    elif len(rows) != count:
        found.append(f"{path.name}: {len(rows)} rows instead of {count}")
    return rows


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


def checksums(folder: Path, names: Iterable[str]) -> str:
    """The text of ``SHA256SUMS``, as sha256sum writes it."""
    return "".join(f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names)


def write(folder: Path = FOLDER, hidden: Path = HIDDEN) -> None:
    """Normalise and sort the lists, drop repetitions, and record their checksums."""
    for name, (_, is_sorted) in LISTS.items():
        text = unicodedata.normalize("NFC", (folder / name).read_text(encoding="utf-8"))
        names = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        (folder / name).write_text("".join(f"{line}\n" for line in (sorted(names) if is_sorted else names)), "utf-8")
    (folder / SUMS).write_text(checksums(folder, (*LISTS, *TABLES, *OTHERS)), "utf-8")
    (hidden / SUMS).write_text(checksums(hidden, ANSWERS), "utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv[1:]:
        write()
    wrong = problems()
    print("\n".join(wrong) or "The data sets are in order.")
    sys.exit(bool(wrong))
