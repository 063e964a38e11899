"""Whether a student's module does what a network does: the checks that hidden tests of torch modules share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.judge.compare import FLOOR, TOLERANCE, WrongAnswer, check_close
from autograder.judge.explaining import explain, explain_values, idle_entries, known_mistake
from autograder.judge.modules import StudentModule
from autograder.judge.networks import flat_names
from autograder.judge.roles import Roles, differs, find_roles
from autograder.judge.student import StudentRaised

#: A bias that opens a gate to 0.95.
_LARGE = 3.0


def probe_input(width: int, batch: int = 2, steps: int = 3) -> np.ndarray:
    """An input (batch, steps, width) of different positive numbers."""
    return np.round(np.random.default_rng(width).uniform(0.3, 1.2, (batch, steps, width)), 2)


def random_input(batch: int, steps: int, width: int) -> np.ndarray:
    """An input (batch, steps, width) of numbers with two decimals; one step of one sequence is zero."""
    x = np.round(np.random.default_rng([batch, steps, width]).normal(0, 1, (batch, steps, width)), 2)
    if steps > 2:
        x[0, steps // 2] = 0.0
    return x


def random_settings(module: StudentModule, count: int, scale: float = 0.5) -> np.ndarray:
    """Settings (count, P) of numbers with two decimals."""
    return np.round(np.random.default_rng([module.size, count]).normal(0, scale, (count, module.size)), 2)


def understand(module: StudentModule, x: np.ndarray, spares: Sequence[str] = ()) -> Roles:
    """What every parameter entry does.

    ``spares`` names outputs that are judged elsewhere: a known mistake in them alone is let pass.
    Raises WrongAnswer: an entry does what no single weight does, or nothing.
    """
    module.describe(x)
    if not module.parameters:
        raise WrongAnswer(_count(module))
    roles = find_roles(module, x)
    if roles.clear and not roles.idle:
        return roles
    if spares:
        known = known_mistake(module, x)
        if known and known[0].only and set(known[0].only) <= set(spares):
            return known[1]
    raise WrongAnswer(explain(module, roles))


def check_outputs(
    module: StudentModule, roles: Roles, x: np.ndarray, scale: float = 0.5, raised: Sequence[str] = ()
) -> None:
    """Require the network's outputs for x under two random settings, the first of them twice.

    The weights of the roles in ``raised`` are large. Raises WrongAnswer.
    """
    settings = random_settings(module, 2, scale)[[0, 1, 0]]
    if raised:
        network = module.network
        large = np.repeat([role.name in raised for role in network.roles], [role.size for role in network.roles])
        settings[:, (roles.of_entry >= 0) & large[roles.of_entry]] = _LARGE
    theirs = module.play(settings, x)
    ours = module.network.play(roles.weights_of(settings, module.network.size), x, roles.run)
    for row in range(3):
        got, expected = ([output[row] for output in outputs] for outputs in (theirs, ours))
        if differs(got, expected):
            again = row == 2 and not differs([output[0] for output in theirs], [output[0] for output in ours])
            module.show(settings[row], x, calls=2 if again else 1)
            raise WrongAnswer(explain_values(module, got, expected, again))


def check_gradients(module: StudentModule, roles: Roles, x: np.ndarray, scale: float = 0.5) -> None:
    """Require the gradients of x and of every parameter under a random setting. Raises WrongAnswer."""
    setting = random_settings(module, 1, scale)[0]
    weights = roles.weights_of(setting[None], module.network.size)[0]
    upstream = upstream_for(module, x)
    module.show(setting, x)
    got = module.differentiate(setting, x, upstream)
    if all(gradient is None for gradient in got[1:]):
        raise WrongAnswer(
            "No parameter gets a gradient from what the module returns (after module.eval(), which should make no "
            "difference), so training cannot change anything: is something computed under torch.no_grad(), or "
            "returned through .detach() or .data?"
        )
    expected = _by_parameter(module, roles, *module.network.gradients(weights, x, upstream, roles.run))
    wrong = _first_wrong(got, expected)
    if wrong is not None:
        for cut in module.network.cuts:
            other = _by_parameter(module, roles, *module.network.gradients(weights, x, upstream, cut.run))
            if _first_wrong(got, other) is None:
                raise WrongAnswer(f"The outputs are right, but the gradients are not: {cut.sentence}")
        _raise_for(module, wrong, got[wrong], expected[wrong])


def check_last(module: StudentModule, x: np.ndarray, scale: float = 0.5) -> None:
    """Require that gradients come back from the second output as they do from the first one's last step.

    Which gradients these should be is judged elsewhere. Raises WrongAnswer.
    """
    setting = random_settings(module, 1, scale)[0]
    whole, last, *others = upstream_for(module, x)
    silent, at_the_end = [np.zeros_like(weight) for weight in others], np.zeros_like(whole)
    at_the_end[:, -1] = last
    module.show(setting, x)
    ways = [[at_the_end, 0 * last, *silent], [0 * whole, last, *silent]]
    try:
        through_all, through_last = (module.differentiate(setting, x, way) for way in ways)
    except StudentRaised:
        return
    if _any(through_all) and not _any(through_last):
        name, last_name = flat_names(module.network.outputs)[:2]
        raise WrongAnswer(
            f"{last_name} holds the numbers of {name}[:, -1], but no gradient comes back from it: a model that reads "
            f"{last_name} could not be trained. Is it detached, or a copy made through .data or torch.tensor(...)?"
        )


def check_top(module: StudentModule, x: np.ndarray) -> None:
    """Require that a stack's last states end with that of its top layer, however many layers there are.

    Raises WrongAnswer.
    """
    module.describe(x)
    setting = random_settings(module, 1, scale=1.0)
    module.show(setting[0], x)
    top, last = (output[0] for output in module.play(setting, x)[:2])
    if differs([last[-1]], [top[:, -1]]):
        name, last_name = flat_names(module.network.outputs)[:2]
        raise WrongAnswer(
            f"Of {len(last)} layers, {last_name}[-1] is not the last state of the top one, {name}[:, -1]. In which "
            "order do the layers come?"
        )


def _any(gradients: Sequence[np.ndarray | None]) -> bool:
    return any(gradient is not None and gradient.any() for gradient in gradients)


def upstream_for(module: StudentModule, x: np.ndarray) -> list[np.ndarray]:
    """Weights of all outputs in a loss; zeros for those that are not compared."""
    generator, network = np.random.default_rng(9), module.network
    weights = [np.round(generator.normal(0, 1, shape), 2) for shape in network.shapes(x)]
    return [
        weight if name in network.names else 0 * weight
        for name, weight in zip(flat_names(network.outputs), weights, strict=True)
    ]


def _by_parameter(
    module: StudentModule, roles: Roles, x_gradient: np.ndarray, weight_gradient: np.ndarray
) -> list[np.ndarray]:
    entries, found, start = roles.to_entries(weight_gradient), [x_gradient], 0
    for parameter in module.parameters:
        found.append(entries[start : start + parameter.size].reshape(parameter.shape))
        start += parameter.size
    return found


def _first_wrong(got: Sequence[np.ndarray | None], expected: Sequence[np.ndarray]) -> int | None:
    """The parameters before x: when all gradients are wrong, it is they that say why."""
    order = [*range(1, len(expected)), 0]
    return next((index for index in order if not _close(got[index], expected[index])), None)


def _close(got: np.ndarray | None, expected: np.ndarray) -> bool:
    found = np.zeros(expected.shape) if got is None else got
    if found.shape != expected.shape or not np.isfinite(found).all():
        return False
    scale = max(float(np.abs(expected).max(initial=0.0)), FLOOR)
    return float(np.abs(found - expected).max(initial=0.0)) <= TOLERANCE * scale


def _raise_for(module: StudentModule, index: int, got: np.ndarray | None, expected: np.ndarray) -> None:
    if index == 0 and got is None:
        raise WrongAnswer(
            "x gets no gradient, so layers below could not learn: is it copied by torch.tensor(x), or read "
            "through .detach() or .data?"
        )
    name = "x" if index == 0 else f"`{module.parameters[index - 1].name}`"
    if got is None or not got.any():
        raise WrongAnswer(
            f"The parameter {name} gets no gradient, so training cannot change it: is it read through .data, "
            f".detach() or torch.tensor(...), or made without requires_grad?"
        )
    check_close(f"The gradient of {name}", got, expected)
    raise AssertionError("a gradient that is close was called wrong")


def check_parameters(module: StudentModule, x: np.ndarray, spare: int = 0) -> None:
    """Require as many parameters as the network has, or ``spare`` more, all of which change the outputs.

    Raises WrongAnswer.
    """
    module.describe(x)
    if module.size not in (module.network.size, module.network.size + spare):
        raise WrongAnswer(_count(module, spare))
    for entry in idle_entries(module, x, range(module.size)):
        raise WrongAnswer(f"Changing {module.entry(entry)} changes nothing in what the module returns.")


def check_start(module: StudentModule, x: np.ndarray) -> None:
    """Require random first numbers: those of two modules differ, those of biases perhaps excepted.

    Raises WrongAnswer.
    """
    module.describe(x)
    one, other = module.starts(x)
    biases = module.size - sum(role.size for role in module.network.roles if len(role.shape) > 1)
    alike = int((one == other).sum())
    if alike > biases:
        raise WrongAnswer(
            f"Of the {module.size} numbers in parameters(), {alike} are the same in two new modules {module.made}: "
            "weights should start from random numbers, and without a seed of your own."
        )


def _count(module: StudentModule, spare: int = 0) -> str:
    held = ", ".join(f"`{parameter.name}` {parameter.shape}" for parameter in module.parameters) or "none"
    asked = f"{module.network.size} or {module.network.size + spare}" if spare else f"{module.network.size}"
    if module.size < module.network.size:
        reason = "Weights count if they are nn.Parameters, and modules in a list if it is an nn.ModuleList."
    else:
        reason = "Is there a second bias where one is enough, or a weight that is not asked for?"
    return f"{module.made} has {module.size} numbers in parameters() ({held}); it should have {asked}. {reason}"


def check_steady(module: StudentModule, width: int) -> None:
    """Require the same outputs for the same input after a call with another one; x stays. Raises WrongAnswer."""
    module.describe(probe_input(width))
    settings, x = random_settings(module, 1)[[0, 0]], random_input(4, 3, width)
    module.show(settings[0], x)
    first = module.play_anew(settings, x, x_stays=True)
    module.play_anew(settings, random_input(2, 5, width))
    second = module.play_anew(settings, x)
    if not all(output.any() for output in first):
        raise WrongAnswer("What the module returns is 0 everywhere, whatever the parameters are.")
    rows = [[output[row] for output in outputs] for outputs in (first, second) for row in (0, 1)]
    for later in rows[1:]:
        if differs(later, rows[0]):
            module.show(settings[0], x, calls=2)
            raise WrongAnswer(explain_values(module, later, rows[0], again=True))
