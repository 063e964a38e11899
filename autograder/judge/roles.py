"""Finds what each parameter of a student's module does, whatever its name and layout.

All parameters are set to zero. Then one after the other is changed, and the change in the outputs is looked up
among the changes that each single weight of the reference network makes. Some weights show nothing as long as
all others are zero: those found are given values, and the rest is tried again.
"""

from __future__ import annotations

import functools

import msgspec
import numpy as np

from autograder.judge.compare import TOLERANCE
from autograder.judge.modules import StudentModule
from autograder.judge.networks import Network, Run

#: By how much an entry is changed. All numbers here are positive, so that a ReLU lets them through.
NUDGE = 1.5
#: How large the values of known weights are, from one try to the next.
VOLUMES = (1.0, 2.0, 4.0)
#: What differs by less than the first is the same, to float32 and then some; weights whose effects differ by less
#: than the second are told apart later, when others have values.
_SAME, _APART = 2e-5, 1e-4

#: Outputs before and after something, or as they should be and as they are.
Change = tuple[list[np.ndarray], list[np.ndarray]]


class Roles(msgspec.Struct):
    """What was found: for each parameter entry the weight that it is, or -1.

    ``odd`` maps an entry to its effect where it is no single weight's, as outputs before and after. ``base`` is
    the setting that was changed, in the student's terms, ``weights`` the same in the network's; if outputs are
    ``unsteady``, it is the one that gave them. ``run`` is what
    the module was compared with, if not the network itself; ``shown`` are its weights that have an effect.
    """

    of_entry: np.ndarray
    x: np.ndarray
    base: np.ndarray
    weights: np.ndarray
    odd: dict[int, Change] = {}
    wrong_base: Change | None = None
    unsteady: Change | None = None
    run: Run | None = None
    shown: set[int] = set()

    @property
    def idle(self) -> list[int]:
        """Entries that change nothing."""
        return [int(entry) for entry in np.flatnonzero(self.of_entry < 0) if entry not in self.odd]

    @property
    def clear(self) -> bool:
        """Whether every entry is understood, or at least without effect."""
        return not self.odd and self.wrong_base is None and self.unsteady is None

    @property
    def lacking(self) -> list[int]:
        """The weights that would have an effect if an entry were they."""
        return sorted(self.shown - set(self.of_entry.tolist()))

    def missing(self, size: int) -> list[int]:
        """The weights, of ``size`` in all, that no entry is."""
        return sorted(set(range(size)) - set(self.of_entry.tolist()))

    def weights_of(self, settings: np.ndarray, size: int) -> np.ndarray:
        """The network's weights (K, size) for settings (K, P): entries with one role add up."""
        weights = np.zeros((len(settings), size))
        known = self.of_entry >= 0
        np.add.at(weights.T, self.of_entry[known], settings.T[known])
        return weights

    def to_entries(self, gradient: np.ndarray) -> np.ndarray:
        """Gradients of parameter entries (P,) from those of the weights (size,)."""
        return np.where(self.of_entry >= 0, gradient[self.of_entry], 0.0)


def find_roles(module: StudentModule, x: np.ndarray, run: Run | None = None) -> Roles:
    """What each parameter entry does, on the input x (B, T, D) of positive numbers, as compared with ``run``.

    The search ends with the first entry whose effect is no weight's.
    """
    search = _Search(module, x, run)
    for volume in VOLUMES:
        search.give_values(volume)
        while search.look():
            search.give_values(volume)
        if search.finished:
            break
    return search.found


