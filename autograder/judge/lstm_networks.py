"""The networks of the part lstm in torch, and known ways to get them wrong."""

from __future__ import annotations

import functools
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from autograder.judge.networks import Network, Role, Run, Variant, Weights, affine

GATES = {"f": "the forget gate", "i": "the input gate", "g": "the candidate", "o": "the output gate"}
#: (pre-activations of f, i, g, o by name, the previous c) -> (h, c).
Step = Callable[[Weights, Tensor], tuple[Tensor, Tensor]]
sigmoid, tanh = torch.sigmoid, torch.tanh


def roles(input_size: int, hidden_size: int, layer: str = "") -> tuple[Role, ...]:
    """The weights of one layer; ``layer`` says which, in a stack."""
    of = f" in {layer}" if layer else ""
    source = "x[{1}]" if layer in ("", "layer 0") else "the state h[{1}] of the layer below"
    found = []
    for gate in GATES.values():
        unit = f"unit {{0}} of {gate}{of}"
        kinds = {
            "W_x": ((hidden_size, input_size), f"the weight from {source} to {unit}"),
            "W_h": ((hidden_size, hidden_size), f"the weight from the previous h[{{1}}] to {unit}"),
            "b": ((hidden_size,), f"the bias of {unit}"),
        }
        for kind, (shape, words) in kinds.items():
            found.append(Role(f"{kind} of {gate}{of}", shape, words, (f"{kind}{of}", f"{kind} of {gate}")))
    return tuple(found)


def step(a: Weights, c: Tensor) -> tuple[Tensor, Tensor]:
    """The recurrence."""
    c = sigmoid(a["f"]) * c + sigmoid(a["i"]) * tanh(a["g"])
    return sigmoid(a["o"]) * tanh(c), c


def states(
    w: Weights, x: Tensor, layer: str = "", how: Step = step, memory: bool = True, cut: bool = False
) -> tuple[Tensor, Tensor]:
    """All h and all c, each (K, B, T, H), for x (K or 1, B, T, D).

    Without ``memory`` h is never read; with ``cut`` no gradient flows back through it.
    """
    of = f" in {layer}" if layer else ""
    names = {letter: f"{gate}{of}" for letter, gate in GATES.items()}
    drive = {letter: affine(x, w[f"W_x of {name}"], w[f"b of {name}"]) for letter, name in names.items()}
    c = h = torch.zeros_like(drive["f"][:, :, 0])
    all_h, all_c = [], []
    for t in range(x.shape[2]):
        h = h.detach() if cut else h
        carried = {letter: affine(h, w[f"W_h of {name}"]) if memory else 0 for letter, name in names.items()}
        h, c = how({letter: drive[letter][:, :, t] + carried[letter] for letter in names}, c)
        all_h.append(h)
        all_c.append(c)
    return torch.stack(all_h, 2), torch.stack(all_c, 2)


def _cut_c(a: Weights, c: Tensor) -> tuple[Tensor, Tensor]:
    return step(a, c.detach())


_CUTS = {
    "c from one step to the one before; is c detached, or taken from .data?": partial(states, how=_cut_c),
    "h from one step to the one before; is h detached, or taken from .data?": partial(states, cut=True),
    "h or c from one step to the one before; are both detached?": partial(states, how=_cut_c, cut=True),
}


@functools.cache
def layer_network(input_size: int, hidden_size: int, judged: tuple[str, ...] = ()) -> Network:
    """An LSTMLayer."""
    return Network(
        roles(input_size, hidden_size),
        ("all_h", ("h_last", "c_last")),
        {"all_h": "(B, T, H)", "h_last": "(B, H)", "c_last": "(B, H)"},
        _layer(states),
        _layer_variants(),
        tuple(Variant(f"nothing flows back through {what}", _layer(run)) for what, run in _CUTS.items()),
        judged,
        " A gate at 0 should be half open: does each go through a sigmoid?",
    )


def _layer(all_states: Callable[[Weights, Tensor], tuple[Tensor, Tensor]]) -> Run:
    def run(w: Weights, x: Tensor) -> tuple[Tensor, ...]:
        all_h, all_c = all_states(w, x)
        return all_h, all_h[:, :, -1], all_c[:, :, -1]

    return run


def _cell(f: Callable[[Weights, Tensor], Tensor], h: Callable[[Weights, Tensor], Tensor] | None = None) -> Step:
    """A step with a cell state and a state of one's own making."""

    def how(a: Weights, c: Tensor) -> tuple[Tensor, Tensor]:
        c = f(a, c)
        return h(a, c) if h else sigmoid(a["o"]) * tanh(c), c

    return how


def _new(a: Weights) -> Tensor:
    return sigmoid(a["i"]) * tanh(a["g"])


def _right(a: Weights, c: Tensor) -> Tensor:
    return sigmoid(a["f"]) * c + _new(a)


