"""Wrong behaviours around a right function: state, damage to arguments, results that are nearly right."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

Wrap = Callable[[Callable[..., Any]], Callable[..., Any]]

#: How many arguments, and how many numeric results, get a mutant of their own.
_PLACES = 6
_DAMAGES: dict[str, Callable[[Any], Any]] = {
    "negated": lambda array: -array,
    "a thousandth too large": lambda array: array * 1.001,
    "zero": np.zeros_like,
    "rounded to 2 digits": lambda array: np.round(array, 2),
    "last entry zero": lambda array: _with_last(array, 0.0),
    "last entry NaN": lambda array: _with_last(array, np.nan),
    "last axis reversed": lambda array: array[..., ::-1] if np.ndim(array) else array,
    "first example for all": lambda array: np.broadcast_to(array[:, :1], array.shape) if np.ndim(array) > 1 else array,
    "transposed": lambda array: np.transpose(array),
    "one axis too many": lambda array: np.asarray(array)[None],
}


def behaviours() -> Iterator[tuple[str, Wrap]]:
    """Each wrong behaviour, with its name.

    Not every one fits every function: a wrapped function has an attribute ``met`` once anything was changed.
    """
    yield "the first answer for ever", _first_for_ever
    yield "the answer to the call before", _one_call_late
    yield "answers share their arrays", _shared_arrays
    for position in range(_PLACES):
        yield f"argument {position} damaged in place", functools.partial(_damages_argument, position)
        for name, damage in _DAMAGES.items():
            yield f"result {position} {name}", functools.partial(_damages_result, position, damage)
            if name == "zero":
                for limit in ("one", "few", "many"):
                    wrap = functools.partial(_damages_result, position, damage, limit)
                    yield f"result {position} {name} where the last axis is {limit}", wrap


def wordless(item: Any) -> Any:
    """A function or module class that returns zeros in the shapes of its right answers, and does nothing else."""
    if not isinstance(item, type):
        return lambda *args, **kwargs: _zeroed(item(*copy.deepcopy(args), **kwargs))

    def forward(self: Any, *args: Any, **kwargs: Any) -> Any:
        return _zeroed(item.forward(self, *args, **kwargs))  # type: ignore[attr-defined]

    return type(item.__name__, (item,), {"forward": forward})


def _zeroed(answer: Any) -> Any:
    if isinstance(answer, dict):
        return {key: _zeroed(value) for key, value in answer.items()}
    if isinstance(answer, list | tuple):
        return type(answer)(map(_zeroed, answer))
    return answer * 0 if hasattr(answer, "shape") or isinstance(answer, int | float) else answer


def _first_for_ever(function: Callable[..., Any]) -> Callable[..., Any]:
    kept: list[Any] = []

    def wrong(*args: Any, **kwargs: Any) -> Any:
        answer = function(*args, **kwargs)
        kept.append(answer)
        wrong.met = len(kept) > 1  # type: ignore[attr-defined]
        return kept[0]

    return wrong


def _one_call_late(function: Callable[..., Any]) -> Callable[..., Any]:
    kept: list[Any] = []

    def wrong(*args: Any, **kwargs: Any) -> Any:
        kept.append(function(*args, **kwargs))
        wrong.met = len(kept) > 1  # type: ignore[attr-defined]
        return kept[max(len(kept) - 2, 0)]

    return wrong


def _shared_arrays(function: Callable[..., Any]) -> Callable[..., Any]:
    kept: list[Any] = []

    def wrong(*args: Any, **kwargs: Any) -> Any:
        answer = function(*args, **kwargs)
        if kept:
            for old, new in zip(_arrays(kept[0]), _arrays(answer), strict=False):
                if old.shape == new.shape and old.flags.writeable:
                    old[...] = new
                    wrong.met = True  # type: ignore[attr-defined]
        kept[:] = [answer]
        return answer

    return wrong


def _damages_argument(position: int, function: Callable[..., Any]) -> Callable[..., Any]:
    def wrong(*args: Any, **kwargs: Any) -> Any:
        answer = copy.deepcopy(function(*args, **kwargs))
        for array in _arrays(args[position]) if position < len(args) else ():
            if array.dtype.kind == "f" and array.flags.writeable:
                array += 1.0
                wrong.met = True  # type: ignore[attr-defined]
        return answer

    return wrong


def _damages_result(position: int, damage: Callable[[Any], Any], *rest: Any) -> Callable[..., Any]:
    *limits, function = rest

    def wrong(*args: Any, **kwargs: Any) -> Any:
        answer = function(*args, **kwargs)
        places = [place for place in _places(answer) if not limits or _is_met(limits[0], args)]
        if position >= len(places):
            return answer
        changed = _replaced(answer, places[position], damage)
        if not _same(changed, answer, places[position]):
            wrong.met = True  # type: ignore[attr-defined]
        return changed

    return wrong


def _is_met(limit: str, args: Any) -> bool:
    """Whether the last axis of the first array that came in has this length."""
    length = next((array.shape[-1] for array in _arrays(args) if array.ndim), 0)
    return {"one": length == 1, "few": 1 < length <= 3, "many": length > 3}[limit]


def _places(answer: Any) -> list[tuple[Any, ...]]:
    """Where the numbers of an answer stand: itself, entries of its dicts, and of what it lists at the top."""
    if _is_number(answer):
        return [()]
    if isinstance(answer, dict):
        return [(key,) for key, value in answer.items() if _is_number(value)]
    if isinstance(answer, list | tuple):
        pairs = [(index, place) for index, entry in enumerate(answer) for place in _inner(entry)]
        return [(index, *place) for index, place in pairs]
    return []


def _inner(entry: Any) -> list[tuple[Any, ...]]:
    return _places(entry) if _is_number(entry) or isinstance(entry, dict) else []


def _is_number(value: Any) -> bool:
    return isinstance(value, np.ndarray | np.floating | float) and not isinstance(value, bool)


def _replaced(answer: Any, place: tuple[Any, ...], damage: Callable[[Any], Any]) -> Any:
    if not place:
        return damage(answer)
    entries = dict(answer) if isinstance(answer, dict) else list(answer)
    entries[place[0]] = _replaced(answer[place[0]], place[1:], damage)
    return tuple(entries) if isinstance(answer, tuple) else entries


def _same(left: Any, right: Any, place: tuple[Any, ...]) -> bool:
    for step in place:
        left, right = left[step], right[step]
    return np.shape(left) == np.shape(right) and bool(np.array_equal(left, right))


def _with_last(array: Any, value: float) -> Any:
    changed = np.array(array, copy=True)
    changed[(-1,) * changed.ndim] = value
    return changed


def _arrays(value: Any) -> Iterator[np.ndarray]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, dict | list | tuple):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _arrays(entry)
