"""What adapters do with a student's torch modules: build, set, run, differentiate. Nothing here judges.

Parameters are set from one flat row of numbers, in the order of ``module.parameters()``. Uninitialised
memory is filled with NaN, so that ``torch.empty`` is as wrong while grading as it is now and then at home.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

Namespace = dict[str, Any]
_MOST_REMEMBERED = 1_000


def make(namespace: Namespace, name: str, *args: Any) -> Any:
    """What the student's class or function ``name`` makes of the arguments."""
    if name not in namespace:
        raise NameError(f"name '{name}' is not defined")
    return namespace[name](*args)


def describe(namespace: Namespace, module: Any, x: torch.Tensor) -> list[tuple[str, tuple[int, ...], str]] | None:
    """Name, shape and dtype of each parameter, after one pass over ``x``: lazy modules know their sizes then.

    None for what is no torch module.
    """
    if not isinstance(module, torch.nn.Module):
        return None
    with careful():
        module(x)
    names = {id(entry): name for name, entry in module.named_parameters()}
    return [
        (names.get(id(entry), f"parameter {number}"), tuple(entry.shape), str(entry.dtype).removeprefix("torch."))
        for number, entry in enumerate(module.parameters())
    ]


def starts(namespace: Namespace, name: str, args: list[Any], x: torch.Tensor) -> list[np.ndarray]:
    """The numbers that the parameters of two modules start from, both made of the same arguments."""
    made = [make(namespace, name, *args) for _ in range(2)]
    for module in made:
        describe(namespace, module, x)
    return [np.concatenate([np.zeros(0), *map(_flat, module.parameters())]) for module in made]


def _flat(parameter: torch.Tensor) -> np.ndarray:
    return np.asarray(plain(parameter).double().numpy().ravel())


def play(namespace: Namespace, module: Any, settings: np.ndarray, x: torch.Tensor) -> list[Any]:
    """What the module returns for x, for each row of settings (K, P) in turn.

    All rows but the last see one tensor, as the steps of training on one batch do: a module that remembers what it
    said of that tensor is wrong. Only the last row's pass may change x itself; what it does to x then shows, and
    costs the others nothing.
    """
    parameters = list(module.parameters())
    played, batch = [], x.clone()
    with careful():
        for number, row in enumerate(settings, start=1):
            fill(parameters, row)
            batch = _refilled(batch, x) if number < len(settings) else x
            played.append(plain(module(batch)))
    return played


def _refilled(batch: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    """The same tensor with the numbers of x again, or a new one where it can no longer hold them."""
    if batch.shape != x.shape or batch.requires_grad:
        return x.clone()
    return batch.copy_(x)


def differentiate(
    namespace: Namespace, module: Any, setting: np.ndarray, x: torch.Tensor, upstream: list[np.ndarray]
) -> tuple[Any, list[np.ndarray | None]]:
    """What the module returns for x in evaluation mode, and the gradients of x and of each parameter.

    ``upstream`` weighs the returned tensors, in order; what has no gradient has None. Gradients exist in both modes.
    """
    parameters = list(module.eval().parameters())
    fill(parameters, setting)
    x = x.clone().requires_grad_()
    with careful():
        outputs = module(x)
    return plain(outputs), gradients(outputs, upstream, [x, *parameters])


def gradients(outputs: Any, upstream: list[np.ndarray], inputs: list[Any]) -> list[np.ndarray | None]:
    """Gradients of the weighted sum of all returned tensors with respect to each input; None where there is none.

    There is none at all if what was returned has another shape than ``upstream``: that is judged elsewhere.
    """
    returned = list(leaves(outputs))
    if [getattr(leaf, "shape", None) for leaf in returned] != [weights.shape for weights in upstream]:
        return [None] * len(inputs)
    terms = [(leaf * torch.as_tensor(weights)).sum() for leaf, weights in zip(returned, upstream, strict=True)]
    total = torch.stack([term.double() for term in terms]).sum()
    asked = [entry for entry in inputs if entry.requires_grad]
    found: list[Any] = [None] * len(asked)
    if total.requires_grad and asked:
        found = list(torch.autograd.grad(total, asked, allow_unused=True))
    given = iter(found)
    return [_array(next(given)) if entry.requires_grad else None for entry in inputs]


def fill(parameters: list[Any], row: np.ndarray) -> None:
    """Set all parameters, in place, from one flat row."""
    start = 0
    with torch.no_grad():
        for parameter in parameters:
            values = row[start : start + parameter.numel()].reshape(tuple(parameter.shape))
            parameter.copy_(torch.tensor(values))
            start += parameter.numel()


def plain(value: Any) -> Any:
    """A result as it is now: later calls may write over its tensors."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone()
    if isinstance(value, tuple | list):
        return tuple(plain(entry) for entry in value)
    return value


def leaves(value: Any) -> Iterator[Any]:
    """The entries of a result, in order, those of its tuples and lists one by one."""
    if isinstance(value, tuple | list):
        for entry in value:
            yield from leaves(entry)
    else:
        yield value


def _array(gradient: torch.Tensor | None) -> np.ndarray | None:
    return None if gradient is None else gradient.detach().double().numpy()


@contextmanager
def careful() -> Iterator[None]:
    """Uninitialised memory is NaN in here."""
    torch.set_deterministic_debug_mode("warn")
    try:
        yield
    finally:
        torch.set_deterministic_debug_mode("default")


class _Asked(torch.autograd.Function):
    """A function whose values and gradients the judge knows."""

    @staticmethod
    def forward(ctx: Any, ask: Callable[..., Any], option: Any, *inputs: torch.Tensor) -> Any:
        ctx.ask, ctx.option, ctx.dtypes = ask, option, [entry.dtype for entry in inputs]
        ctx.arrays = [entry.detach().double().numpy() for entry in inputs]
        return tuple(torch.tensor(array, dtype=inputs[0].dtype) for array in ask(option, ctx.arrays))

    @staticmethod
    def backward(ctx: Any, *upstream: torch.Tensor) -> Any:
        weights = [entry.double().numpy() for entry in upstream]
        found = ctx.ask(ctx.option, ctx.arrays, weights)
        return None, None, *(torch.from_numpy(array).to(dtype) for array, dtype in zip(found, ctx.dtypes, strict=True))


def remembering(ask: Callable[..., Any]) -> Callable[..., Any]:
    """A way to ask that asks for the same values once: while one layer's weights change, the others' do not."""
    known: dict[Any, Any] = {}

    def remembered(option: Any, inputs: list[np.ndarray], upstream: list[np.ndarray] | None = None) -> Any:
        if upstream is not None:
            return ask(option, inputs, upstream)
        key = (option, *((array.shape, array.tobytes()) for array in inputs))
        if key not in known:
            if len(known) >= _MOST_REMEMBERED:
                known.clear()
            known[key] = ask(option, inputs)
        return known[key]

    return remembered


def asked(ask: Callable[..., Any], option: Any, *inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """Tensors that the judge computes from the inputs, with gradients that it computes too."""
    outputs: tuple[torch.Tensor, ...] = _Asked.apply(ask, option, *inputs)  # type: ignore[no-untyped-call]
    return outputs
