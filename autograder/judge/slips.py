"""Known slips in answers worked by hand: a wrong formula for one answer, and the hint of whoever used it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import msgspec

from autograder.config import HOUSE
from autograder.judge.collection import import_file
from autograder.judge.mistakes import mistake, mistake_files

#: Its parameters name numbers of the student's and earlier answers.
Formula = Callable[..., Any]


class Slip(msgspec.Struct, frozen=True):
    """A wrong way to one answer of an item."""

    item: str
    answer: str
    formula: Formula
    hint: str


def slips_of(reference: ModuleType) -> Callable[[str, str], Callable[[Formula], Any]]:
    """What marks the formulas of known slips of a part: ``@slip(item, answer)``, with the hint as docstring.

    What is marked becomes a known mistake in the item, the reference but for this answer. Answers themselves
    tell which slip it was (see ``by_hand``), so that the mistake is silent.
    """

    def slip(item: str, answer: str) -> Callable[[Formula], Any]:
        def marked(formula: Formula) -> Any:
            def slipped() -> dict[str, Any]:
                truth = getattr(reference, item)()
                return {**truth, answer: result_of(formula, {**reference.numbers, **truth})}

            hint = " ".join((formula.__doc__ or "").split())
            slipped.__name__, slipped.__doc__ = formula.__name__, hint
            slipped.slip = Slip(item, answer, formula, hint)  # type: ignore[attr-defined]
            return mistake(item, silent=True)(slipped)

        return marked

    return slip


def load_slips(part: str) -> tuple[Slip, ...]:
    """The known slips of a part, in file order."""
    modules = [import_file(path, "mistakes") for path in mistake_files(part, HOUSE)]
    found = [getattr(value, "slip", None) for module in modules for value in vars(module).values()]
    return tuple(one for one in found if isinstance(one, Slip))


def result_of(formula: Formula, known: Mapping[str, Any]) -> Any:
    """What a formula gives with known numbers and answers."""
    return formula(*(known[name] for name in names_in(formula)))


@functools.cache
def names_in(formula: Formula) -> tuple[str, ...]:
    """The numbers and answers that a formula reads."""
    return tuple(inspect.signature(formula).parameters)
