"""Says what is wrong with a module, in the student's own names: by known mistakes, or by what an entry changes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from autograder.judge.compare import TOLERANCE
from autograder.judge.modules import StudentModule
from autograder.judge.networks import Network, Variant
from autograder.judge.roles import NUDGE, Roles, differs, find_roles


def explain(module: StudentModule, roles: Roles) -> str:
    """Why the roles that were found are not those of the network."""
    if roles.unsteady:
        module.show(roles.base, roles.x, calls=2)
        return _unsteady(module, *roles.unsteady)
    known = known_mistake(module, roles.x)
    if known:
        module.show(_random(module), roles.x)
        return f"What comes out is what one gets if {known[0].sentence}."
    if roles.wrong_base:
        module.show(roles.base, roles.x)
        what = "With these parameters" if roles.base.any() else "With all parameters set to 0"
        return f"{what}, {_largest(module, *roles.wrong_base)}.{_likely(module, roles, roles.wrong_base[1])}"
    entry = next(iter(roles.odd), None)
    if entry is None:
        return _idle(module, roles)
    changed = roles.base.copy()
    changed[entry] += NUDGE
    module.show(changed, roles.x)
    return _odd(module, roles, entry)


def explain_values(module: StudentModule, got: list[np.ndarray], expected: list[np.ndarray], again: bool) -> str:
    """Why outputs differ although every single parameter does what it should."""
    if again:
        return _unsteady(module, expected, got)
    return f"With these parameters, {_largest(module, expected, got)}."


def known_mistake(module: StudentModule, x: np.ndarray) -> tuple[Variant, Roles] | None:
    """The variant of the network that the module follows exactly, if it follows one.

    One that uses all that the module has and lacks nothing goes first; otherwise other weights may be wrong too.
    """
    found = [(variant, roles) for variant in module.network.variants if (roles := _followed(module, x, variant))]
    whole = [(variant, roles) for variant, roles in found if not roles.lacking]
    if not whole and find_roles(module, x).clear:
        return None
    return next(iter(whole or found), None)


def _followed(module: StudentModule, x: np.ndarray, variant: Variant) -> Roles | None:
    roles, settings = find_roles(module, x, variant.run), _random(module)[None]
    if not roles.clear:
        return None
    weights = roles.weights_of(settings, module.network.size)
    theirs, ours = module.play(settings, x), module.network.play(weights, x, variant.run)
    return None if differs([output[0] for output in theirs], [output[0] for output in ours]) else roles


def _likely(module: StudentModule, roles: Roles, got: list[np.ndarray]) -> str:
    """The variant that gives the same, if the parameters are all zero and only one does."""
    if roles.base.any():
        return ""
    weights, network = roles.weights[None], module.network
    played = [(variant, network.play(weights, roles.x, variant.run)) for variant in network.variants]
    same = [variant.sentence for variant, ours in played if not differs(got, [output[0] for output in ours])]
    return f" So it would be if {same[0]}." if len(same) == 1 else ""


def _random(module: StudentModule) -> np.ndarray:
    return np.round(np.random.default_rng(3).normal(0, 0.6, module.size), 2)


def _unsteady(module: StudentModule, first: list[np.ndarray], later: list[np.ndarray]) -> str:
    entry, before, now = _most_different(module, first, later)
    return (
        f"Two calls with the same x give different results: {entry} is {before:.6g} in one and {now:.6g} in another. "
        "Every call must start afresh, from zeros, with the weights that the module holds."
    )


def _largest(module: StudentModule, expected: list[np.ndarray], got: list[np.ndarray]) -> str:
    """The entry that differs most: "all_h[0, 1, 2] is 0.3; it should be 0.2"."""
    entry, should, found = _most_different(module, expected, got)
    return f"{entry} is {found:.6g}; it should be {should:.6g}"


def _most_different(
    module: StudentModule, expected: list[np.ndarray], got: list[np.ndarray]
) -> tuple[str, float, float]:
    """The entry that differs most, and what it is on both sides."""
    names = module.network.names
    worst = max(range(len(names)), key=lambda index: float(np.abs(got[index] - expected[index]).max()))
    difference = np.abs(got[worst] - expected[worst])
    place = tuple(int(i) for i in np.unravel_index(int(difference.argmax()), difference.shape))
    return f"{names[worst]}[{', '.join(map(str, place))}]", float(expected[worst][place]), float(got[worst][place])


def _idle(module: StudentModule, roles: Roles) -> str:
    entries = idle_entries(module, roles.x, roles.idle)
    if not entries:
        return _silent(module, roles)
    if len(entries) == module.size:
        return "No parameter changes anything in what the module returns."
    parameter = module.parameter_of(entries[0])
    all_of_it = [entry for entry in entries if module.parameter_of(entry) is parameter]
    what = f"`{parameter.name}`" if len(all_of_it) == parameter.size else module.entry(entries[0])
    lacking = roles.missing(module.network.size)
    needed = f" Nothing acts as {module.network.name_of(lacking[0])}." if lacking else ""
    return f"Changing {what} changes nothing in what the module returns.{needed}"


def idle_entries(module: StudentModule, x: np.ndarray, entries: Sequence[int]) -> list[int]:
    """Those of some parameter entries that change nothing, while all others have random values."""
    setting = _random(module)
    nudges = np.zeros((len(entries), module.size))
    nudges[np.arange(len(entries)), entries] = 0.5
    outputs = module.play(np.vstack([setting, setting + nudges]), x)
    changed = [
        any(np.abs(output[row] - output[0]).max() >= 1e-6 for output in outputs) for row in range(len(entries) + 1)
    ]
    return [entry for entry, change in zip(entries, changed[1:], strict=True) if not change]


def _silent(module: StudentModule, roles: Roles) -> str:
    """Entries have an effect, but not where the network's own would."""
    module.show(roles.base, roles.x)
    network = module.network
    missing = roles.lacking or roles.missing(network.size)
    others = "these parameters" if roles.base.any() else "all parameters set to 0"
    should = f"{network.name_of(missing[0])} should have an effect, and no parameter has it"
    return f"Start from {others}: then {should}.{network.clue}"


