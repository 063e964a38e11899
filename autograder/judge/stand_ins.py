"""What the judge answers where a torch class or function of a student's is substituted: values and gradients.

The stand-in itself lives in the part's adapter; it holds the weights and asks here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from autograder.judge import lstm_networks, rnn_networks
from autograder.protocol.values import NotPlainData

Arrays = list[np.ndarray]
#: (option, inputs) -> outputs.
Function = Callable[..., tuple[Tensor, ...]]


def _rnn_layer(nonlinearity: str, x: Tensor, W_x: Tensor, W_h: Tensor, b: Tensor) -> tuple[Tensor, ...]:
    weights = {"W_x": W_x[None], "W_h": W_h[None], "b": b[None]}
    return (rnn_networks.states(weights, x[None], rnn_networks.NONLINEARITIES[nonlinearity])[0],)


def _lstm_layer(_: None, x: Tensor, W_x: Tensor, W_h: Tensor, b: Tensor) -> tuple[Tensor, ...]:
    kinds = {"W_x": W_x, "W_h": W_h, "b": b}
    gates = enumerate(lstm_networks.GATES.values())
    weights = {f"{kind} of {gate}": value[place][None] for place, gate in gates for kind, value in kinds.items()}
    all_h, all_c = lstm_networks.states(weights, x[None])
    return all_h[0], all_c[0]


def _loss_fn(last_timestep_only: bool, pred: Tensor, y: Tensor) -> tuple[Tensor, ...]:
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return (((pred - y) ** 2).mean(),)


FUNCTIONS: dict[str, Function] = {"RNNLayer": _rnn_layer, "LSTMLayer": _lstm_layer, "loss_fn": _loss_fn}


def answer(name: str, option: Any, inputs: Arrays, upstream: Arrays | None = None) -> Arrays:
    """The outputs of a function, or with ``upstream`` the gradients of its inputs, in float64.

    Raises NotPlainData: inputs are no arrays of finite numbers. Raises what torch raises on shapes that do not fit.
    """
    for entry in [*inputs, *(upstream or [])]:
        if not isinstance(entry, np.ndarray) or entry.dtype != np.float64:
            raise NotPlainData("an input that is no array of floats")
    tensors = [torch.tensor(entry, requires_grad=True) for entry in inputs]
    with torch.enable_grad():  # in a test, the question may come from inside a backward pass
        outputs = FUNCTIONS[name](option, *tensors)
    if upstream is None:
        return [output.detach().numpy() for output in outputs]
    found = torch.autograd.grad(outputs, tensors, [torch.tensor(entry) for entry in upstream], materialize_grads=True)
    return [gradient.numpy() for gradient in found]
