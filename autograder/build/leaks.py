"""Looks for secrets in a release: lines of solutions, model answers, mark schemes and hidden tests, hidden labels.

Works on text alone, and knows nothing of how a release is made, so that it can contradict the build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.build.answers import answer_leaks, hidden_answers
from autograder.build.regions import SOLUTION, inside, outside
from autograder.build.rubrics import ANSWER
from autograder.build.source import Role, Source
from autograder.records import Record

_WORD = re.compile(r"[^\W_][\w']*")
_TEST_FUNCTION = re.compile(r"^def (test_\w+)", re.MULTILINE)
_TEST_NAME = re.compile(r"test_\w+")
_KEYWORDS = frozenset(
    ("and", "else", "elif", "for", "from", "if", "import", "in", "is", "not", "or", "return", "while", "with")
)
#: Lines that secret and public code share by nature: taking a shape apart, a generator, an import.
_COMMON = re.compile(
    r"[\w, ()]+=\s*([\w.]+\.shape(\[[-\d:]+\])?|np\.random\.default_rng\(\w*\))|(from\s+\S+\s+)?import\s.*"
)
#: A line with fewer words than this says nothing: ``caches.append(cache)``.
_FEWEST_WORDS = 4
_FEWEST_LETTERS = 16


class Secret(Record, frozen=True):
    """A line that may not be released; ``squeezed`` is the line without white space."""

    squeezed: str
    where: str
    what: str


def secrets(sources: list[Source], house: Path) -> list[Secret]:
    """Every telling line of the regions of some sources and of the hidden tests."""
    public = "\n".join(squeeze(line) for source in sources for line in _starter_lines(source))
    found = [secret for source in sources for secret in _region_secrets(source)]
    found += [secret for path in _hidden_files(house) for secret in _hidden_secrets(path, house)]
    return [secret for secret in found if secret.squeezed not in public]


def hidden_names(house: Path) -> set[str]:
    """The names of all hidden test functions."""
    return {name for path in _hidden_files(house) for name in _TEST_FUNCTION.findall(path.read_text(encoding="utf-8"))}


def leaks(release: dict[str, bytes], sources: list[Source], house: Path) -> list[str]:
    """What a release (name below ``release/`` -> bytes) gives away, one line for each file and secret."""
    known, names, answers = secrets(sources, house), hidden_names(house), hidden_answers(house)
    problems = []
    for name, content in sorted(release.items()):
        found = [*_leaks_in(content, known, names), *answer_leaks(_texts(content), answers)]
        problems += [f"release/{name}: {leak}" for leak in found]
    return problems


def squeeze(line: str) -> str:
    """A line without its white space and without the ``#`` of a comment."""
    return "".join(line.split()).lstrip("#")


def is_telling(line: str) -> bool:
    """True if a line says enough that finding it elsewhere cannot be chance."""
    text = line.strip().lstrip("# ")
    words = [word for word in _WORD.findall(text) if word not in _KEYWORDS]
    return len(words) >= _FEWEST_WORDS and len(squeeze(text)) >= _FEWEST_LETTERS and not _COMMON.fullmatch(text)


def _leaks_in(content: bytes, known: list[Secret], names: set[str]) -> Iterator[str]:
    lines = [line for text in _texts(content) for line in text.splitlines()]
    squeezed = "\n".join(squeeze(line) for line in lines)
    for secret in known:
        if secret.squeezed in squeezed:
            yield f"holds a line of {secret.what} ({secret.where}); rebuild, or reword the public line if it is meant"
    for name in sorted(names & {found for line in lines for found in _TEST_NAME.findall(line)}):
        yield f"names the hidden test {name}; rebuild, or rename the hidden test"


def _texts(content: bytes) -> list[str]:
    """The texts of a file: of a notebook every string in it, of any other file its characters."""
    text = content.decode("utf-8", errors="replace")
    try:
        return [text, *_strings(json.loads(text))]
    except ValueError:
        return [text]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        if value and all(isinstance(inner, str) for inner in value):
            yield "".join(value)
        else:
            for inner in value:
                yield from _strings(inner)


def _starter_lines(source: Source) -> list[str]:
    return [line for cell in source.with_role(Role.SOLUTION, Role.WRITTEN) for line in outside(cell)]


def _region_secrets(source: Source) -> Iterator[Secret]:
    for cell in source.with_role(Role.SOLUTION, Role.WRITTEN):
        written = cell.role is Role.WRITTEN
        what = "the model answer or mark scheme" if written else "the solution"
        for number, line in inside(cell, SOLUTION):
            for text in _told(line) if written else [line]:
                if is_telling(text):
                    yield Secret(squeeze(text), f"{source.path}:{number}", what)


def _told(line: str) -> list[str]:
    """A line of a written answer, and what it says without its label or the bars of a table."""
    return list(dict.fromkeys([line, line.replace(ANSWER, ""), *line.split("|")]))


def _hidden_files(house: Path) -> list[Path]:
    return sorted((house / "autograder" / "hidden_tests").glob("*.py"))


def _hidden_secrets(path: Path, house: Path) -> Iterator[Secret]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if is_telling(line):
            yield Secret(squeeze(line), f"{path.relative_to(house)}:{number}", "the hidden tests")