def _odd(module: StudentModule, roles: Roles, entry: int) -> str:
    name = module.entry(entry)
    several = _several_roles(module.network, roles, entry)
    if several:
        shown = ", ".join(several[:3]) + (", …" if len(several) > 3 else "")
        reason = _if_fitting(module, roles) or " Each needs a number of its own."
        return f"{name} is several weights at once: {shown}.{reason}"
    effects = [np.abs(after - before) > TOLERANCE for before, after in zip(*roles.odd[entry], strict=True)]
    output = next((name for name, one in zip(module.network.names, effects, strict=True) if one.any()), None)
    effect = effects[0]
    rows = np.flatnonzero(effect.any(axis=(1, 2)))
    if len(rows) == 1 and effect.shape[0] > 1:
        return (
            f"Changing {name} changes batch row {rows[0]} only; every parameter must act on all rows alike, "
            "whatever the size of the batch."
        )
    units = np.flatnonzero(effect.any(axis=(0, 1)))
    steps = np.flatnonzero(effect.any(axis=(0, 2)))
    where = f" (here {_listed('unit', units)}, at {_listed('step', steps)})" if effect.any() else ""
    return (
        f"Changing {name} changes {output or module.network.names[0]} in a way that no weight of the exercise "
        f"does{where}.{_if_fitting(module, roles)}"
    )


def _if_fitting(module: StudentModule, roles: Roles) -> str:
    """The variant in which every change that was seen is that of one weight, if there is only one such."""
    variants = [(variant, find_roles(module, roles.x, variant.run)) for variant in module.network.variants]
    fitting = [variant.sentence for variant, found in variants if found.clear and (found.of_entry >= 0).any()]
    return f" So it would be if {fitting[0]}." if len(fitting) == 1 else ""


def _listed(what: str, numbers: np.ndarray) -> str:
    """Numbered things: "step 1", or "steps 1, 2"."""
    return f"{what}{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers.tolist()))}"


def _several_roles(network: Network, roles: Roles, entry: int) -> list[str]:
    """Weights that, changed together, have the effect of one entry; empty if there are no such."""
    groups = list(_groups(network))
    settings = np.tile(roles.weights, (len(groups), 1))
    for row, group in enumerate(groups):
        settings[row, group] += NUDGE
    ours = network.play(settings, roles.x)
    _, after = roles.odd[entry]
    for row, group in enumerate(groups):
        if not differs(after, [output[row] for output in ours]):
            return [network.name_of(weight) for weight in group]
    return []


def _groups(network: Network) -> Iterator[list[int]]:
    """Weights that students are known to share: all of a bias, all of a role, one place in several roles."""
    starts = np.cumsum([0, *(role.size for role in network.roles)])
    spans = [list(range(start, end)) for start, end in itertools.pairwise(starts)]
    yield from (span for span in spans if len(span) > 1)
    kinds: dict[tuple[str, tuple[int, ...]], list[list[int]]] = {}
    for role, span in zip(network.roles, spans, strict=True):
        for kin in role.kin:
            kinds.setdefault((kin, role.shape), []).append(span)
    for alike in kinds.values():
        for mask in range(1, 2 ** len(alike)):
            chosen = [span for bit, span in enumerate(alike) if mask >> bit & 1]
            if len(chosen) > 1:
                yield from (list(places) for places in zip(*chosen, strict=True))
                yield [weight for span in chosen for weight in span]
