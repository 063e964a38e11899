"""Recurrent networks as functions of their weights, in torch float64: what a student's module is compared with.

A network is run with many settings of its weights at once: weights have a leading axis K, and so have the
outputs. That is how the effect of every single weight is known at the price of one pass.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np
import torch
from torch import Tensor

#: The names of what a module returns: a name for a tensor, a tuple for what comes as a tuple.
Names = str | tuple["Names", ...]
Weights = dict[str, Tensor]
Run = Callable[[Weights, Tensor], tuple[Tensor, ...]]


class Role(msgspec.Struct, frozen=True):
    """Weights that do one thing: their name, shape, and what entry (i, j) is, as a pattern for a student to read.

    Roles that students are known to confuse, or to give one weight, have a word of ``kin`` in common.
    """

    name: str
    shape: tuple[int, ...]
    words: str
    kin: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return math.prod(self.shape)


class Variant(msgspec.Struct, frozen=True):
    """A known way to be wrong: what comes out instead, and the sentence that names it.

    ``only`` are the outputs that alone are wrong; empty if all are.
    """

    sentence: str
    run: Run
    only: tuple[str, ...] = ()


class Network(msgspec.Struct, frozen=True, eq=False):
    """A network: its weights by role, its outputs by name with their axes, and how they come about.

    Two networks are never equal: make each once, so that what was found out about it can be looked up.

    ``variants`` give wrong outputs, ``cuts`` right outputs with wrong gradients. ``judged`` names the outputs
    that are compared; empty for all of them. ``clue`` says what to think of when weights have no effect.
    """

    roles: tuple[Role, ...]
    outputs: Any  # Names, which msgspec cannot read
    axes: dict[str, str]
    run: Run
    variants: tuple[Variant, ...] = ()
    cuts: tuple[Variant, ...] = ()
    judged: tuple[str, ...] = ()
    clue: str = ""

    @property
    def size(self) -> int:
        """How many weights there are."""
        return sum(role.size for role in self.roles)

    @property
    def names(self) -> list[str]:
        """The names of the outputs that are compared, in order."""
        return [name for name in flat_names(self.outputs) if name in (self.judged or self.axes)]

    def compared(self, outputs: Sequence[Any]) -> list[Any]:
        """Those of all outputs that are compared."""
        return [
            output
            for name, output in zip(flat_names(self.outputs), outputs, strict=True)
            if name in (self.judged or self.axes)
        ]

    def shapes(self, x: np.ndarray) -> list[tuple[int, ...]]:
        """The shapes of all outputs for x (B, T, D)."""
        return list(_shapes(self, x.shape))

    def weights(self, flat: Tensor) -> Weights:
        """Weights by role, of settings (K, size)."""
        parts = torch.split(flat, [role.size for role in self.roles], dim=1)
        return {role.name: part.reshape(-1, *role.shape) for role, part in zip(self.roles, parts, strict=True)}

    def play(self, settings: np.ndarray, x: np.ndarray, run: Run | None = None) -> list[np.ndarray]:
        """The outputs that are compared, each (K, ...), for settings (K, size) and x (B, T, D)."""
        with torch.no_grad():
            outputs = (run or self.run)(self.weights(torch.tensor(settings)), torch.tensor(x)[None])
        return [output.expand(len(settings), *output.shape[1:]).numpy() for output in self.compared(outputs)]

    def gradients(
        self, setting: np.ndarray, x: np.ndarray, upstream: Sequence[np.ndarray], run: Run | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Gradients of all outputs, weighed by ``upstream``, with respect to x and to the weights (size,)."""
        weights = torch.tensor(setting, requires_grad=True)
        inputs = torch.tensor(x, requires_grad=True)
        outputs = (run or self.run)(self.weights(weights[None]), inputs[None])
        total = torch.stack(
            [(output[0] * torch.tensor(weight)).sum() for output, weight in zip(outputs, upstream, strict=True)]
        ).sum()
        found = torch.autograd.grad(total, [inputs, weights], materialize_grads=True)
        return found[0].numpy(), found[1].numpy()

    def name_of(self, index: int) -> str:
        """What weight ``index`` of a setting is, in words."""
        for role in self.roles:
            if index < role.size:
                place = np.unravel_index(index, role.shape)
                return role.words.format(*map(int, place))
            index -= role.size
        raise IndexError(index)

    def role_of(self, index: int) -> Role:
        """The role of weight ``index`` of a setting."""
        return next(role for role, end in zip(self.roles, self._ends(), strict=True) if index < end)

    def _ends(self) -> list[int]:
        return [int(end) for end in np.cumsum([role.size for role in self.roles])]


@functools.lru_cache(maxsize=1024)
def _shapes(network: Network, shape: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    weights = network.weights(torch.zeros(1, network.size, dtype=torch.float64))
    outputs = network.run(weights, torch.zeros(1, *shape, dtype=torch.float64))
    return tuple(tuple(output.shape[1:]) for output in outputs)


def flat_names(names: Names) -> list[str]:
    """The names of the tensors, in order."""
    return [names] if isinstance(names, str) else [name for entry in names for name in flat_names(entry)]


def affine(x: Tensor, W: Tensor, b: Tensor | None = None) -> Tensor:
    """x (K or 1, ..., D) times W (K, H, D) transposed, plus b (K, H): (K, ..., H)."""
    product = torch.einsum("k...d,khd->k...h", x, W)
    return product if b is None else product + b.reshape(len(b), *[1] * (x.dim() - 2), -1)
