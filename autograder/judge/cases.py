"""The cases of a hidden test as bytes: drawn once, without a submission, and decoded afresh for every call."""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import msgspec
import numpy as np

from autograder.judge.remembering import own
from autograder.protocol.values import Dict, Generator, List, Opaque, Tuple, Value, keep, unwrap, wrap

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(dict[str, Value])
_PLAIN = (type(None), bool, int, float, str, np.ndarray)


class NotRecordable(ValueError):
    """What a test draws is not plain data."""


def encode_case(arguments: Mapping[str, Any]) -> bytes:
    """What a test is called with, as bytes.

    Plain data, ``Generator`` and records (msgspec structs of such) are kept exactly. Raises NotRecordable.
    """
    return _ENCODER.encode({name: _described(value, name) for name, value in arguments.items()})


def decode_case(data: bytes) -> dict[str, Any]:
    """What ``encode_case`` was given; of what another call decodes it shares arrays alone, which nobody can change."""
    return own(_decoded(data))  # type: ignore[no-any-return]


@functools.lru_cache(maxsize=8192)
def _decoded(data: bytes) -> dict[str, Any]:
    return own({name: _rebuilt(value) for name, value in _DECODER.decode(data).items()}, keep)  # type: ignore[no-any-return]


def _described(value: Any, where: str) -> Value:
    if isinstance(value, Generator):
        return value
    if isinstance(value, msgspec.Struct):
        kind = Opaque(f"{type(value).__module__}:{type(value).__qualname__}")
        fields = msgspec.structs.asdict(value)
        return Dict([(kind, None), *((name, _described(field, f"{where}.{name}")) for name, field in fields.items())])
    if type(value) is list:
        return List([_described(entry, f"{where}[{index}]") for index, entry in enumerate(value)])
    if type(value) is tuple:
        return Tuple([_described(entry, f"{where}[{index}]") for index, entry in enumerate(value)])
    if type(value) is dict:
        return Dict([(_described(key, where), _described(entry, f"{where}[{key!r}]")) for key, entry in value.items()])
    described = wrap(value)
    if isinstance(described, Opaque):
        raise NotRecordable(f"{where} is {described.description}")
    if type(value) not in _PLAIN and not isinstance(value, np.generic) and not _is_tensor(value):
        raise NotRecordable(f"{where} is of the type {type(value).__name__}")
    return described


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and type(value) is torch.Tensor


def _rebuilt(value: Value) -> Any:
    match value:
        case Dict(items=[(Opaque(description=kind), None), *fields]):
            return _record(kind)(**{str(name): _rebuilt(field) for name, field in fields})
        case Dict():
            return {_rebuilt(key): _rebuilt(entry) for key, entry in value.items}
        case List():
            return [_rebuilt(entry) for entry in value.items]
        case Tuple():
            return tuple(_rebuilt(entry) for entry in value.items)
        case Generator():
            return value
        case _:
            return unwrap(value)


def _record(kind: str) -> type[msgspec.Struct]:
    """The record of a name that ``_described`` wrote; cases come from the grader itself."""
    module, _, name = kind.partition(":")
    found: Any = sys.modules.get(module) or importlib.import_module(module)
    for step in name.split("."):
        found = getattr(found, step)
    if not (isinstance(found, type) and issubclass(found, msgspec.Struct)):
        raise NotRecordable(f"{kind} is no record")
    return found


def draw_cases(function: Any, edges: Iterable[Mapping[str, Any]] = ()) -> tuple[bytes, ...]:
    """The arguments that a seeded Hypothesis test draws, those that its strategies accept; one empty case for others.

    ``edges`` are arguments of further cases. Raises NotRecordable, which names the argument.
    """
    if not hasattr(function, "hypothesis"):
        return (encode_case({}),)
    drawn: list[dict[str, Any]] = []
    with replaced_body(function, lambda **arguments: drawn.append(arguments)):
        function(student=None)
    return tuple(
        encode_case({name: value for name, value in arguments.items() if name != "student"})
        for arguments in (*drawn, *edges)
    )


def body_of(function: Any) -> Callable[..., None]:
    """The test as it was written, without Hypothesis around it."""
    return function.hypothesis.inner_test if hasattr(function, "hypothesis") else function


@contextmanager
def replaced_body(function: Any, body: Callable[..., None]) -> Iterator[None]:
    """Have Hypothesis run another body. It documents ``inner_test`` as replaceable."""
    inner = function.hypothesis.inner_test
    function.hypothesis.inner_test = body
    try:
        yield
    finally:
        function.hypothesis.inner_test = inner