def _layer_variants() -> tuple[Variant, ...]:
    steps = {
        "the cell state is not carried: c of the step before is never used": _cell(lambda a, c: _new(a) + 0 * c),
        "the forget gate has no effect: all of the previous c is kept": _cell(lambda a, c: c + _new(a)),
        "the forget gate is added to the previous c; it should be multiplied with it": _cell(
            lambda a, c: sigmoid(a["f"]) + c + _new(a)
        ),
        "the input gate is added to the candidate; it should be multiplied with it": _cell(
            lambda a, c: sigmoid(a["f"]) * c + sigmoid(a["i"]) + tanh(a["g"])
        ),
        "the two terms of c are multiplied; they should be added": _cell(lambda a, c: sigmoid(a["f"]) * c * _new(a)),
        "the input gate has no effect: all of the candidate is written": _cell(
            lambda a, c: sigmoid(a["f"]) * c + tanh(a["g"])
        ),
        "the candidate goes through a sigmoid; it should go through tanh": _cell(
            lambda a, c: sigmoid(a["f"]) * c + sigmoid(a["i"]) * sigmoid(a["g"])
        ),
        "the forget gate goes through tanh; it should go through a sigmoid": _cell(
            lambda a, c: tanh(a["f"]) * c + _new(a)
        ),
        "the forget gate is not squashed by a sigmoid": _cell(lambda a, c: a["f"] * c + _new(a)),
        "one minus the forget gate takes the place of the input gate": _cell(
            lambda a, c: sigmoid(a["f"]) * c + (1 - sigmoid(a["f"])) * tanh(a["g"])
        ),
        "the output gate is added to tanh(c); it should be multiplied with it": _cell(
            _right, lambda a, c: sigmoid(a["o"]) + tanh(c)
        ),
        "the output gate is multiplied with c itself, not with tanh(c)": _cell(
            _right, lambda a, c: sigmoid(a["o"]) * c
        ),
        "the output gate has no effect: h is tanh(c)": _cell(_right, lambda a, c: tanh(c)),
        "the output gate goes through tanh; it should go through a sigmoid": _cell(
            _right, lambda a, c: tanh(a["o"]) * tanh(c)
        ),
        "h is made from the previous c, not from the new one": lambda a, c: (sigmoid(a["o"]) * tanh(c), _right(a, c)),
    }
    found = [Variant(sentence, _layer(partial(states, how=how))) for sentence, how in steps.items()]
    found.append(
        Variant("h of the step before is never used: only c is carried", _layer(partial(states, memory=False)))
    )
    found.append(Variant("the steps are taken along the batch axis; time is axis 1 of x", _layer(_along_batch)))
    return (*found, Variant("h_last and c_last are swapped", _exchanged, ("h_last", "c_last")))


def _along_batch(w: Weights, x: Tensor) -> tuple[Tensor, Tensor]:
    all_h, all_c = states(w, x.transpose(1, 2))
    return all_h.transpose(1, 2), all_c.transpose(1, 2)


def _exchanged(w: Weights, x: Tensor) -> tuple[Tensor, ...]:
    all_h, all_c = states(w, x)
    return all_h, all_c[:, :, -1], all_h[:, :, -1]


@functools.cache
def stack_network(input_size: int, hidden_size: int, num_layers: int) -> Network:
    """An LSTM: a stack of layers."""
    sizes = [input_size] + [hidden_size] * (num_layers - 1)
    run = partial(_stack, num_layers)
    return Network(
        tuple(role for layer, size in enumerate(sizes) for role in roles(size, hidden_size, f"layer {layer}")),
        ("last_layer_h", ("last_step_h", "last_step_c")),
        {"last_layer_h": "(B, T, H)", "last_step_h": "(L, B, H)", "last_step_c": "(L, B, H)"},
        run,
        _stack_variants(run),
    )


def _stack(num_layers: int, w: Weights, x: Tensor) -> tuple[Tensor, ...]:
    last_h, last_c = [], []
    for layer in range(num_layers):
        x, all_c = states(w, x, f"layer {layer}")
        last_h.append(x[:, :, -1])
        last_c.append(all_c[:, :, -1])
    return x, torch.stack(last_h, 1), torch.stack(last_c, 1)


def _stack_variants(run: Run) -> tuple[Variant, ...]:
    def changed(change: Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]) -> Run:
        def wrong(w: Weights, x: Tensor) -> tuple[Tensor, ...]:
            last_layer, last_h, last_c = run(w, x)
            return last_layer, *change(last_h, last_c)

        return wrong

    def everywhere(last: Tensor) -> Tensor:
        return last[:, -1:].expand(*last.shape)

    only = ("last_step_h", "last_step_c")
    return (
        Variant("last_step_h and last_step_c are swapped", changed(lambda h, c: (c, h)), only),
        Variant(
            "the layers stand in the opposite order in last_step_h and last_step_c; the first layer comes first",
            changed(lambda h, c: (h.flip(1), c.flip(1))),
            only,
        ),
        Variant(
            "last_step_h and last_step_c hold the last layer's states for every layer",
            changed(lambda h, c: (everywhere(h), everywhere(c))),
            only,
        ),
        Variant(
            "last_step_c holds the last layer's c for every layer",
            changed(lambda h, c: (h, everywhere(c))),
            ("last_step_c",),
        ),
    )
