"""Known mistakes: wrong implementations, named for the bug, whose docstring is the hint that they deserve."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from autograder.config import HOUSE
from autograder.errors import ConfigError
from autograder.judge.collection import import_file
from autograder.records import Part

MAX_HINT_WORDS = 60

Function = TypeVar("Function", bound=Callable[..., Any])


class Mistake(msgspec.Struct, frozen=True):
    """A wrong implementation of an item; ``hint`` is its docstring in one line."""

    name: str
    grade_id: str
    hint: str
    function: Any
    where: str
    silent: bool = False


def mistake(grade_id: str, hint: str = "", silent: bool = False) -> Callable[[Function], Function]:
    """Mark a function or class as a known mistake in an item.

    Its name in the module names the bug and its docstring is the hint: what happened and where to look,
    never the answer. ``hint`` stands in for the docstring of what a function made. A ``silent`` mistake
    cannot be told by what it returns (it raises, or its weights are its own): it only proves the tests.
    """

    def marked(function: Function) -> Function:
        function.mistake = (grade_id, hint or function.__doc__ or "", silent)  # type: ignore[attr-defined]
        return function

    return marked


def mistake_files(part: str, house: Path = HOUSE) -> tuple[Path, ...]:
    """The known mistakes of a part: ``<part>.py``, then any ``<part>__<topic>.py`` in order of name; perhaps none."""
    folder = house / "autograder" / "mistakes"
    first = folder / f"{part}.py"
    return (*([first] if first.is_file() else []), *sorted(folder.glob(f"{part}__*.py")))


def load_mistakes(part: Part, house: Path = HOUSE) -> tuple[Mistake, ...]:
    """The known mistakes of a part, in file order; none if it has no files of them.

    Raises ConfigError, naming the file and the mistake: for an unknown item, without a hint, with one
    that is too long or that another has.
    """
    found = [entry for path in mistake_files(part.name, house) for entry in _mistakes_in(path)]
    known = {item.grade_id for item in part.items if not item.manual}
    for entry in found:
        if entry.grade_id not in known:
            raise ConfigError(f"{entry.where} is a mistake in {entry.grade_id!r}, which is no item of {part.name}")
        if sum(other.hint == entry.hint for other in found) > 1:
            raise ConfigError(f"{entry.where} has the hint of another mistake: say what is its own")
    return tuple(found)


def _mistakes_in(path: Path) -> list[Mistake]:
    names = vars(import_file(path, "mistakes"))
    return [_described(name, value, path) for name, value in names.items() if _is_marked(value)]


def _is_marked(value: Any) -> bool:
    return callable(value) and "mistake" in getattr(value, "__dict__", {})  # a subclass is not marked with its parent


def _described(name: str, function: Any, path: Path) -> Mistake:
    grade_id, text, silent = function.mistake
    hint = " ".join(inspect.cleandoc(text).split())
    where = f"{path}: {name}"
    if not hint:
        raise ConfigError(f"{where} has no docstring: write the hint that a student with this mistake should read")
    if len(hint.split()) > MAX_HINT_WORDS:
        raise ConfigError(f"{where} has a hint of {len(hint.split())} words: say it in at most {MAX_HINT_WORDS}")
    return Mistake(name, grade_id, hint, function, where, silent)
