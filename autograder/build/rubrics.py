"""Rubrics of written questions: a table below the model answer, inside the answer cell's solution region.

    **Model answer.** The state is the only thing that passes from step to step …

    | criterion | points | earned when | comment |
    |---|---|---|---|
    | carries_state | 3 | the answer says what is carried | Say what one step hands to the next. |

A comment is what a student reads who did not earn the criterion in full.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.build.regions import MARK_SCHEME, SOLUTION, inside, outside
from autograder.build.source import Role, Source, SourceCell
from autograder.config import HOUSE
from autograder.errors import ConfigError
from autograder.parts import load_part, source_notebook
from autograder.records import Record

HEADER = ("criterion", "points", "earned when", "comment")
ANSWER = "**Model answer.**"
#: Names of a grading sheet's other columns.
TAKEN = ("student", "answer", "comment", "answer_id")

_EXAMPLE = f"| {' | '.join(HEADER)} |"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_POINTS = re.compile(r"(?=.*[1-9])\d{1,6}(\.\d{1,2})?")
_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r":?-+:?")

Lines = Sequence[tuple[int, str]]
Problems = list[tuple[int, str]]


class Criterion(Record, frozen=True):
    """One thing that an answer can earn points for."""

    name: str
    points: float
    earned_when: str
    comment: str


class Rubric(Record, frozen=True):
    """How a written question is graded.

    ``asked`` is the question as students read it; ``prompt`` is what of it stands in the answer cell.
    """

    item: str
    asked: str
    prompt: str
    model_answer: str
    criteria: tuple[Criterion, ...]

    @property
    def points(self) -> float:
        return round(sum(criterion.points for criterion in self.criteria), 2)


def rubric_problems(source: Source) -> list[str]:
    """What is wrong with the rubrics of a source whose headers and regions are sound, one line each."""
    found = []
    for cell in source.with_role(Role.WRITTEN):
        _, _, problems = _read(_region(cell, commented=True), cell.line, float(cell.meta["points"]))
        found += [source.at(line, text) for line, text in problems]
    return found


def load_rubrics(part: str, house: Path = HOUSE) -> dict[str, Rubric]:
    """The rubric of each written question of a part, by item, as built.

    Raises ConfigError when the part is not built, or a rubric in it is not sound.
    """
    points = {item.grade_id: item.points for item in load_part(part, house).items if item.manual}
    rubrics: dict[str, Rubric] = {}
    before = ""
    for built in source_notebook(part, house)["cells"]:
        text = "".join(built["source"])
        item = built["metadata"].get("nbgrader", {}).get("grade_id")
        if item in points:
            cell = SourceCell(built["cell_type"], 0, tuple(text.split("\n")), text)
            rubrics[item] = _rubric(item, cell, points[item], before)
        before = text if built["cell_type"] == "markdown" and item is None else ""
    return rubrics


def _rubric(item: str, cell: SourceCell, points: float, before: str) -> Rubric:
    answer, criteria, problems = _read(_region(cell, commented=False), 0, points)
    if problems:
        raise ConfigError(f"the rubric of {item!r}: {problems[0][1]}; then run `autograder build`")
    prompt = "\n".join(outside(cell)).strip()
    asked = "\n\n".join(filter(None, [before.strip(), prompt]))
    return Rubric(item, asked, prompt, answer, criteria)


def _region(cell: SourceCell, *, commented: bool) -> Lines:
    """The lines of the solution region, without markers; in a text source each may stand behind a ``#``."""
    lines = [(number, line) for number, line in inside(cell, SOLUTION) if MARK_SCHEME not in line]
    return [(number, re.sub(r"^# ?", "", line) if commented else line) for number, line in lines]


