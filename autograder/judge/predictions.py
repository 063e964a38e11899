"""Judges a file of predictions by answers that never leave the grader's side: read strictly, scored in a straight line.

The file is a table with a header and two columns: what is asked, and the label. The answers have the same form and
the same file name, in ``autograder/hidden_data/``.
"""

from __future__ import annotations

import csv
import functools
from collections import Counter
from collections.abc import Mapping

from autograder.config import HOUSE
from autograder.errors import ConfigError
from autograder.judge.compare import WrongAnswer
from autograder.judge.student import Student

ANSWERS = HOUSE / "autograder" / "hidden_data"
#: Characters of a student's text that a message quotes.
_QUOTED = 40


def check_predictions(student: Student, name: str, floor: float, target: float, ceiling: float) -> None:
    """Credit for the accuracy of the file ``name``: none up to ``floor``, all from ``target`` on, linear between.

    Above ``ceiling`` a person is asked to look, whatever it earns. Raises WrongAnswer, with the credit.
    """
    answers = load_answers(name)
    found = read_predictions(name, student.file(name), answers)
    accuracy = share_right(found, answers)
    if accuracy > ceiling:
        student.flag(f"{name}: {accuracy:.1%} of the predictions are right, more than the {ceiling:.0%} of honest work")
    if accuracy < target:
        credit = max(0.0, (accuracy - floor) / (target - floor))
        raise WrongAnswer(
            f"{accuracy:.1%} of the {len(answers):,} predictions in {name} are right. {floor:.0%} earns nothing and "
            f"{target:.0%} earns everything, with a straight line between them.{_hint(found, answers, floor)}",
            credit,
        )


@functools.cache
def load_answers(name: str) -> Mapping[str, str]:
    """The right label of everything that is asked. Raises ConfigError: there are no sound answers of this name."""
    path = ANSWERS / name
    try:
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    answers = {row[0]: row[1] for row in rows[1:] if len(row) == 2}
    if not answers or len(answers) != len(rows) - 1:
        raise ConfigError(f"{path} is no table of two columns with a header and different names; build it again")
    return answers


def share_right(found: Mapping[str, str], answers: Mapping[str, str]) -> float:
    """The share of answers that were found."""
    return sum(found[name] == label for name, label in answers.items()) / len(answers)


def read_predictions(name: str, data: bytes, answers: Mapping[str, str]) -> dict[str, str]:
    """The label of everything that is asked, from the bytes of a file.

    Raises WrongAnswer: it is not UTF-8 text or no table, has another header, a row with other than two fields,
    something twice, something that was not asked, a label that nothing has, or it lacks something.
    """
    rows = _rows(name, _text(name, data))
    if rows[0] != ["name", "language"]:
        raise WrongAnswer(
            f"The first line of {name} is {_quoted(','.join(rows[0]))}; it should be name,language. "
            "Write the header, two columns and no index."
        )
    labels = sorted(set(answers.values()))
    found: dict[str, str] = {}
    for line, row in enumerate(rows[1:], start=2):
        if len(row) != 2:
            raise WrongAnswer(
                f"Line {line} of {name} has {len(row)} fields; it should have 2: a name and its language."
            )
        asked, label = row
        if asked not in answers:
            raise WrongAnswer(f"Line {line} of {name} is about {_quoted(asked)}, which is none of the names asked for.")
        if asked in found:
            raise WrongAnswer(f"Line {line} of {name} is about {_quoted(asked)} again; each name may stand there once.")
        if label not in labels:
            raise WrongAnswer(f"Line {line} of {name} says {_quoted(label)}; the languages are {', '.join(labels)}.")
        found[asked] = label
    missing = [asked for asked in answers if asked not in found]
    if missing:
        raise WrongAnswer(
            f"{name} lacks {len(missing):,} of the {len(answers):,} names, such as {_quoted(missing[0])}. "
            "Each needs one row, also if you are not sure."
        )
    return found


def _text(name: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise WrongAnswer(f"{name} is UTF-16; write it as UTF-8, as the cell that was given does.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise WrongAnswer(f"Line {line} of {name} is not UTF-8 text; write the file as UTF-8.") from None
    if "\0" in text:
        raise WrongAnswer(f"{name} is not a text file; write it as comma-separated text in UTF-8.")
    if not text.strip():
        raise WrongAnswer(f"{name} is empty; run the cell that writes it, and look into it.")
    return text


def _rows(name: str, text: str) -> list[list[str]]:
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        rows = list(reader)
    except csv.Error as error:
        raise WrongAnswer(f"Line {reader.line_num} of {name} is not comma-separated text: {error}.") from None
    while not rows[-1]:
        rows.pop()
    return rows


def _hint(found: Mapping[str, str], answers: Mapping[str, str], floor: float) -> str:
    """What a poor accuracy may come from, if that can be seen."""
    if len(set(found.values())) == 1:
        return f" All of them say {next(iter(found.values()))}."
    counts = Counter((found[name], label) for name, label in answers.items())
    best = {
        guess: max((count, label) for (told, label), count in counts.items() if told == guess) for guess, _ in counts
    }
    renamed = sum(count for count, _ in best.values()) / len(answers)
    if share_right(found, answers) < floor < renamed:
        return " The languages seem to be exchanged: do they stand in the order of the model's scores?"
    return " Does each prediction stand beside its own name?" if share_right(found, answers) < floor else ""


def _quoted(text: str) -> str:
    return repr(text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…")
