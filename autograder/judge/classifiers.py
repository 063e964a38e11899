"""What the hidden tests of last_names share: batches of made-up names, a student's classifier, what it should say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
import torch
from torch import nn

from autograder.judge.compare import TOLERANCE, WrongAnswer
from autograder.judge.student import Student, altered
from autograder.judge.tensors import check_tensor

#: Both are relative to the largest score; what a letter changes is far more than what rounding does.
_SAME, _HEARD = TOLERANCE, 10 * TOLERANCE

#: Of each layer: its kind, its options, its weights by name.
Layers = list[tuple[str, dict[str, Any], dict[str, torch.Tensor]]]


class Sizes(msgspec.Struct, frozen=True):
    """The arguments of a RecurrentClassifier; by default those that may be left out are."""

    vocab_size: int
    rnn_size: int
    n_categories: int
    num_layers: int = 1
    dropout: float = 0.0
    model_type: str = "lstm"

    @property
    def arguments(self) -> list[Any]:
        """As few as say the same."""
        values = list(msgspec.structs.astuple(self))
        defaults = [1, 0.0, "lstm"]
        while len(values) > 3 and values[-1] == defaults[len(values) - 4]:
            values.pop()
        return values

    @property
    def shown(self) -> str:
        return f"RecurrentClassifier({', '.join(map(repr, self.arguments))})"


class Batch(msgspec.Struct, frozen=True):
    """Names as indices: x (B, T), and where the last letter of each stands."""

    x: np.ndarray
    last_pos: np.ndarray

    def row(self, place: int) -> Batch:
        """One name alone, without padding."""
        end = int(self.last_pos[place]) + 1
        return Batch(self.x[place : place + 1, :end], self.last_pos[place : place + 1])


def batch_of(
    lengths: Sequence[int], letters: int, padding: Sequence[int] | int, extra: int = 0, seed: int = 0
) -> Batch:
    """Random names of these lengths, of indices below ``letters``; what follows them is drawn from ``padding``."""
    generator = np.random.default_rng(seed)
    width = max(lengths) + extra
    names = generator.integers(0, letters, (len(lengths), width))
    filling = generator.choice(np.atleast_1d(padding), (len(lengths), width))
    last_pos = np.array(lengths) - 1
    return Batch(np.where(np.arange(width) <= last_pos[:, None], names, filling), last_pos)


class Classifier:
    """A student's RecurrentClassifier of these sizes, with loud weights. Raises StudentRaised, WrongAnswer."""

    def __init__(self, student: Student, sizes: Sizes, seed: int = 1) -> None:
        self.student, self.sizes, self.seed = student, sizes, seed
        student.subject = "RecurrentClassifier"
        student.code = f"import torch\nmodel = {sizes.shown}"
        self.handle = student.make("RecurrentClassifier", *sizes.arguments)
        self.parameters = student.loud(self.handle, seed).of_type(list[tuple[str, tuple[int, ...]]])

    def show(self, batch: Batch, training: bool = False, times: int = 1) -> None:
        """Have a message end with code that repeats one call, or several."""
        self.student.code = "\n".join(
            [
                f"import torch\nmodel = {self.sizes.shown}.{'train' if training else 'eval'}()",
                f"torch.manual_seed({self.seed})\nwith torch.no_grad():",
                "    for parameter in model.parameters(): parameter.normal_(0, 0.6)",
                f"x = torch.tensor({batch.x.tolist()})\nlast_pos = torch.tensor({batch.last_pos.tolist()})",
                ", ".join(["model(x, last_pos)"] * times),
            ]
        )

    def scores(self, batch: Batch, training: bool = False, times: int = 1) -> list[np.ndarray]:
        """The scores of a batch, checked for kind, dtype and shape. Raises WrongAnswer."""
        self.show(batch, training, times)
        arguments = [torch.from_numpy(batch.x.copy()), torch.from_numpy(batch.last_pos.copy())]
        answer = self.student.scores(self.handle, *arguments, training, times)
        for place, name in ((1, "x"), (2, "last_pos")):
            if answer.changed(place):
                raise WrongAnswer(f"The call changed its argument {name}; work on a copy, the caller still needs it.")
        shape = (len(batch.x), self.sizes.n_categories)
        given = answer.of_type(list[Any])
        if len(given) != times:
            raise altered()
        return [check_tensor("logits", entry, shape, "(B, n_categories)") for entry in given]

    def score(self, batch: Batch) -> np.ndarray:
        """The scores of a batch in evaluation mode."""
        return self.scores(batch)[0]

    def layers(self) -> Layers | None:
        """Kind, options and weights of its layers, if all of them are torch's own."""
        found = self.student.layers(self.handle)
        return None if found.value is None else found.of_type(Layers)


