"""What the checks of the torch parts share: calling a student's code, comparing tensors, counting parameters."""

import contextlib
import itertools

import numpy as np
import torch

from checks import CheckFailed, NotWritten, fail, leaks

TOLERANCE = 1e-4  # difference divided by the largest entry; float32 passes


def run(called, function, *arguments):
    """Call a student's code, and see that it leaves the tensors that it was given as they were."""
    __tracebackhide__ = True  # a notebook then shows the student's lines, not these
    before = [value.detach().clone() if torch.is_tensor(value) else None for value in arguments]
    for leak in leaks(function if not isinstance(function, torch.nn.Module) else type(function).forward):
        fail(called, f"it reads {leak} from the notebook, not from its arguments, so it fits one input only.",
             f"every {leak} in your code.", f"take {leak} from an argument, or from self.")
    try:
        with unset_memory_as_nan():
            result = function(*arguments)
    except NotImplementedError:
        raise NotWritten(f"{called}: it, or an exercise that it calls, is not written yet.\n"
                         "Next: fill in the cell with YOUR CODE HERE, run it, then run this cell again.") from None
    except CheckFailed:
        raise
    except Exception as error:
        shapes = ", ".join(str(tuple(value.shape)) for value in arguments if torch.is_tensor(value))
        error.add_note(f"Raised inside your {called}{', called with tensors of shape ' if shapes else ''}{shapes}.\n"
                       "Next: print the shape of each tensor in the line that the arrow marks.")
        raise
    for value, old in zip(arguments, before):
        if old is not None and not torch.equal(value.detach(), old):
            fail(called, "your call changed a tensor that it was given; arguments must stay as they were.",
                 "`+=`, `[...] =` and methods that end in _.", "put the result into a new tensor.")
    return result


def build(called, make, *arguments):
    """Make a module of a student's class."""
    __tracebackhide__ = True
    module = run(called, make, *arguments)
    if not isinstance(module, torch.nn.Module):
        fail(called, f"calling it gave a {type(module).__name__}, not a module.", "`class …(nn.Module)` and super().__init__().",
             "put the given lines back as they were.")
    return module


@contextlib.contextmanager
def unset_memory_as_nan():
    """While inside, torch.empty holds nan: elsewhere it is often zero by chance, and hides that nobody has set it."""
    before = torch.get_deterministic_debug_mode()
    torch.set_deterministic_debug_mode("warn")
    try:
        yield
    finally:
        torch.set_deterministic_debug_mode(before)


@contextlib.contextmanager
def in_double(module):
    """While inside, the parameters of a module are float64."""
    kept = [parameter.dtype for parameter in module.parameters()]
    module.double()
    try:
        yield module
    finally:
        for parameter, dtype in zip(module.parameters(), kept):
            parameter.data = parameter.data.to(dtype)


def close(value, wanted):
    if value.shape != wanted.shape:
        return False
    error = (value.detach().double() - wanted.detach().double()).abs().max()
    return bool(error <= TOLERANCE * max(1e-2, float(wanted.detach().abs().max())))


def expect_tensor(called, what, value, symbols, shape, where=None):
    if not torch.is_tensor(value):
        fail(called, f"{what} is a {type(value).__name__}; it should be a tensor of shape {symbols}.",
             where or f"the line that makes {what}.", "stay with tensors from x to the result.")
    got = tuple(value.shape)
    if got != shape:
        guess = " Two axes look exchanged." if sorted(got) == sorted(shape) else ""
        fail(called, f"{what} has shape {got}; it should be {symbols} = {shape}.{guess}",
             where or f"the line that makes {what}.", "write the shape of each tensor beside it, then print them.")
    if not torch.isfinite(value).all():
        fail(called, f"{what} holds nan or inf.", "tensors that nobody has filled (torch.empty), and what grows without end.",
             "print the first tensor that holds nan.")


def count(module):
    return sum(parameter.numel() for parameter in module.parameters())


def expect_count(called, module, wanted, sum_of, guesses):
    """As many parameters as promised; guesses says what another number would come from."""
    found = count(module)
    if found != wanted:
        shapes = ", ".join(str(tuple(parameter.shape)) for parameter in module.parameters()) or "none"
        guess = " " + guesses[found] if found in guesses else ""
        fail(called, f"it has {found} parameters, of shapes {shapes}; it should have {sum_of} = {wanted}.{guess}",
             "what __init__ puts into self.", "print the names and shapes of named_parameters().")
    if not all(parameter.requires_grad for parameter in module.parameters()):
        fail(called, "some of its parameters do not take part in learning: requires_grad is False.",
             "how they are made.", "leave requires_grad as nn.Parameter sets it.")


def expect_gradients_reach(called, loss, module):
    """Every parameter has a say in the loss, and learning can see it."""
    parameters = list(module.parameters())
    reached = torch.autograd.grad(loss, parameters, allow_unused=True, retain_graph=True) if loss.requires_grad else ()
    blind = [name for (name, _), gradient in itertools.zip_longest(module.named_parameters(), reached)
             if gradient is None]
    if blind:
        fail(called, f"no gradient reaches {', '.join(blind)}, so training would leave it as it is.",
             "`.data`, `.detach()`, `.item()`, `torch.no_grad()`, `torch.tensor(...)` on the way to the result.",
             "use the parameters themselves; follow result.grad_fn back.")


def measured_slopes(loss, inputs, eps=1e-4):
    """The slope of loss(inputs) along every entry of inputs, from two nudges each."""
    slopes = torch.zeros_like(inputs)
    for index in np.ndindex(tuple(inputs.shape)):
        nudge = torch.zeros_like(inputs)
        nudge[index] = eps
        slopes[index] = (loss(inputs + nudge) - loss(inputs - nudge)) / (2 * eps)
    return slopes
