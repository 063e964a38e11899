"""The networks of the part rnn_layer, and known ways to get them wrong."""

from __future__ import annotations

import functools
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from autograder.judge.networks import Network, Role, Run, Variant, Weights, affine

Nonlinearity = Callable[[Tensor], Tensor]
#: (what the input contributes, the state before, weights, nonlinearity) -> the state after.
Step = Callable[[Tensor, Tensor, Weights, Nonlinearity], Tensor]

NONLINEARITIES: dict[str, Nonlinearity] = {
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "identity": lambda values: values,
}


def roles(input_size: int, hidden_size: int, layer: str = "") -> tuple[Role, ...]:
    """The weights of one layer; ``layer`` says which, in a stack."""
    of = f" in {layer}" if layer else ""
    unit = f"h[{{0}}]{of}"
    source = "x[{1}]" if layer in ("", "layer 0") else "the state h[{1}] of the layer below"
    return (
        Role(f"W_x{of}", (hidden_size, input_size), f"the weight from {source} to {unit}", ("W_x",)),
        Role(f"W_h{of}", (hidden_size, hidden_size), f"the weight from the previous h[{{1}}] to {unit}", ("W_h",)),
        Role(f"b{of}", (hidden_size,), f"the bias of {unit}", ("b",)),
    )


def step(drive: Tensor, h: Tensor, w: Weights, f: Nonlinearity) -> Tensor:
    """The recurrence."""
    return f(drive + affine(h, w["W_h"]) + w["b"][:, None])


_CUT = "nothing flows from one step back to the one before; is the state detached, or taken from .data?"


def _cut_step(drive: Tensor, h: Tensor, w: Weights, f: Nonlinearity) -> Tensor:
    return step(drive, h.detach(), w, f)


def states(w: Weights, x: Tensor, f: Nonlinearity = torch.tanh, how: Step = step) -> Tensor:
    """All states (K, B, T, H) for x (K or 1, B, T, D)."""
    drive = affine(x, w["W_x"])
    h = torch.zeros_like(drive[:, :, 0])
    found = []
    for t in range(drive.shape[2]):
        h = how(drive[:, :, t], h, w, f)
        found.append(h)
    return torch.stack(found, 2)


@functools.cache
def layer_network(
    input_size: int, hidden_size: int, nonlinearity: str = "tanh", judged: tuple[str, ...] = ()
) -> Network:
    """An RNNLayer."""
    f = NONLINEARITIES[nonlinearity]
    return Network(
        roles(input_size, hidden_size),
        ("all_h", "last_h"),
        {"all_h": "(B, T, H)", "last_h": "(B, H)"},
        _layer(partial(states, f=f)),
        _layer_variants(nonlinearity),
        (Variant(_CUT, _layer(partial(states, f=f, how=_cut_step))),),
        judged,
    )


def _layer(all_states: Callable[[Weights, Tensor], Tensor]) -> Run:
    def run(w: Weights, x: Tensor) -> tuple[Tensor, ...]:
        all_h = all_states(w, x)
        return all_h, all_h[:, :, -1]

    return run


def _layer_variants(nonlinearity: str) -> tuple[Variant, ...]:
    f = NONLINEARITIES[nonlinearity]
    steps: dict[str, Step] = {
        "the state of the step before is not used: every step starts from zero": lambda d, h, w, f: f(
            d + w["b"][:, None]
        ),
        "the nonlinearity is applied to each term, and the results are added; add first, then apply it once": (
            lambda d, h, w, f: f(d) + f(affine(h, w["W_h"])) + f(w["b"])[:, None]
        ),
        "the bias is added after the nonlinearity, not before": (
            lambda d, h, w, f: f(d + affine(h, w["W_h"])) + w["b"][:, None]
        ),
        "the state before is added once more, after the nonlinearity": lambda d, h, w, f: step(d, h, w, f) + h,
        "the nonlinearity is applied twice": lambda d, h, w, f: f(step(d, h, w, f)),
        "the bias is missing": lambda d, h, w, f: f(d + affine(h, w["W_h"])),
    }
    found = [Variant(sentence, _layer(partial(states, f=f, how=how))) for sentence, how in steps.items()]
    for other, function in NONLINEARITIES.items():
        if other != nonlinearity:
            sentence = f"{_named(other)} is applied where {_named(nonlinearity)} was asked for"
            found.append(Variant(sentence, _layer(partial(states, f=function))))
    along_batch = partial(_swapped, partial(states, f=f))
    found.append(Variant("the steps are taken along the batch axis; time is axis 1 of x", _layer(along_batch)))
    found.append(Variant("the steps are taken from the last to the first", _layer(partial(_reversed, f=f))))
    found.append(Variant("all_h holds the state before each step, not after it", _layer(partial(_late, f=f))))
    return tuple(found)