def differ(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """For each row, by how much scores differ, relative to the largest of all."""
    scale = max(float(np.abs(one).max()), float(np.abs(other).max()), 1e-2)
    return np.asarray(np.abs(one - other).max(axis=1) / scale)


def same_scores(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether scores agree in every row."""
    return bool((differ(one, other) <= _SAME).all())


def heard(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether a change of the names was noticed in every row."""
    return bool((differ(one, other) > _HEARD).all())


def check_memory(student: Student) -> None:
    """Require that the order of letters which stand far apart matters, as it does wherever a state is handed on.

    Both names are made of the same stretches of up to seven neighbouring letters. With 24 units and three draws of
    loud weights, layers that hand on a state hear the difference: one draw misses it less than once in a hundred.

    Raises WrongAnswer.
    """
    apart = [0] * 6
    x = np.array([[*apart, 1, *apart, 2, *apart], [*apart, 2, *apart, 1, *apart]])
    names = Batch(x, np.full(2, x.shape[1] - 1))
    for kind in ("lstm", "rnn"):
        models = (Classifier(student, Sizes(9, 24, 5, 1, 0.0, kind), seed) for seed in (1, 2, 3))
        if all(same_scores(scores[:1], scores[1:]) for scores in (model.score(names) for model in models)):
            raise WrongAnswer(
                "Two names that differ in the order of letters far apart have the same scores: no state goes from "
                "letter to letter through the whole name."
            )


def expected_scores(layers: Layers | None, sizes: Sizes, batch: Batch) -> np.ndarray | None:
    """Scores (B, C) by embedding, recurrent layers, last state and readout, from the weights of torch's own layers.

    None where a classifier is made of other layers than these, or of other sizes: nothing is known of it then.
    """
    kind = sizes.model_type.upper()
    if layers is None or sorted(found for found, _, _ in layers) != sorted(["Embedding", kind, "Linear"]):
        return None
    weights = {found: of_layer for found, _, of_layer in layers}
    recurrent = _recurrent(kind, sizes, bias="bias_hh_l0" in weights[kind])
    if _shapes(weights[kind]) != _shapes(dict(recurrent.named_parameters())):
        return None
    of_name, of_score = (sizes.vocab_size, sizes.rnn_size), (sizes.n_categories, sizes.rnn_size)
    if _shapes(weights["Embedding"]) != {"weight": of_name}:
        return None
    if _shapes(weights["Linear"]) not in ({"weight": of_score}, {"weight": of_score, "bias": of_score[:1]}):
        return None
    with torch.no_grad():
        for name, parameter in recurrent.named_parameters():
            parameter.copy_(weights[kind][name])
        states, _ = recurrent(weights["Embedding"]["weight"].double()[torch.from_numpy(batch.x)])
        last = states[torch.arange(len(batch.x)), torch.from_numpy(batch.last_pos)]
        readout = {name: value.double() for name, value in weights["Linear"].items()}
        return np.asarray(nn.functional.linear(last, readout["weight"], readout.get("bias")).numpy())


def _shapes(weights: Mapping[str, torch.Tensor]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(value.shape) for name, value in weights.items()}


def _recurrent(kind: str, sizes: Sizes, bias: bool) -> nn.Module:
    layer = nn.LSTM if kind == "LSTM" else nn.RNN
    return layer(sizes.rnn_size, sizes.rnn_size, sizes.num_layers, bias=bias, batch_first=True).double()


def possible_counts(sizes: Sizes) -> set[int]:
    """How many numbers a classifier of these sizes may learn.

    It may have one bias, two or none in each layer, a readout with or without, and a row more in its embedding.
    """
    gates = 4 if sizes.model_type == "lstm" else 1
    width = sizes.rnn_size
    fixed = sizes.vocab_size * width + sizes.n_categories * width
    layers = {sizes.num_layers * gates * (2 * width**2 + biases * width) for biases in (0, 1, 2)}
    return {fixed + layer + row + bias for layer in layers for row in (0, width) for bias in (0, sizes.n_categories)}


def centred(scores: np.ndarray) -> np.ndarray:
    """Scores less the logarithm of what softmax divides by: two that differ by a constant in a row mean the same."""
    largest = scores.max(axis=1, keepdims=True)
    return np.asarray(scores - largest - np.log(np.exp(scores - largest).sum(axis=1, keepdims=True)))
