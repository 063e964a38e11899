"""Adapter of the part rnn_layer: nonlinearities by name, nets to read from, and layers that the judge answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from autograder.worker import modules
from autograder.worker.modules import Namespace, describe, differentiate, play, remembering, starts

__all__ = ["condition", "describe", "differentiate", "fading_model", "holds_net", "loss_gradient", "make"]
__all__ += ["mixing_net", "play", "starts", "states"]

NONLINEARITIES: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "identity": lambda values: values,
}


def make(namespace: Namespace, name: str, *args: Any) -> Any:
    """As for all parts; a nonlinearity is given by its name."""
    named = [NONLINEARITIES[entry] if isinstance(entry, str) else entry for entry in args]
    return modules.make(namespace, name, *named)


def states(
    namespace: Namespace, layer: Any, setting: np.ndarray, x: torch.Tensor, upstream: list[np.ndarray]
) -> tuple[Any, Any]:
    """What the layer returned, and its ``states`` after that, each with the gradient with respect to it."""
    modules.fill(list(layer.parameters()), setting)
    with modules.careful():
        outputs = layer(x)
    kept: Any = getattr(layer, "states", None)
    if not isinstance(kept, list | tuple) or not all(isinstance(state, torch.Tensor) for state in kept):
        return modules.plain(outputs), modules.plain(kept)
    found = modules.gradients(outputs, upstream, list(kept))
    return modules.plain(outputs), [(modules.plain(state), grad) for state, grad in zip(kept, found, strict=True)]


def loss_gradient(
    namespace: Namespace, pred: torch.Tensor, y: torch.Tensor, last_timestep_only: bool
) -> np.ndarray | None:
    """The gradient of the student's loss with respect to pred; None if there is none.

    The tensor of targets held other numbers before, of which the student's function was asked too.
    """
    pred.requires_grad_()
    target = torch.zeros_like(y)
    namespace["loss_fn"](pred, target, last_timestep_only)
    loss = namespace["loss_fn"](pred, target.copy_(y), last_timestep_only)
    return modules.gradients(loss, [np.ones(())], [pred])[0]


class MixingNet(torch.nn.Module):
    """A net without memory, to read from: its states are its input times one matrix."""

    def __init__(self, width: int, hidden_size: int) -> None:
        super().__init__()
        self.hidden_size = hidden_size
        self.mixing = torch.nn.Parameter(torch.zeros(width, hidden_size))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, tuple[torch.Tensor, ...]]:
        all_h = x @ self.mixing
        return all_h, (all_h[:, -1], all_h[:, 0])


def mixing_net(namespace: Namespace, width: int, hidden_size: int) -> MixingNet:
    """A net for a RecurrentRegressionModel of the student's."""
    return MixingNet(width, hidden_size)


def holds_net(namespace: Namespace, model: Any) -> bool:
    """Whether the model's recurrent_net is a MixingNet."""
    return isinstance(model.recurrent_net, MixingNet)


class _FadingNet(torch.nn.Module):
    """A linear memory: every state keeps a share of the one before."""

    def __init__(self, keeps: np.ndarray, mixing: np.ndarray) -> None:
        super().__init__()
        self.hidden_size = mixing.shape[1]
        self.mixing = torch.nn.Parameter(torch.tensor(mixing, dtype=torch.float32))
        self.keeps = torch.tensor(keeps, dtype=torch.float32)
        self.states: list[torch.Tensor] = []

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        self.states = [x[:, 0] @ self.mixing]
        for t in range(1, x.shape[1]):
            self.states.append(self.keeps * self.states[-1] + x[:, t] @ self.mixing)
        return torch.stack(self.states, 1), self.states[-1]


class _FadingModel(torch.nn.Module):
    def __init__(self, recurrent_net: _FadingNet, readout: np.ndarray) -> None:
        super().__init__()
        self.recurrent_net = recurrent_net
        self.readout = torch.nn.Parameter(torch.tensor(readout, dtype=torch.float32))

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        all_h, _ = self.recurrent_net(x)
        return all_h @ self.readout, all_h


def fading_model(
    namespace: Namespace, keeps: np.ndarray, mixing: np.ndarray, readout: np.ndarray, frozen: bool = False
) -> _FadingModel:
    """A model for hidden_gradients: keeps (H,), mixing (D, H), readout (H, 1), which may be frozen."""
    model = _FadingModel(_FadingNet(keeps, mixing), readout)
    model.readout.requires_grad_(not frozen)
    return model


def condition(namespace: Namespace, model: _FadingModel) -> tuple[list[bool], list[bool]]:
    """Which modules of the model are in training mode, and which of its parameters are to be trained."""
    return [module.training for module in model.modules()], [entry.requires_grad for entry in model.parameters()]


def _layer_that_asks(ask: Callable[..., Any]) -> type[torch.nn.Module]:
    ask = remembering(ask)

    class RNNLayer(torch.nn.Module):
        """Stands in for a student's RNNLayer: its states and their gradients come from the judge."""

        def __init__(
            self, input_size: int, hidden_size: int, nonlinearity: Callable[[torch.Tensor], torch.Tensor] = torch.tanh
        ) -> None:
            super().__init__()
            self.input_size, self.hidden_size, self.nonlinearity = input_size, hidden_size, nonlinearity
            sizes = {"W_x": (hidden_size, input_size), "W_h": (hidden_size, hidden_size), "b": (hidden_size,)}
            for name, shape in sizes.items():
                self.register_parameter(name, torch.nn.Parameter(0.3 * torch.randn(shape)))

        def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            names = [name for name, function in NONLINEARITIES.items() if function is self.nonlinearity]
            (all_h,) = modules.asked(ask, names[0] if names else "tanh", x, *self.parameters())
            self.states = list(all_h.unbind(1))
            return all_h, all_h[:, -1]

    return RNNLayer


def _loss_that_asks(ask: Callable[..., Any]) -> Callable[..., torch.Tensor]:
    def loss_fn(pred: torch.Tensor, y: torch.Tensor, last_timestep_only: bool = False) -> torch.Tensor:
        return modules.asked(ask, bool(last_timestep_only), pred, y)[0]

    return loss_fn


STAND_INS = {"RNNLayer": _layer_that_asks, "loss_fn": _loss_that_asks}