def _named(nonlinearity: str) -> str:
    return "no nonlinearity" if nonlinearity == "identity" else nonlinearity


def _swapped(run: Callable[[Weights, Tensor], Tensor], w: Weights, x: Tensor) -> Tensor:
    return run(w, x.transpose(1, 2)).transpose(1, 2)


def _reversed(w: Weights, x: Tensor, f: Nonlinearity) -> Tensor:
    return states(w, x.flip(2), f).flip(2)


def _late(w: Weights, x: Tensor, f: Nonlinearity) -> Tensor:
    all_h = states(w, x, f)
    return torch.cat([torch.zeros_like(all_h[:, :, :1]), all_h[:, :, :-1]], 2)


@functools.cache
def stack_network(input_size: int, hidden_size: int, num_layers: int) -> Network:
    """An RNN: a stack of tanh layers."""
    sizes = [input_size] + [hidden_size] * (num_layers - 1)
    return Network(
        tuple(role for layer, size in enumerate(sizes) for role in roles(size, hidden_size, f"layer {layer}")),
        ("last_layer_h", "last_step_h"),
        {"last_layer_h": "(B, T, H)", "last_step_h": "(L, B, H)"},
        partial(_stack, num_layers),
        _stack_variants(num_layers),
    )


def _of_layer(w: Weights, layer: int) -> Weights:
    return {name: w[f"{name} in layer {layer}"] for name in ("W_x", "W_h", "b")}


def _stack(num_layers: int, w: Weights, x: Tensor) -> tuple[Tensor, ...]:
    last = []
    for layer in range(num_layers):
        x = states(_of_layer(w, layer), x)
        last.append(x[:, :, -1])
    return x, torch.stack(last, 1)


def _stack_variants(num_layers: int) -> tuple[Variant, ...]:
    def first_last(w: Weights, x: Tensor) -> tuple[Tensor, ...]:
        last_layer, last_step = _stack(num_layers, w, x)
        return last_layer, last_step.flip(1)

    def last_of_last(w: Weights, x: Tensor) -> tuple[Tensor, ...]:
        last_layer, last_step = _stack(num_layers, w, x)
        return last_layer, last_step[:, -1:].expand(*last_step.shape)

    def first_states(w: Weights, x: Tensor) -> tuple[Tensor, ...]:
        below = [x]
        for layer in range(num_layers):
            below.append(states(_of_layer(w, layer), below[-1]))
        return below[-1], torch.stack([all_h[:, :, 0] for all_h in below[1:]], 1)

    only = ("last_step_h",)
    return (
        Variant("last_step_h holds the layers in the opposite order; the first layer comes first", first_last, only),
        Variant("last_step_h holds the last layer's state for every layer", last_of_last, only),
        Variant("last_step_h holds the states after the first step, not the last", first_states, only),
    )


@functools.cache
def readout_network(width: int, hidden_size: int, output_dim: int) -> Network:
    """A RecurrentRegressionModel around a net whose states are x times a matrix, called mixing."""

    def run(w: Weights, x: Tensor) -> tuple[Tensor, ...]:
        all_h = torch.einsum("kbtd,kdh->kbth", x, w["mixing"])
        return affine(all_h, w["W"], w["b"]), all_h

    def variant(readout: Callable[[Tensor, Weights], Tensor]) -> Run:
        def wrong(w: Weights, x: Tensor) -> tuple[Tensor, ...]:
            all_h = run(w, x)[1]
            return readout(all_h, w), all_h

        return wrong

    return Network(
        (
            Role("mixing", (width, hidden_size), "a weight of recurrent_net"),
            Role("W", (output_dim, hidden_size), "the weight from h[{1}] to out[{0}]"),
            Role("b", (output_dim,), "the bias of out[{0}]"),
        ),
        ("out", "all_h"),
        {"out": "(B, T, output_dim)", "all_h": "(B, T, H)"},
        run,
        (
            Variant("a softmax is applied to the predictions", variant(lambda h, w: _readout(h, w).softmax(-1))),
            Variant("a tanh is applied to the predictions", variant(lambda h, w: _readout(h, w).tanh())),
            Variant("a sigmoid is applied to the predictions", variant(lambda h, w: _readout(h, w).sigmoid())),
            Variant("a ReLU is applied to the predictions", variant(lambda h, w: _readout(h, w).relu())),
            Variant("every step has the prediction of the last step", variant(_last_everywhere)),
        ),
    )


def _readout(all_h: Tensor, w: Weights) -> Tensor:
    return affine(all_h, w["W"], w["b"])


def _last_everywhere(all_h: Tensor, w: Weights) -> Tensor:
    return _readout(all_h[:, :, -1:], w).expand(*all_h.shape[:3], -1)
