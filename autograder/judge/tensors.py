"""Checks of returned tensors: kind, dtype and shape before values, in the words of ``compare``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch

from autograder.judge.compare import WrongAnswer, check_array, kind_of, unpack
from autograder.judge.networks import Names


def check_tensor(name: str, got: Any, shape: tuple[int, ...], axes: str = "") -> np.ndarray:
    """Require a tensor of finite floating-point numbers and of this shape; its values in float64.

    Raises WrongAnswer.
    """
    if not isinstance(got, torch.Tensor):
        of_shape = f" of shape {axes}" if axes else ""
        raise WrongAnswer(f"{name} is {kind_of_tensor(got)}; it should be a tensor{of_shape}.")
    array = got.numpy()
    try:
        return check_array(name, array, shape, axes).astype(np.float64)
    except WrongAnswer as wrong:
        if array.shape == shape and array.dtype.kind == "f" and np.isnan(array).any():
            note = "Memory from torch.empty counts as nan here: fill it before it is read."
            raise WrongAnswer(f"{wrong} {note}") from None
        raise


def kind_of_tensor(value: Any) -> str:
    """What a value is, in words for a student."""
    return f"a tensor of shape {tuple(value.shape)}" if isinstance(value, torch.Tensor) else kind_of(value)


def check_outputs(
    what: str, got: Any, names: Names, shapes: Sequence[tuple[int, ...]], axes: dict[str, str]
) -> list[np.ndarray]:
    """Require what a module should return: tuples of tensors, by name, of these shapes, in order.

    Raises WrongAnswer.
    """
    left = iter(shapes)
    return list(_check(what, got, names, left, axes))


def _check(what: str, got: Any, names: Names, shapes: Iterator[tuple[int, ...]], axes: dict[str, str]) -> Iterator[Any]:
    if isinstance(names, str):
        yield check_tensor(names, got, next(shapes), axes[names])
        return
    if isinstance(got, torch.Tensor):
        raise WrongAnswer(f"{what} returned {kind_of_tensor(got)}; it should return {_shown(names)}.")
    for name, entry in zip(names, unpack(what, got, *map(_shown, names)), strict=True):
        yield from _check(f"{what}, {_shown(name)}:", entry, name, shapes, axes)


def _shown(names: Names) -> str:
    return names if isinstance(names, str) else f"({', '.join(map(_shown, names))})"
