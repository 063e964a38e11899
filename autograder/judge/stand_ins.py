"""What the judge answers where a torch class or function of a student's is substituted: values and gradients.

The stand-in itself lives in the part's adapter; it holds the weights and asks here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from autograder.judge.rnn_networks import NONLINEARITIES
from autograder.protocol.values import NotPlainData

Arrays = list[np.ndarray]
#: Numbers in one input: tests are small, and the time of an answer is not measured.
MAX_ENTRIES = 2_000
#: (option, inputs) -> outputs.
Function = Callable[..., tuple[Tensor, ...]]


def _rnn_layer(nonlinearity: str, x: Tensor, W_x: Tensor, W_h: Tensor, b: Tensor) -> tuple[Tensor, ...]:
    drive, f = x @ W_x.T + b, NONLINEARITIES[nonlinearity]
    states = [f(drive[:, 0])]
    for t in range(1, x.shape[1]):
        states.append(f(drive[:, t] + states[-1] @ W_h.T))
    return (torch.stack(states, 1),)


def _lstm_layer(_: None, x: Tensor, W_x: Tensor, W_h: Tensor, b: Tensor) -> tuple[Tensor, ...]:
    drive, carry = x @ W_x.flatten(0, 1).T + b.flatten(), W_h.flatten(0, 1).T
    h = c = torch.zeros(len(x), W_h.shape[2], dtype=x.dtype)
    all_h, all_c = [], []
    for t in range(x.shape[1]):
        f, i, g, o = (drive[:, t] + h @ carry).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        all_h.append(h)
        all_c.append(c)
    return torch.stack(all_h, 1), torch.stack(all_c, 1)


def _loss_fn(last_timestep_only: bool, pred: Tensor, y: Tensor) -> tuple[Tensor, ...]:
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return (((pred - y) ** 2).mean(),)


FUNCTIONS: dict[str, Function] = {"RNNLayer": _rnn_layer, "LSTMLayer": _lstm_layer, "loss_fn": _loss_fn}


def answer(name: str, option: Any, inputs: Arrays, upstream: Arrays | None = None) -> Arrays:
    """The outputs of a function, or with ``upstream`` the gradients of its inputs, in float64.

    Raises NotPlainData: inputs are no arrays of floats, or long ones. Raises what torch raises if shapes do not fit.
    """
    for entry in [*inputs, *(upstream or [])]:
        if not isinstance(entry, np.ndarray) or entry.dtype != np.float64:
            raise NotPlainData("an input that is no array of floats")
        if entry.size > MAX_ENTRIES:
            raise NotPlainData("an input of more numbers than a test asks for")
    tensors = [torch.tensor(entry, requires_grad=upstream is not None) for entry in inputs]
    with torch.set_grad_enabled(upstream is not None):
        outputs = FUNCTIONS[name](option, *tensors)
    if upstream is None:
        return [output.numpy() for output in outputs]
    found = torch.autograd.grad(outputs, tensors, [torch.tensor(entry) for entry in upstream], materialize_grads=True)
    return [gradient.numpy() for gradient in found]
