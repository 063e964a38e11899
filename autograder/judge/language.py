"""What a language model of characters writes and learns: its exact chances, and comparisons with what was drawn."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.judge.compare import TOLERANCE, WrongAnswer, check_array, kind_of

#: Outcomes of less than this probability are besides judged together: each alone comes too seldom to be missed.
RARE = 0.005
#: Chance that one comparison of shares fails an exact sampler; see ``check_shares``.
RISK = 1e-10


def sizes_of(n_x: int, n_a: int) -> dict[str, tuple[int, int]]:
    """The shapes of the five parameters."""
    return dict(
        zip(("Wax", "Waa", "Wya", "b", "by"), ((n_a, n_x), (n_a, n_a), (n_x, n_a), (n_a, 1), (n_x, 1)), strict=True)
    )


def writer(
    n_x: int, n_a: int, seed: int, scale: float = 1.5, favour: float = 0.0
) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """Parameters that write decidedly, and a vocabulary whose newline stands at no end of it.

    It lists its characters in another order than that of their indices. ``favour`` is added to the score of the
    first of them.
    """
    generator = np.random.default_rng(seed)
    parameters = {name: np.round(generator.normal(0, scale, shape), 2) for name, shape in sizes_of(n_x, n_a).items()}
    parameters["by"][0] += favour
    characters = [chr(ord("a") + index) for index in range(n_x - 1)]
    characters.insert(n_x // 2, "\n")
    return parameters, dict(reversed([(character, index) for index, character in enumerate(characters)]))


def beginnings(names: list[tuple[int, ...]], newline: int, length: int) -> Counter[tuple[int, ...]]:
    """How often names begin with each run of ``length`` characters, or of fewer that end at the first newline."""
    return Counter(name[: min(length, name.index(newline) + 1 if newline in name else length)] for name in names)


def indices_of(got: Any, n_x: int) -> tuple[int, ...]:
    """Require a list of indices of characters; how it ends is judged elsewhere."""
    if isinstance(got, np.ndarray) and got.ndim == 1:
        got = list(got)
    if not isinstance(got, list | tuple):
        raise WrongAnswer(f"sample returned {kind_of(got)}; it should return a list of indices.")
    if not got:
        raise WrongAnswer("sample returned an empty list; at least newline should be in it.")
    for entry in got:
        if isinstance(entry, bool) or not isinstance(entry, int | np.integer):
            raise WrongAnswer(f"sample returned a list that holds {kind_of(entry)}; every entry should be an int.")
        if not 0 <= entry < n_x:
            raise WrongAnswer(f"sample returned the index {entry}; there are {n_x} characters, 0 to {n_x - 1}.")
    return tuple(map(int, got))


def check_ending(name: tuple[int, ...], newline: int, max_length: int = 50) -> None:
    """Require that a name ends with the only newline in it, after at most max_length others."""
    shown = f"sample returned {list(name[:20])}{' …' if len(name) > 20 else ''}"
    if len(name) > max_length + 1:
        raise WrongAnswer(f"{shown}, {len(name)} entries; at most max_length = {max_length} may stand before newline.")
    if name[-1:] != (newline,) or name.count(newline) != 1:
        raise WrongAnswer(f"{shown}; newline, {newline}, should be its last entry and stand nowhere else.")


def chances(parameters: dict[str, np.ndarray], newline: int, length: int) -> dict[tuple[int, ...], float]:
    """The probability of every beginning of ``length`` characters, or of fewer if the last is newline."""
    found: dict[tuple[int, ...], float] = {}
    unfinished: list[tuple[tuple[int, ...], float, np.ndarray]] = [((), 1.0, np.zeros(parameters["b"].shape))]
    while unfinished:
        name, chance, state = unfinished.pop()
        read_in = parameters["Wax"][:, [name[-1]]] if name else 0.0
        state = np.tanh(read_in + parameters["Waa"] @ state + parameters["b"])
        scores = (parameters["Wya"] @ state + parameters["by"])[:, 0]
        for index, share in enumerate(np.exp(scores - np.logaddexp.reduce(scores))):
            longer, likely = (*name, index), chance * float(share)
            if index == newline or len(longer) == length:
                found[longer] = likely
            else:
                unfinished.append((longer, likely, state))
    return found


def check_shares(counts: Counter[Any], expected: dict[Any, float], what: str) -> None:
    """Require that drawn outcomes come about as often as their probabilities say.

    Let an exact sampler draw n times. By Chernoff's bound the share q of an outcome of probability p lies
    above p, and n KL(q, p) above c, with probability at most exp(-c); the same holds below p. With K outcomes,
    and all rare ones counted once more as one, these are 2 (K + 1) events, so for c = log(2 (K + 1) / RISK) any
    of them happens with probability at most RISK.
    """
    total, limit = counts.total(), math.log(2 * (len(expected) + 1) / RISK)
    for outcome, chance in sorted(expected.items(), key=lambda pair: -pair[1]):
        if total * divergence(counts[outcome] / total, chance) > limit:
            raise WrongAnswer(
                f"Of {total} samples, {counts[outcome]} {what} {list(outcome)}; with these parameters that has "
                f"probability {chance:.4f}, so about {total * chance:.0f} were to be expected."
            )
    rare = [outcome for outcome, chance in expected.items() if chance < RARE]
    seen, together = sum(counts[outcome] for outcome in rare), min(math.fsum(expected[one] for one in rare), 1.0)
    if total * divergence(seen / total, together) > limit:
        raise WrongAnswer(
            f"Of {total} samples, {seen} {what} what is rare; with these parameters {len(rare)} outcomes have a "
            f"probability below {RARE} each, {together:.4f} together, so about {total * together:.0f} were to be "
            "expected."
        )


def divergence(share: float, chance: float) -> float:
    """The Kullback-Leibler divergence of two coins, in nats."""
    pairs = ((share, chance), (1 - share, 1 - chance))
    return sum(q * math.log(q / max(p, 1e-300)) for q, p in pairs if q > 0)


def check_losses(losses: Any, steps: int) -> list[float]:
    """Require one finite float for each step; a one-dimensional array will do."""
    if isinstance(losses, np.ndarray) and losses.ndim == 1:
        losses = list(losses)
    if not isinstance(losses, list | tuple) or len(losses) != steps:
        count = f"{len(losses)} entries" if isinstance(losses, list | tuple) else kind_of(losses)
        raise WrongAnswer(f"losses is {count}; it should be a list of num_iterations = {steps} floats.")
    return [float(check_array(f"losses[{index}]", loss, ())) for index, loss in enumerate(losses)]


def losses_of(
    sequence_loss: Callable[..., Any],
    data: Sequence[str],
    parameters: dict[str, np.ndarray],
    char_to_ix: dict[str, int],
) -> np.ndarray:
    """The loss of each name under these parameters, by the reference."""
    silence = np.zeros(parameters["b"].shape)
    found = []
    for name in data:
        letters = list(map(char_to_ix.__getitem__, name))
        X, Y = [None, *letters], [*letters, char_to_ix["\n"]]
        found.append(float(sequence_loss(X, Y, silence, parameters)[0]))
    return np.array(found)


def order_of(losses: list[float], costs: np.ndarray, data: Sequence[str]) -> list[str]:
    """Which name each loss belongs to."""
    order = []
    for index, loss in enumerate(losses):
        nearest = int(np.argmin(np.abs(costs - loss)))
        if abs(costs[nearest] - loss) > TOLERANCE * costs[nearest]:
            raise WrongAnswer(
                f"With learning rate 0 the network stays as it is, so each loss is that of one of the names; "
                f"losses[{index}] = {loss:.6g} is not. The nearest is {costs[nearest]:.6g}, of {data[nearest]!r}."
            )
        order.append(data[nearest])
    return order
