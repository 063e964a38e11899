"""Looks in a release for the answers of test sets: a question beside its answer, or answers in their order."""

from __future__ import annotations

import csv
import operator
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.records import Record

_BETWEEN_FIELDS = re.compile(r"[,;:|\t]")
_WORD = re.compile(r"[^\W\d_]+")
#: So many answers in their order are no chance, if they differ as often as that from one to the next: a sorted
#: table has long stretches of one answer.
_RUN, _CHANGES = 24, 12


class Answers(Record, frozen=True):
    """A table of ``autograder/hidden_data/``: question -> answer, in the order of its rows."""

    file: str
    rows: dict[str, str]


def hidden_answers(house: Path) -> list[Answers]:
    """All tables of answers of a house."""
    found = []
    for path in sorted((house / "autograder" / "hidden_data").glob("*.csv")):
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        found.append(Answers(path.name, {row[0]: row[1] for row in rows[1:] if len(row) == 2}))
    return found


def answer_leaks(texts: Iterable[str], tables: Iterable[Answers]) -> Iterator[str]:
    """What some texts of one file give away, once for each table."""
    texts = list(texts)
    for table in tables:
        pair = next(_pairs(texts, table.rows), None)
        if pair:
            yield f"holds the hidden answer to {pair!r} ({table.file}); leave it out"
        elif any(_has_run(text, table.rows) for text in texts):
            yield f"holds hidden answers in the order of {table.file}; leave them out"


def _pairs(texts: Iterable[str], answers: dict[str, str]) -> Iterator[str]:
    """Questions that stand on one line with their answers, as fields of a table would."""
    for text in texts:
        for line in text.splitlines():
            fields = {field.strip(" \"'()[]{}") for field in _BETWEEN_FIELDS.split(line)}
            yield from (field for field in fields if answers.get(field) in fields)


def _has_run(text: str, answers: dict[str, str]) -> bool:
    """Whether answers stand there in their order, for a while at least."""
    labels = list(answers.values())
    known = set(labels)
    words = [word for word in _WORD.findall(text) if word in known]
    if len(words) < _RUN:
        return False
    told = " ".join(words)
    runs = (labels[start : start + _RUN] for start in range(len(labels) - _RUN + 1))
    return any(" ".join(run) in told for run in runs if sum(map(operator.ne, run, run[1:])) >= _CHANGES)
