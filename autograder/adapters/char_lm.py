"""Adapter of the part char_lm: names that are written one after the other."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["names_in_a_row"]


def names_in_a_row(
    namespace: dict[str, Any],
    parameters: dict[str, np.ndarray],
    char_to_ix: dict[str, int],
    rng: np.random.Generator,
    max_length: int,
    count: int,
) -> list[Any]:
    """What the student's ``sample`` returns, called so many times with one and the same generator."""
    if "sample" not in namespace:
        raise NameError("name 'sample' is not defined")
    return [namespace["sample"](parameters, char_to_ix, rng, max_length) for _ in range(count)]
