"""Plain data that is almost what was asked for."""

from __future__ import annotations

import random
from typing import Any

from autograder.protocol.values import ARRAY_DTYPES, Array, Dict, Generator, Handle, List, Opaque, Scalar, Tensor, Tuple

_EIGHT = bytes(8)
_NAN = b"\0\0\0\0\0\0\xf8\x7f"
JUNK: list[Any] = [
    None, True, 0, -1, 2**63 - 1, 1e308, float("nan"), float("inf"), "", "x" * 5000, "\x00", "rnn_cell_forward",
    List([]), Tuple([]), Dict([]), Dict([(1, 2), (None, None)]), List([1] * 1000), Tuple([Tuple([1])]),
    Opaque("an object"), Handle(1), Generator(1), Scalar("float64", _NAN), Scalar("bool", b"\2"),
    Scalar("complex64", _EIGHT), Array("float64", (), "C", _NAN), Array("float64", (0,), "C", b""),
    Array("float64", (0, 7), "F", b""), Array("int8", (8,), "C", _EIGHT), Array("complex128", (1,), "C", bytes(16)),
    Array("float64", (1, 1, 1), "S", _NAN), Array("bool", (8,), "C", bytes(range(8))),
    Array("object", (1,), "C", _EIGHT),
    Tensor("float64", (), _NAN), Tensor("float32", (0, 3), b""), Tensor("int64", (1,), _EIGHT),
    Tensor("complex64", (1,), _EIGHT), Tensor("bool", (8,), bytes(range(8))), Tensor("float16", (4,), b"\xff\x7f" * 4),
]  # fmt: skip


def distorted(value: Any, chance: random.Random) -> Any:
    """The value with one thing in it changed."""
    inner = getattr(value, "items", None)
    if inner and chance.random() < 0.75:
        return type(value)(_distorted_entries(list(inner), chance))
    if isinstance(value, Array | Tensor) and chance.random() < 0.7:
        return _distorted_array(value, chance)
    return chance.choice(JUNK)


def _distorted_entries(entries: list[Any], chance: random.Random) -> list[Any]:
    place = chance.randrange(len(entries))
    way = chance.randrange(6)
    if way == 0:
        del entries[place]
    elif way == 1:
        entries.insert(place, entries[place])
    elif way == 2:
        entries.reverse()
    elif isinstance(entries[place], tuple):
        key, value = entries[place]
        entries[place] = (key, distorted(value, chance)) if chance.random() < 0.9 else (distorted(key, chance), value)
    else:
        entries[place] = distorted(entries[place], chance)
    return entries


def _distorted_array(value: Any, chance: random.Random) -> Any:
    fields = {name: getattr(value, name) for name in value.__struct_fields__}
    match chance.randrange(5):
        case 0:
            fields["dtype"] = chance.choice(sorted(ARRAY_DTYPES))
        case 1:
            fields["shape"] = tuple(chance.sample(value.shape, len(value.shape)))
        case 2:
            fields["shape"] = (*value.shape, 1)
        case 3:
            fields["data"] = value.data[8:] + chance.choice((_NAN, _EIGHT, b"\0\0\0\0\0\0\xf0\x7f"))
        case _:
            return List([1.0] * 3) if chance.random() < 0.3 else chance.choice(JUNK)
    return type(value)(**fields)
