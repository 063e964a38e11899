"""Comparisons that check type, shape and dtype before values, and say what differs in one sentence.

An error is the largest absolute difference divided by the largest expected entry, with a floor of
``FLOOR``: float32 arithmetic is right everywhere under this rule [element-wise 1e-6 fails most correct
float32 solutions], and a gradient that vanishes by cancellation is not judged by its rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from autograder.protocol.values import Opaque

TOLERANCE = 1e-4
FLOOR = 1e-2


class WrongAnswer(AssertionError):
    """A student's answer is not what it should be; the message is for the student.

    ``credit`` is the share of the test's weight, below 1, that it earns all the same.
    """

    def __init__(self, message: str, credit: float = 0.0) -> None:
        if not 0 <= credit < 1:
            raise ValueError(f"a wrong answer cannot earn {credit} of its test")
        super().__init__(message)
        self.credit = credit


def check_close(name: str, got: Any, expected: Any, axes: str = "") -> None:
    """Require an array as ``check_array`` does, with the expected values within tolerance.

    Raises WrongAnswer.
    """
    want = np.asarray(expected, np.float64)
    array = check_array(name, got, want.shape, axes).astype(np.float64)
    scale = max(float(np.abs(want).max(initial=0.0)), FLOOR)
    difference = np.abs(array - want)
    if float(difference.max(initial=0.0)) / scale > TOLERANCE:
        raise WrongAnswer(_describe_difference(name, array, want, difference, difference / scale > TOLERANCE))


def check_array(name: str, got: Any, shape: tuple[int, ...], axes: str = "") -> np.ndarray:
    """Require a numpy array of real, finite floating-point numbers and of this shape; the array.

    ``axes`` names the shape in the words of the docstring, such as "(n_a, m)". A number will do for shape ().

    Raises WrongAnswer.
    """
    if isinstance(got, np.generic | float) and shape == ():
        got = np.asarray(got)
    if type(got) is not np.ndarray:
        raise WrongAnswer(f"{name} is {kind_of(got)}; it should be a numpy array{f' of shape {axes}' if axes else ''}.")
    if got.dtype.kind != "f":
        raise WrongAnswer(f"{name} has dtype {got.dtype}; it should hold real floating-point numbers.")
    if got.shape != shape:
        raise WrongAnswer(f"{name} has shape {got.shape}; it should be{f' {axes} =' if axes else ''} {shape}.")
    if not np.isfinite(got).all():
        index = tuple(int(i) for i in np.argwhere(~np.isfinite(got))[0])
        raise WrongAnswer(f"{_entry(name, index)} is {got[index]}; every entry should be a finite number.")
    return got


def _describe_difference(
    name: str, got: np.ndarray, want: np.ndarray, difference: np.ndarray, wrong: np.ndarray
) -> str:
    index = tuple(int(i) for i in np.unravel_index(int(difference.argmax()), difference.shape))
    count = f"{int(wrong.sum())} of {wrong.size} entries differ" if wrong.size > 1 else "it differs"
    return f"{_entry(name, index)} is {got[index]:.6g}; it should be {want[index]:.6g} ({count})."


def _entry(name: str, index: tuple[int, ...]) -> str:
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def check_unchanged(name: str, before: Any, after: Any) -> None:
    """Require that an argument is, bit for bit, what it was before the call. Raises WrongAnswer."""
    if not same(before, after):
        raise WrongAnswer(f"The call changed its argument {name}; work on a copy, the caller still needs it.")


def same(left: Any, right: Any) -> bool:
    """Whether two pieces of plain data are the same: kinds, shapes, dtypes and bits (NaN equals NaN)."""
    if type(left) is not type(right) or isinstance(left, Opaque):
        return False
    if type(left).__module__ == "torch":  # a tensor; numpy parts need no torch
        left, right = left.numpy(), right.numpy()
    if isinstance(left, np.ndarray | np.generic):
        return left.dtype == right.dtype and left.shape == right.shape and left.tobytes() == right.tobytes()
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return bool(left == right) or left != left


def same_where_plain(left: Any, right: Any) -> bool:
    """As ``same``, but what is not plain data on both sides counts as the same: nothing is known of it."""
    if isinstance(left, Opaque) and isinstance(right, Opaque):
        return True
    if isinstance(left, list | tuple) and type(left) is type(right):
        return len(left) == len(right) and all(map(same_where_plain, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same_where_plain(left[key], right[key]) for key in left)
    return same(left, right)


def unpack(name: str, got: Any, *names: str) -> tuple[Any, ...]:
    """The entries of a returned tuple or list. Raises WrongAnswer unless it has as many as ``names``."""
    wanted = f"({', '.join(names)})"
    if not isinstance(got, tuple | list):
        raise WrongAnswer(f"{name} returned {kind_of(got)}; it should return {wanted}.")
    if len(got) != len(names):
        raise WrongAnswer(f"{name} returned {len(got)} values; it should return {len(names)}: {wanted}.")
    return tuple(got)


def entries(name: str, got: Any, keys: Iterable[str]) -> Mapping[str, Any]:
    """The entries of a returned dict. Raises WrongAnswer if it is none, or lacks a key."""
    if not isinstance(got, dict):
        raise WrongAnswer(f"{name} returned {kind_of(got)}; it should return a dict.")
    missing = [key for key in keys if key not in got]
    if missing:
        has = ", ".join(sorted(str(key) for key in got)) or "no keys"
        raise WrongAnswer(f"{name} returned a dict without {missing[0]!r}; it has {has[:200]}.")
    return got


def kind_of(value: Any) -> str:
    """What a value is, in words for a student."""
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        return value.description
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
