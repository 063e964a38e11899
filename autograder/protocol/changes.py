"""What became of values that were sent: which of them changed, and how to change others in the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from autograder.protocol.values import (
    Again,
    Array,
    Dict,
    Generator,
    Handle,
    List,
    Opaque,
    Tuple,
    Value,
    dtype_name,
    wrap,
)

Key = TypeVar("Key", bound=int | str)


def changes(before: Mapping[Key, Value], after: Mapping[Key, Any]) -> dict[Key, Value]:
    """Those of some values that are no longer as described. Handles, generators and opaque things do not count."""
    found = {}
    for key, sent in before.items():
        if isinstance(sent, Handle | Generator | Opaque) or _is_still(sent, after[key], []):
            continue
        if wrap(after[key], known=()) == sent:
            continue
        now = wrap(after[key])
        if now != _written_out(sent, []):
            found[key] = now
    return found


def _is_still(sent: Value, value: Any, met: list[Any]) -> bool:
    """Whether a value is plainly what was sent, found without describing it; what looks otherwise may be equal.

    ``met`` are the arrays, lists and dicts before, which ``Again`` may name.
    """
    match sent:
        case Array():
            met.append(value)
            return type(value) is np.ndarray and _same_array(sent, value)
        case Dict():
            met.append(value)
            return type(value) is dict and _same_pairs(sent.items, value, met)
        case List():
            met.append(value)
            return type(value) is list and _same_entries(sent.items, value, met)
        case Tuple():
            return type(value) is tuple and _same_entries(sent.items, value, met)
        case Again():
            return met[sent.number] is value
        case _:
            return type(value) in _PLAIN and type(value) is type(sent) and value == sent


_PLAIN = frozenset((type(None), bool, int, float, str))


def _same_array(sent: Array, value: np.ndarray) -> bool:
    if value.shape != sent.shape or dtype_name(value.dtype) != sent.dtype or not value.dtype.isnative:
        return False
    if sent.order == "T":
        return np.moveaxis(value, -1, 0).tobytes() == sent.data
    return value.tobytes("F" if sent.order == "F" else "C") == sent.data


def _same_entries(sent: list[Value], value: Sequence[Any], met: list[Any]) -> bool:
    return len(sent) == len(value) and all(_is_still(entry, now, met) for entry, now in zip(sent, value, strict=True))


def _same_pairs(pairs: list[tuple[Value, Value]], value: dict[Any, Any], met: list[Any]) -> bool:
    if len(pairs) != len(value):
        return False
    return all(
        type(key) is str and key == name and _is_still(entry, value[name], met)
        for (key, entry), name in zip(pairs, value, strict=True)
    )


def _written_out(value: Value, met: list[Value]) -> Value:
    """A description in which nothing is said by ``Again``."""
    if isinstance(value, Again):
        return met[value.number]
    if isinstance(value, Tuple):
        return Tuple([_written_out(entry, met) for entry in value.items])
    number = len(met)
    if isinstance(value, Array | List | Dict):
        met.append(value)
    if isinstance(value, List):
        met[number] = List([_written_out(entry, met) for entry in value.items])
    if isinstance(value, Dict):
        met[number] = Dict([(_written_out(key, met), _written_out(entry, met)) for key, entry in value.items])
    return met[number] if isinstance(value, List | Dict) else value


def restore(target: Any, value: Any) -> bool:
    """Make a container equal to a value, in place and through all levels; False if it cannot be."""
    if isinstance(target, np.ndarray) and isinstance(value, np.ndarray) and target.shape == value.shape:
        target[...] = value
    elif isinstance(target, list) and isinstance(value, list):
        target[len(value) :] = value[len(target) :]
        _restore_entries(target, dict(enumerate(value)))
    elif isinstance(target, dict) and isinstance(value, dict):
        for key in target.keys() - value.keys():
            del target[key]
        target |= {key: entry for key, entry in value.items() if key not in target}
        _restore_entries(target, value)
    else:
        return False
    return True


def _restore_entries(target: Any, entries: Mapping[Any, Any]) -> None:
    for key, entry in entries.items():
        if not isinstance(entry, Opaque) and not restore(target[key], entry):
            target[key] = entry