def _read(lines: Lines, line: int, points: float) -> tuple[str, tuple[Criterion, ...], Problems]:
    """Model answer, criteria and problems of a region; ``line`` is where the cell begins."""
    starts = [place for place, (_, text) in enumerate(lines) if _is_header(text)]
    if not starts:
        return "", (), [(line, f"no rubric; below the model answer write a table that begins with `{_EXAMPLE}`")]
    start = starts[0]
    end = next((place for place in range(start, len(lines)) if not lines[place][1].strip()), len(lines))
    answer = "\n".join(text for _, text in lines[:start]).strip()
    problems = _around_problems(answer, lines, starts, end)
    rows, broken = _rows(lines[start:end])
    problems += broken
    if not problems:
        problems = [*_criterion_problems(rows), *_sum_problems(rows, lines[start][0], points)]
    criteria = () if problems else tuple(Criterion(row[0], float(row[1]), row[2], row[3]) for _, row in rows)
    return answer.removeprefix(ANSWER).strip(), criteria, problems


def _is_header(text: str) -> bool:
    return tuple(_cells(text)) == HEADER


def _cells(text: str) -> list[str]:
    """The cells of a table's row; empty if the line is none."""
    row = text.strip()
    if not row.startswith("|"):
        return []
    parts = _BAR.split(row)
    return [part.strip().replace("\\|", "|") for part in (parts[1:-1] if not parts[-1].strip() else parts[1:])]


def _around_problems(answer: str, lines: Lines, starts: Sequence[int], end: int) -> Problems:
    problems = []
    if not answer.removeprefix(ANSWER).strip() or not answer.startswith(ANSWER):
        problems.append((lines[0][0], f"the solution region must begin with `{ANSWER}` and the answer; write it there"))
    if len(starts) > 1:
        problems.append((lines[starts[1]][0], "a second rubric; merge the two tables"))
    elif below := [number for number, text in lines[end:] if text.strip()]:
        problems.append((below[0], "text below the rubric, which would be lost; move it above the table"))
    return problems


def _rows(table: Lines) -> tuple[list[tuple[int, list[str]]], Problems]:
    """The rows below header and rule, and what does not parse."""
    header, rows = table[0], [(number, _cells(text)) for number, text in table[1:]]
    if not rows or not rows[0][1] or not all(_RULE.fullmatch(cell) for cell in rows[0][1]):
        return [], [(header[0], "no rule below the header of the rubric; write `|---|---|---|---|` there")]
    problems = [
        (number, f"{len(row)} cells in a row of the rubric, not {len(HEADER)}; write `\\|` for a bar inside a cell")
        for number, row in rows
        if len(row) != len(HEADER)
    ]
    if not rows[1:]:
        problems.append((header[0], "a rubric without criteria; write a row for each"))
    return rows[1:], problems


def _criterion_problems(rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, str]]:
    seen: dict[str, int] = {}
    for number, (name, points, earned_when, comment) in rows:
        if not _NAME.fullmatch(name):
            yield number, f"criterion {name!r} is no name; use up to 40 lower-case letters, digits and underscores"
        elif name in TAKEN:
            yield number, f"criterion {name!r} is the name of another column of a grading sheet; rename it"
        elif name in seen:
            yield number, f"duplicate criterion {name!r}, first on line {seen[name]}; rename one of them"
        seen.setdefault(name, number)
        if not _POINTS.fullmatch(points):
            yield number, f"points must be a positive number with at most two decimals, not {points!r}"
        if not earned_when:
            yield number, f"criterion {name!r} does not say when it is earned; fill the third column"
        if not comment:
            yield number, f"criterion {name!r} has no comment; write what a student reads who did not earn it"


def _sum_problems(rows: Sequence[tuple[int, list[str]]], line: int, points: float) -> Problems:
    if not all(_POINTS.fullmatch(row[1]) for _, row in rows):
        return []
    total = sum(float(row[1]) for _, row in rows)
    if math.isclose(total, points, abs_tol=1e-9):
        return []
    return [(line, f"the criteria are worth {total:g} points, the question {points:g}; make them equal")]
