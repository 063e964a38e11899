"""Answers worked out by hand, with numbers of the student's own: right, or right in what follows from a slip.

An answer counts if it is the true one, or the one that follows from the student's own earlier answers. An
earlier answer that is none, or that makes the rest trivial, such as 0, is not followed; the true one stands in
for it. Nothing follows from answers that are all the same. A wrong answer that a known slip gives comes with its hint.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.judge.compare import WrongAnswer, entries, kind_of
from autograder.judge.slips import Formula, Slip, names_in, result_of
from autograder.judge.student import Student

#: Beyond this nothing is computed further: what follows from it could overflow.
_LARGEST = 1e12

Numbers = Mapping[str, Any]


class Kind:
    """What an answer is: how it is read, when two of them agree, and which wrong ones are followed."""

    def read(self, name: str, value: Any) -> Any:
        """The answer as plain data. Raises WrongAnswer if it is none of this kind."""
        raise NotImplementedError

    def agree(self, one: Any, other: Any) -> bool:
        """Whether two answers count as the same."""
        return bool(one == other)

    def leads_on(self, value: Any, numbers: Numbers) -> bool:
        """Whether what follows from a wrong answer still takes some work."""
        return True


class Number(Kind):
    """A number, never 0, within a relative tolerance; not followed if it is as good as one of ``trivial``."""

    def __init__(self, tolerance: float, trivial: Sequence[float] = ()) -> None:
        self.tolerance, self.trivial = tolerance, trivial

    def read(self, name: str, value: Any) -> float:
        return number(name, value)

    def agree(self, one: float, other: float) -> bool:
        return one != 0 and math.isfinite(other) and abs(one - other) <= self.tolerance * abs(other)

    def leads_on(self, value: float, numbers: Numbers) -> bool:
        return value != 0 and not any(self.agree(value, plain) for plain in self.trivial)


class Count(Kind):
    """A positive whole number."""

    def read(self, name: str, value: Any) -> int:
        found = number(name, value)
        if found != round(found) or found <= 0:
            raise WrongAnswer(f"{name} is {found:g}; it should be a positive whole number.")
        return round(found)


class Shape(Kind):
    """A tuple of positive whole numbers; followed only if they are different sizes of the model."""

    def __init__(self, *sizes: str) -> None:
        self.sizes = sizes

    def read(self, name: str, value: Any) -> tuple[int, ...]:
        if value is None:
            raise WrongAnswer(f"{name} was left without an answer.")
        if isinstance(value, np.ndarray) and value.ndim == 1 and 0 < value.size < 10:
            value = value.tolist()
        if not isinstance(value, tuple | list):
            raise WrongAnswer(f"{name} is {kind_of(value)}; it should be a tuple of whole numbers, such as (4, 3).")
        return tuple(Count().read(f"{name}[{place}]", size) for place, size in enumerate(value[:10]))

    def leads_on(self, value: tuple[int, ...], numbers: Numbers) -> bool:
        known = {numbers[size] for size in self.sizes}
        return bool(value) and len(set(value)) == len(value) and set(value) <= known


class Sheet:
    """The answers of one item, in order: each with its kind, its formula, and other ways to get there."""

    def __init__(self, item: str, **answers: tuple[Any, ...]) -> None:
        self.item = item
        self.kinds: dict[str, Kind] = {name: kind for name, (kind, *_) in answers.items()}
        self.formulas: dict[str, list[Formula]] = {name: formulas for name, (_, *formulas) in answers.items()}

    @property
    def numbers(self) -> list[str]:
        """The names of the numbers that the formulas use."""
        used = [name for formulas in self.formulas.values() for formula in formulas for name in names_in(formula)]
        return [name for name in dict.fromkeys(used) if name not in self.kinds]

    def truth(self, numbers: Numbers) -> dict[str, Any]:
        """All true answers."""
        known = dict(numbers)
        for name, (formula, *_) in self.formulas.items():
            known[name] = result_of(formula, known)
        return {name: known[name] for name in self.kinds}

    def check(self, student: Student, numbers: Numbers, name: str, slips: Sequence[Slip] = ()) -> None:
        """Require that one of a student's answers is right, or follows. Raises WrongAnswer.

        Its message ends with the hint of the one of these slips that gives the answer, if it is one alone.
        """
        returned = entries(self.item, getattr(student, self.item)().value, self.kinds)
        answer, truth = self.kinds[name].read(name, returned[name]), self.truth(numbers)
        ways = [{**numbers, **earlier} for earlier in (truth, truth | self._followed(returned, numbers))]
        if any(self._gives(formula, name, answer, ways) for formula in self.formulas[name]):
            return
        found, wanted = _words(answer), _words(truth[name])
        yours = ", ".join(f"{given} = {numbers[given]}" for given in self.numbers)
        own = [one for one in slips if (one.item, one.answer) == (self.item, name)]
        hints = [one.hint for one in own if self._gives(one.formula, name, answer, ways)]
        hint = f" {hints[0]}" if len(hints) == 1 else ""
        raise WrongAnswer(f"{name} is {found}; it should be {wanted}.{hint} The numbers of {student.id!r} are {yours}.")

    def _gives(self, formula: Formula, name: str, answer: Any, ways: Sequence[Numbers]) -> bool:
        """Whether a formula leads to an answer, by what is known in any of these ways."""
        for known in ways:
            with contextlib.suppress(ArithmeticError, ValueError):  # of what a student's value leads to
                if self.kinds[name].agree(answer, result_of(formula, known)):
                    return True
        return False

    def _followed(self, returned: Mapping[str, Any], numbers: Numbers) -> dict[str, Any]:
        """The student's own answers that can be built on."""
        own: dict[str, Any] = {}
        for name, kind in self.kinds.items():
            with contextlib.suppress(WrongAnswer):
                own[name] = kind.read(name, returned[name])
        if len(set(own.values())) == 1:
            return {}
        return {name: value for name, value in own.items() if self.kinds[name].leads_on(value, numbers)}


def number(name: str, value: Any) -> float:
    """A finite number of moderate size as a float. Raises WrongAnswer for anything else."""
    if value is None:
        raise WrongAnswer(f"{name} was left without an answer.")
    if hasattr(value, "detach"):
        value = value.numpy()
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.reshape(())[()]
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.integer | np.floating):
        raise WrongAnswer(f"{name} is {kind_of(value)}; it should be a number.")
    found = float(value)
    if not math.isfinite(found) or abs(found) > _LARGEST:
        raise WrongAnswer(f"{name} is {found:g}; it should be a finite number of moderate size.")
    return found


def _words(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
