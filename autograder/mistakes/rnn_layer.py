"""Known mistakes in the part rnn_layer: the loss, and gradients through time.

Silent are those of which too few calls fail to tell by their answers; the message of the test says what they are.
"""

from __future__ import annotations

from typing import Any

import torch

from autograder.judge import mistake
from autograder.judge.reference import load_reference

reference = load_reference("rnn_layer")


# loss_fn ------------------------------------------------------------------------------------------


def counted(pred: Any, y: Any, last_timestep_only: bool) -> Any:
    """The differences that count."""
    return pred[:, -1] - y[:, -1] if last_timestep_only else pred - y


@mistake("loss_fn")
def sum_for_the_mean(pred, y, last_timestep_only=False):
    """Your loss is a sum over all entries, so it grows with the batch. The docstring asks for another summary."""
    return (counted(pred, y, last_timestep_only) ** 2).sum()


@mistake("loss_fn")
def root_of_the_mean(pred, y, last_timestep_only=False):
    """Your loss is the root of the mean squared error. Read again what is to be averaged, and what happens after."""
    return (counted(pred, y, last_timestep_only) ** 2).mean().sqrt()


@mistake("loss_fn")
def absolute_errors(pred, y, last_timestep_only=False):
    """Your loss averages the sizes of the errors. A large error should count more than in proportion."""
    return counted(pred, y, last_timestep_only).abs().mean()


@mistake("loss_fn")
def errors_not_squared(pred, y, last_timestep_only=False):
    """Errors above and below cancel in your loss, which can become negative. What makes every error a cost?"""
    return counted(pred, y, last_timestep_only).mean()


@mistake("loss_fn")
def half_the_mean(pred, y, last_timestep_only=False):
    """Your loss is half of what it should be, a form that some books prefer. The docstring has no such factor."""
    return (counted(pred, y, last_timestep_only) ** 2).mean() / 2


@mistake("loss_fn")
def always_all_steps(pred, y, last_timestep_only=False):
    """Your loss counts every step, whatever last_timestep_only says. Where is it used?"""
    return ((pred - y) ** 2).mean()


@mistake("loss_fn", silent=True)
def always_the_last_step(pred, y, last_timestep_only=False):
    """Your loss counts the last step alone, whatever last_timestep_only says. Where is it used?"""
    return ((pred[:, -1] - y[:, -1]) ** 2).mean()


@mistake("loss_fn")
def first_step_for_the_last(pred, y, last_timestep_only=False):
    """Your last step is the first one. Which index has the last of T steps?"""
    if last_timestep_only:
        pred, y = pred[:, 0], y[:, 0]
    return ((pred - y) ** 2).mean()


@mistake("loss_fn")
def last_of_the_batch(pred, y, last_timestep_only=False):
    """Your last step is the last row of the batch. Print the shape of what you pick: is it B or T that it has lost?"""
    if last_timestep_only:
        pred, y = pred[-1], y[-1]
    return ((pred - y) ** 2).mean()


@mistake("loss_fn")
def last_step_divided_by_all(pred, y, last_timestep_only=False):
    """With last_timestep_only your loss still divides by the number of all steps. How many entries count then?"""
    errors = (pred - y) ** 2
    return errors[:, -1].sum() / errors.numel() if last_timestep_only else errors.mean()


@mistake("loss_fn", silent=True)
def averaged_over_the_batch_only(pred, y, last_timestep_only=False):
    """Your loss is a sum over the steps and a mean over the batch. The mean runs over all entries that count."""
    return (counted(pred, y, last_timestep_only) ** 2).sum() / len(pred)


@mistake("loss_fn")
def averaged_over_the_steps_only(pred, y, last_timestep_only=False):
    """Your loss is a sum over the batch and a mean over the steps. The mean runs over all entries that count."""
    errors = (pred - y) ** 2
    return (errors[:, -1:] if last_timestep_only else errors).mean(dim=1).sum()


@mistake("loss_fn", silent=True)
def cut_off_from_pred(pred, y, last_timestep_only=False):
    """The number is right, but no gradient flows back from it. What cuts a tensor off from how it was made?"""
    return reference.loss_fn(pred.detach(), y, last_timestep_only)


@mistake("loss_fn", silent=True)
def plain_number(pred, y, last_timestep_only=False):
    """Your loss is a Python number. A number knows nothing of how it was made, so nothing can learn from it."""
    return reference.loss_fn(pred, y, last_timestep_only).item()


@mistake("loss_fn", silent=True)
def one_loss_for_each_row(pred, y, last_timestep_only=False):
    """You return one loss for each row of the batch. Training needs a single number for all of them."""
    return (counted(pred, y, last_timestep_only) ** 2).flatten(1).mean(dim=1)


# hidden_gradients ---------------------------------------------------------------------------------


def gradients_of(model: Any, x: Any, y: Any, last_timestep_only: bool) -> tuple[Any, ...]:
    """The gradients with respect to the states, as the reference finds them."""
    out, _ = model(x)
    loss = reference.loss_fn(out, y, last_timestep_only)
    found: tuple[Any, ...] = torch.autograd.grad(loss, model.recurrent_net.states)
    return found