class _Search:
    """Rounds of looking; those found are given values between them, so that the others show."""

    def __init__(self, module: StudentModule, x: np.ndarray, run: Run | None) -> None:
        self.module, self.network = module, module.network
        self.found = Roles(np.full(module.size, -1), x, np.zeros(module.size), np.zeros(self.network.size), run=run)
        self.entry_of: dict[int, int] = {}
        self.anything = np.round(np.random.default_rng(5).normal(0, 0.5, module.size), 2)

    @property
    def finished(self) -> bool:
        """Whether louder values would change nothing."""
        return not self.found.clear or not self.entry_of or bool((self.found.of_entry >= 0).all())

    def look(self) -> bool:
        """One round; whether it found a weight that was not known, so that another may find more."""
        found = self.found
        left = np.flatnonzero(found.of_entry < 0)
        settings = np.vstack([self.anything, _nudged(found.base, left), self.anything])
        outputs = self.module.play(settings, found.x)
        x = found.x
        known = _known_effects(self.network, found.run, found.weights.tobytes(), x.tobytes(), x.shape)
        first, base, last = (_row(outputs, index) for index in (0, 1, -1))
        if differs(last, first):
            found.unsteady, found.base = (first, last), self.anything
        elif differs(base, known.base):
            found.wrong_base = known.base, base
        if not found.clear:
            return False
        new = _match(found, left, [output[1:-1] for output in outputs], known)
        new = {weight: entry for weight, entry in new.items() if weight not in self.entry_of}
        self.entry_of |= new
        return bool(new) and not self.finished

    def give_values(self, volume: float) -> None:
        """Give every weight that is known a value of its own, so that no sum of inputs is large."""
        draws = np.random.default_rng(5).uniform(0.1, 0.9, self.network.size)
        for weight, entry in self.entry_of.items():
            value = volume * draws[weight] / self.network.role_of(weight).shape[-1]
            self.found.base[entry] = self.found.weights[weight] = round(float(value), 2)


def differs(theirs: list[np.ndarray], ours: list[np.ndarray]) -> bool:
    """Whether two lists of outputs differ by more than the tolerance."""
    scale = max(1.0, *(float(np.abs(output).max()) for output in ours))
    return any(np.abs(left - right).max() > TOLERANCE * scale for left, right in zip(theirs, ours, strict=True))


def _row(outputs: list[np.ndarray], index: int) -> list[np.ndarray]:
    return [output[index] for output in outputs]


def _nudged(base: np.ndarray, which: np.ndarray) -> np.ndarray:
    """The base, then a row for each entry that is changed."""
    settings = np.tile(base, (len(which) + 1, 1))
    settings[np.arange(len(which)) + 1, which] += NUDGE
    return settings


class _Effects(msgspec.Struct, frozen=True):
    """What a network returns for a setting, as it is (``base``) and with each weight changed, in rows.

    ``showing`` are weights that have an effect, ``telling`` those whose effect no other weight has.
    """

    base: list[np.ndarray]
    changed: np.ndarray
    scale: float
    showing: np.ndarray
    telling: np.ndarray


@functools.lru_cache(maxsize=2048)
def _known_effects(network: Network, run: Run | None, weights: bytes, x: bytes, shape: tuple[int, ...]) -> _Effects:
    settings = _nudged(np.frombuffer(weights), np.arange(network.size))
    outputs = network.play(settings, np.frombuffer(x).reshape(shape), run)
    flat = _flat(outputs)
    scale = max(1.0, float(np.abs(flat).max()))
    distances = np.abs(flat[1:, None] - flat[None]).max(axis=2) / scale
    showing = distances[:, 0] > _SAME
    distances[np.arange(network.size), np.arange(network.size) + 1] = np.inf
    return _Effects(_row(outputs, 0), flat[1:], scale, showing, distances.min(axis=1) > _APART)


def _match(found: Roles, left: np.ndarray, theirs: list[np.ndarray], known: _Effects) -> dict[int, int]:
    """Note the role of each entry that shows one; the new roles, each with the first entry that has it."""
    found.shown |= set(np.flatnonzero(known.showing).tolist())
    flat_theirs, scale = _flat(theirs), known.scale
    new: dict[int, int] = {}
    for row, entry in enumerate(map(int, left), start=1):
        if np.abs(flat_theirs[row] - flat_theirs[0]).max() <= _SAME * scale:
            continue
        distance = np.abs(known.changed - flat_theirs[row]).max(axis=1) / scale
        weight = int(distance.argmin())
        if distance[weight] > _SAME:
            found.odd[entry] = _row(theirs, 0), _row(theirs, row)
        elif known.telling[weight]:
            found.of_entry[entry] = weight
            new.setdefault(weight, entry)
    return new


def _flat(outputs: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([output.reshape(len(output), -1) for output in outputs], axis=1)
