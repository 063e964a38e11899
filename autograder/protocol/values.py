"""Plain data on the wire.

``wrap`` turns Python values into tagged records that msgspec encodes; ``unwrap`` checks such records
and turns them back. Both sides use this module; only ``unwrap`` on the judge's side meets hostile
input, so everything it builds is checked against what it claims before memory is reserved.
"""

from __future__ import annotations

import functools
import math
import sys
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import numpy as np

MAX_DEPTH = 24
MAX_NODES = 200_000
MAX_DIMENSIONS = 16
ARRAY_DTYPES = frozenset(
    "bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 complex64 complex128".split()
)
TENSOR_DTYPES = ARRAY_DTYPES - {"uint16", "uint32", "uint64"}
_ITEM_SIZES = {name: np.dtype(name).itemsize for name in ARRAY_DTYPES}
_NUMPY, _LONGDOUBLE = (np.ndarray, np.generic), np.dtype(np.longdouble)
_INT64 = range(-(1 << 63), 1 << 63)


class Node(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Base of the records that stand for values which msgpack alone would not keep apart."""


class Array(Node, frozen=True, tag="a"):
    """A numpy array.

    ``order``: C, F, T if the last axis is the outermost in memory, S for a view with gaps (every second column of
    a larger array).
    """

    dtype: str
    shape: tuple[int, ...]
    order: str
    data: bytes


class Scalar(Node, frozen=True, tag="s"):
    """A numpy scalar."""

    dtype: str
    data: bytes


class Tensor(Node, frozen=True, tag="t"):
    """A torch tensor, detached."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes


class List(Node, frozen=True, tag="l"):
    """A list."""

    items: list[Value]


class Tuple(Node, frozen=True, tag="u"):
    """A tuple."""

    items: list[Value]


class Dict(Node, frozen=True, tag="d"):
    """A dict, as pairs of key and value in order."""

    items: list[tuple[Value, Value]]


class Handle(Node, frozen=True, tag="h"):
    """A result that stays in the worker: what call ``call`` returned, at ``path`` (indices and keys)."""

    call: int
    path: tuple[int | str, ...] = ()


class Again(Node, frozen=True, tag="r"):
    """The very array, list or dict that came as number ``number``, from 0, of those before; never in an answer."""

    number: int


class Generator(Node, frozen=True, tag="g"):
    """A numpy random generator of this seed, made where it arrives; never part of an answer."""

    seed: int


class Opaque(Node, frozen=True, tag="o"):
    """Stands for something that is not plain data; equals nothing, holds nothing but a description."""

    description: str


Value = (
    None
    | bool
    | int
    | float
    | str
    | Array
    | Scalar
    | Tensor
    | List
    | Tuple
    | Dict
    | Handle
    | Again
    | Generator
    | Opaque
)


class NotPlainData(ValueError):
    """A record on the wire does not describe plain data within the caps."""


def wrap(value: Any, handles: bool = False, known: Sequence[Any] | None = None) -> Value:
    """Describe a value as plain data; what is not plain becomes ``Opaque``.

    Lists, tuples and dicts keep their kind; subclasses of them and of arrays, tensors and numbers are
    reduced to the plain kind, fractions and decimals to floats. ``handles`` lets ``Handle`` and
    ``Generator`` records through (judge to worker only). ``known`` has what occurs more than once written out
    once, as the caches of all steps hold one dict of parameters: ``Again`` stands for it from then on, and for
    what is ``known`` to the other side; the judge takes no such description from a worker.
    """
    return _Wrapper(handles, known).wrap(value, 0)


class _Wrapper:
    def __init__(self, handles: bool, known: Sequence[Any] | None) -> None:
        self.handles = handles
        self.nodes = 0
        self.met = list(known or ())  # held, so that no other object gets an id of theirs
        self.numbers = None if known is None else {id(value): number for number, value in enumerate(self.met)}

    def wrap(self, value: Any, depth: int) -> Value:
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            return Opaque("a structure too deep or too large")
        if value is None or value is True or value is False or type(value) in (float, str):
            return value
        if type(value) is int:
            return value if value in _INT64 else Opaque("an int beyond 64 bits")
        if self.handles and type(value) in (Handle, Generator):
            return value
        if isinstance(value, tuple):
            return Tuple([self.wrap(entry, depth + 1) for entry in tuple(value)])
        if self.numbers is None:
            return self._anew(value, depth)
        number = self.numbers.get(id(value))
        return self._anew(value, depth) if number is None else Again(number)

    def _anew(self, value: Any, depth: int) -> Value:
        if isinstance(value, list):
            self._meet(value)
            return List([self.wrap(entry, depth + 1) for entry in list(value)])
        if isinstance(value, dict):
            self._meet(value)
            pairs = list(dict.items(value))
            return Dict([(self.wrap(key, depth + 1), self.wrap(entry, depth + 1)) for key, entry in pairs])
        described = _wrap_numeric(value)
        if isinstance(described, Array):
            self._meet(value)
        return described

    def _meet(self, value: Any) -> None:
        if self.numbers is not None:
            self.numbers[id(value)] = len(self.met)
            self.met.append(value)


def _wrap_numeric(value: Any) -> Value:
    if isinstance(value, _NUMPY):
        return _wrap_array(value)
    torch = sys.modules.get("torch")
    if torch is not None and hasattr(torch, "Tensor") and isinstance(value, torch.Tensor):
        array = value.detach().cpu().numpy()
        if dtype_name(array.dtype) in TENSOR_DTYPES:
            return Tensor(dtype_name(array.dtype), array.shape, np.ascontiguousarray(array).tobytes())
        return Opaque(f"a tensor of {array.dtype}")
    if isinstance(value, Fraction | Decimal):
        return float(value)
    if isinstance(value, float | int | str):  # a subclass: keep the number or text alone
        for plain in (float, int, str):
            if isinstance(value, plain):
                return wrap(plain(value)) if type(plain(value)) is plain else Opaque(_describe(value))
    return Opaque(_describe(value))


@functools.lru_cache(maxsize=64)
def dtype_name(dtype: np.dtype) -> str:
    """The name of a dtype: numpy puts it together anew each time."""
    return str(dtype.name)


#: Arrays that are kept: those of all recorded cases, and of what the reference answers to them, are a twentieth.
MAX_KEPT = 400_000
_kept: dict[int, tuple[np.ndarray, Array]] = {}


def keep(array: np.ndarray) -> np.ndarray:
    """Have an array never change, and describe it once: it is sent to every submission."""
    array.flags.writeable = False
    described = _wrap_array(array)
    if len(_kept) < MAX_KEPT and id(array) not in _kept and isinstance(described, Array):
        _kept[id(array)] = (array, described)
    return array


def is_kept(value: Any) -> bool:
    """Whether a value is an array that was given to ``keep``."""
    return id(value) in _kept


def _wrap_array(value: np.generic | np.ndarray) -> Value:
    if id(value) in _kept:
        return _kept[id(value)][1]
    array = np.asarray(value)
    if array.dtype == _LONGDOUBLE:
        array = array.astype(np.float64)
    name = dtype_name(array.dtype)
    if name not in ARRAY_DTYPES:
        return Opaque(f"an array of {name}")
    if not array.dtype.isnative:
        array = array.astype(array.dtype.newbyteorder("="))
    if isinstance(value, np.generic):
        return Scalar(name, array.tobytes())
    if array.flags.c_contiguous:
        return Array(name, array.shape, "C", array.tobytes())
    if array.flags.f_contiguous:
        return Array(name, array.shape, "F", array.tobytes(order="F"))
    if np.moveaxis(array, -1, 0).flags.c_contiguous:
        return Array(name, array.shape, "T", np.moveaxis(array, -1, 0).tobytes())
    return Array(name, array.shape, "S", array.tobytes())


def _describe(value: Any) -> str:
    kind = type(value)
    return f"an object of type {kind.__name__}"[:100]


def unwrap(value: Value, resolve: Callable[[Handle], Any] | None = None) -> Any:
    """Rebuild the Python value of a record, checking every claim in it.

    ``resolve`` gives the value of a ``Handle`` (worker only). ``Opaque`` records stay as they are.

    Raises NotPlainData: depth, size, dtype, shape or key is not what plain data may have.
    """
    return Unwrapper(resolve).unwrap(value)


class Unwrapper:
    """``unwrap`` for all values of one message: ``nodes`` counts what they hold, within one cap.

    ``known`` is what ``wrap`` was told that this side has; None where nothing may be said by ``Again``.
    """

    def __init__(self, resolve: Callable[[Handle], Any] | None = None, known: Sequence[Any] | None = None) -> None:
        self.resolve = resolve
        self.nodes = 0
        self.met = None if known is None else list(known)

    def unwrap(self, value: Value, depth: int = 0) -> Any:
        """See the function ``unwrap``."""
        self.nodes += 1
        if depth > MAX_DEPTH + 1 or self.nodes > MAX_NODES:
            raise NotPlainData("the structure is too deep or too large")
        match value:
            case None | bool() | int() | float() | str():
                return value
            case Array():
                return self._meet(_array(value))
            case Scalar():
                return _buffer(value.dtype, (), value.data, ARRAY_DTYPES)[()]
            case Tensor():
                return _tensor(value)
            case List():
                entries = self._meet([])
                entries += [self.unwrap(entry, depth + 1) for entry in value.items]
                return entries
            case Tuple():
                return tuple(self.unwrap(entry, depth + 1) for entry in value.items)
            case Dict():
                pairs = self._meet({})
                pairs |= {self.key(key, depth): self.unwrap(entry, depth + 1) for key, entry in value.items}
                return pairs
            case Again():
                if self.met is None:
                    raise NotPlainData("a reference where data was expected")
                return self.met[value.number]
            case Handle():
                if self.resolve is None:
                    raise NotPlainData("a handle where data was expected")
                return self.resolve(value)
            case Generator():
                if self.resolve is None:
                    raise NotPlainData("a generator where data was expected")
                return np.random.default_rng(value.seed)
            case _:
                return value

    def _meet(self, value: Any) -> Any:
        if self.met is not None:
            self.met.append(value)
        return value

    def key(self, value: Value, depth: int) -> Any:
        key = self.unwrap(value, depth + 1)
        try:
            hash(key)
        except TypeError:
            raise NotPlainData("a dict key that is not hashable") from None
        return key


def _array(value: Array) -> np.ndarray:
    if value.order == "F":
        return _buffer(value.dtype, value.shape[::-1], value.data, ARRAY_DTYPES).T
    if value.order == "T" and value.shape:
        outermost = (value.shape[-1], *value.shape[:-1])
        return np.moveaxis(_buffer(value.dtype, outermost, value.data, ARRAY_DTYPES), 0, -1)
    array = _buffer(value.dtype, value.shape, value.data, ARRAY_DTYPES)
    return with_gaps(array) if value.order == "S" else array


def last_axis_outermost(array: np.ndarray) -> np.ndarray:
    """The same values, as steps of time that were stacked one after the other."""
    return array if array.ndim < 2 else np.moveaxis(np.ascontiguousarray(np.moveaxis(array, -1, 0)), 0, -1)


def with_gaps(array: np.ndarray) -> np.ndarray:
    """The same values as a view into a larger array, every second entry of the last axis."""
    if array.ndim == 0:
        return array
    spaced = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    spaced[..., ::2] = array
    return spaced[..., ::2]


def _tensor(value: Tensor) -> Any:
    import torch

    return torch.from_numpy(_buffer(value.dtype, value.shape, value.data, TENSOR_DTYPES))


def _buffer(dtype: str, shape: tuple[int, ...], data: bytes, allowed: frozenset[str]) -> np.ndarray:
    if dtype not in allowed:
        raise NotPlainData("a dtype that is not allowed")
    if len(shape) > MAX_DIMENSIONS or min(shape, default=0) < 0:
        raise NotPlainData("an impossible shape")
    if math.prod(shape) * _ITEM_SIZES[dtype] != len(data):
        raise NotPlainData("a shape that does not fit its data")
    if 0 in shape and max(shape) > MAX_NODES:  # costs no bytes, and breaks whatever copies or spreads it
        raise NotPlainData("an impossible shape")
    try:
        return np.frombuffer(data, dtype).reshape(shape).copy()
    except ValueError:  # sizes whose product is 0 but that numpy cannot hold
        raise NotPlainData("an impossible shape") from None