@mistake("hidden_gradients")
def squares_of_the_norms(model, x, y, last_timestep_only=False):
    """Your entries are squares of norms. One operation is missing after the sum."""
    return torch.stack([g.norm() ** 2 for g in gradients_of(model, x, y, last_timestep_only)])


@mistake("hidden_gradients")
def sums_of_absolute_values(model, x, y, last_timestep_only=False):
    """Your entries are sums of absolute values. The docstring says what is done to the entries before the sum."""
    return torch.stack([g.abs().sum() for g in gradients_of(model, x, y, last_timestep_only)])


@mistake("hidden_gradients")
def largest_entries(model, x, y, last_timestep_only=False):
    """Your entries are the largest of each gradient. The docstring asks for a norm to which all entries add."""
    return torch.stack([g.abs().max() for g in gradients_of(model, x, y, last_timestep_only)])


@mistake("hidden_gradients")
def means_for_norms(model, x, y, last_timestep_only=False):
    """Your entries are means, in which gradients of both signs cancel. The docstring asks for norms."""
    return torch.stack([g.mean().abs() for g in gradients_of(model, x, y, last_timestep_only)])


@mistake("hidden_gradients")
def mean_of_a_norm_for_each_row(model, x, y, last_timestep_only=False):
    """You take a norm for each row of the batch and then the mean. Here one norm is taken of the whole matrix."""
    return torch.stack([g.norm(dim=1).mean() for g in gradients_of(model, x, y, last_timestep_only)])


@mistake("hidden_gradients")
def sum_of_a_norm_for_each_row(model, x, y, last_timestep_only=False):
    """You take a norm for each row of the batch (of one entry, its absolute value) and add them. Here one norm is taken
    of the whole matrix."""
    return torch.stack([g.norm(dim=1).sum() for g in gradients_of(model, x, y, last_timestep_only)])


@mistake("hidden_gradients")
def norms_from_the_end(model, x, y, last_timestep_only=False):
    """Your norms stand from the last step to the first. Entry 0 belongs to the first state."""
    return torch.stack([g.norm() for g in gradients_of(model, x, y, last_timestep_only)]).flip(0)


@mistake("hidden_gradients")
def norms_of_the_states(model, x, y, last_timestep_only=False):
    """You measure the states themselves. The question is how strongly the loss depends on them."""
    model(x)
    return torch.stack([state.detach().norm() for state in model.recurrent_net.states])


@mistake("hidden_gradients")
def gradient_of_the_stack(model, x, y, last_timestep_only=False):
    """You ask for the gradient of all_h. Later states were computed from the single states, not from their stack: which
    paths are missing?"""
    out, all_h = model(x)
    (gradient,) = torch.autograd.grad(reference.loss_fn(out, y, last_timestep_only), all_h)
    return gradient.norm(dim=(0, 2))


@mistake("hidden_gradients", silent=True)
def loss_at_all_steps_always(model, x, y, last_timestep_only=False):
    """You measure the loss of all steps, whatever last_timestep_only says. Hand it on."""
    return torch.stack([g.norm() for g in gradients_of(model, x, y, False)])


@mistake("hidden_gradients")
def loss_at_the_last_step_always(model, x, y, last_timestep_only=False):
    """You measure the loss of the last step, whatever last_timestep_only says. Hand it on."""
    return torch.stack([g.norm() for g in gradients_of(model, x, y, True)])


@mistake("hidden_gradients")
def prediction_for_the_loss(model, x, y, last_timestep_only=False):
    """You differentiate the sum of the predictions. The question is about the loss, in which y has a part."""
    out, _ = model(x)
    total = out[:, -1].sum() if last_timestep_only else out.sum()
    return torch.stack([g.norm() for g in torch.autograd.grad(total, model.recurrent_net.states)])


@mistake("hidden_gradients")
def gradient_of_the_last_state_only(model, x, y, last_timestep_only=False):
    """Only your last entry is not zero. Every state of the list has a gradient: which of them were asked for?"""
    found = gradients_of(model, x, y, last_timestep_only)
    return torch.stack([*(0 * g.norm() for g in found[:-1]), found[-1].norm()])


@mistake("hidden_gradients", silent=True)
def matrices_for_norms(model, x, y, last_timestep_only=False):
    """You return the gradients themselves. The docstring asks for one number for each step."""
    return torch.stack(gradients_of(model, x, y, last_timestep_only))


@mistake("hidden_gradients", silent=True)
def gradients_pile_up(model, x, y, last_timestep_only=False):
    """Your second measurement is larger than the first: gradients pile up in the model. What stands in .grad when
    backward is called again?"""
    kept = vars(model).setdefault("piled", [])
    found = gradients_of(model, x, y, last_timestep_only)
    kept.append(found)
    return torch.stack([sum(entries).norm() for entries in zip(*kept, strict=True)])


@mistake("hidden_gradients", silent=True)
def takes_a_training_step(model, x, y, last_timestep_only=False):
    """Your measurement changes the model, so the next one has another answer. Measuring should leave all as it was."""
    found = gradients_of(model, x, y, last_timestep_only)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 0.01
    return torch.stack([g.norm() for g in found])
