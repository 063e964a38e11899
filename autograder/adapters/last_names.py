"""Adapter of the part last_names: classifiers with loud weights, their layers, and a model to be evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import nn

from autograder.worker.modules import Namespace, gradients, make, plain

__all__ = ["evaluated", "gains", "layers", "loud", "make", "reached", "scores"]

#: Layers of torch that can be run again from their weights, and what has to be known of them besides.
_KNOWN = {
    nn.Embedding: (),
    nn.RNN: ("num_layers", "batch_first", "nonlinearity", "bidirectional"),
    nn.LSTM: ("num_layers", "batch_first", "bidirectional", "proj_size"),
    nn.Linear: (),
}


def loud(namespace: Namespace, model: Any, seed: int) -> list[tuple[str, tuple[int, ...]]]:
    """Give every parameter numbers large enough to be heard; names and shapes of the parameters."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0, 0.6)
    return [(name, tuple(parameter.shape)) for name, parameter in model.named_parameters()]


def scores(
    namespace: Namespace, model: Any, x: torch.Tensor, last_pos: torch.Tensor, training: bool, times: int
) -> list[Any]:
    """What the model returns for the same names, several times in one go."""
    model.train(training)
    return [plain(model(x, last_pos)) for _ in range(times)]


def reached(
    namespace: Namespace, model: Any, x: torch.Tensor, last_pos: torch.Tensor, y: torch.Tensor
) -> list[tuple[str, list[bool]]]:
    """Which rows of each parameter a gradient of the cross-entropy reaches, by name."""
    model.eval()
    loss = nn.functional.cross_entropy(model(x, last_pos), y)
    names, parameters = zip(*model.named_parameters(), strict=True)
    found = gradients(loss, [torch.ones(()).numpy()], list(parameters))
    return [(name, _rows_reached(gradient)) for name, gradient in zip(names, found, strict=True)]


def gains(
    namespace: Namespace, arguments: list[Any], values: list[float], names: list[torch.Tensor]
) -> list[list[np.ndarray]]:
    """What a name's first score, less its second, gains with each entry of the parameters.

    All parameters are set to each of the values in turn; every name comes alone, without padding, and to a new model.
    What is no row of scores gains nothing: it is judged elsewhere.
    """
    weights = np.zeros((1, arguments[2]))
    weights[0, :2] = 1, -1
    return [[_gains(make(namespace, "RecurrentClassifier", *arguments), v, x, weights) for x in names] for v in values]


def _gains(model: Any, value: float, name: torch.Tensor, weights: np.ndarray) -> np.ndarray:
    parameters = list(model.eval().parameters())
    for parameter in parameters:
        nn.init.constant_(parameter, value)
    found = gradients(model(name[None].clone(), torch.tensor([len(name) - 1])), [weights], parameters)
    known = zip(parameters, found, strict=True)
    flat = [np.zeros(entry.numel()) if gradient is None else gradient.ravel() for entry, gradient in known]
    return np.concatenate([np.zeros(0), *flat])


def _rows_reached(gradient: Any) -> list[bool]:
    return [] if gradient is None else [bool(row.any()) for row in gradient.reshape(len(gradient), -1)]


def layers(namespace: Namespace, model: Any) -> list[tuple[str, dict[str, Any], dict[str, Any]]] | None:
    """Kind, options and weights of the layers that hold the parameters; None if some are not torch's own."""
    found = []
    for module in model.modules():
        if type(module) in _KNOWN:
            options = {name: getattr(module, name) for name in _KNOWN[type(module)]}
            weights = {name: plain(value) for name, value in module.named_parameters(recurse=False)}
            found.append((type(module).__name__, options, weights))
        elif list(module.named_parameters(recurse=False)):
            return None
    return found


class _Table(nn.Module):
    """A model whose scores stand in a table, by the last letter; wrong ones while any part of it is in training."""

    def __init__(self, table: torch.Tensor) -> None:
        super().__init__()
        self.table = nn.Parameter(table)
        self.frozen = nn.Parameter(torch.zeros(1), requires_grad=False)
        self.within = nn.Sequential(nn.Dropout())
        self.asked: list[tuple[bool, bool]] = []

    def modes(self) -> set[bool]:
        """Whether it is in training mode, and what it is made of."""
        return {module.training for module in self.modules()}

    def forward(self, x: torch.Tensor, last_pos: torch.Tensor) -> torch.Tensor:
        training = True in self.modes()
        self.asked.append((training, torch.is_grad_enabled()))
        found = self.table[x[torch.arange(len(x)), last_pos]]
        return found.roll(1, dims=1) if training else found


def evaluated(
    namespace: Namespace, table: torch.Tensor, batches: list[tuple[torch.Tensor, ...]], training: bool
) -> tuple[Any, list[tuple[bool, bool]], bool, bool]:
    """What ``evaluate`` returns for a model of a table and batches that can be walked through once.

    Besides: in which mode it was asked, and whether with gradients; whether it was in its own mode afterwards; whether
    the parameters and their gradients stayed as they were.
    """
    model = _Table(table.clone()).train(training)
    model.table.grad = torch.ones_like(table)

    def once() -> Iterator[tuple[torch.Tensor, ...]]:
        for batch in batches:
            yield tuple(part.clone() for part in batch)

    result = namespace["evaluate"](model, once())
    kept = torch.equal(model.table.detach(), table) and model.table.grad is not None
    kept = kept and torch.equal(model.table.grad, torch.ones_like(table))
    kept = kept and (model.table.requires_grad, model.frozen.requires_grad) == (True, False)
    return plain(result), model.asked, model.modes() == {training}, kept
