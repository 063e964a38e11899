"""Known mistakes in the part last_names: measuring a model.

Silent are those that too few calls show to tell them by their answers.
"""

from __future__ import annotations

from typing import Any

import torch

from autograder.judge import mistake

# evaluate -----------------------------------------------------------------------------------------


def evaluated(model: Any, batches: Any, **pieces: Any) -> Any:
    """The reference but for the pieces given: ``guess(logits)``, ``accuracy(right, y)``, ``recall(...)``, ``ready``."""
    was_training, rows, answers, guesses = model.training, [], [], []
    pieces.get("ready", lambda model: model.eval())(model)
    with torch.set_grad_enabled(pieces.get("gradients", False)):
        for x, last_pos, y in batches:
            logits = model(x, last_pos)
            rows.append(logits.argmax(dim=1) == y)
            answers.append(y)
            guesses.append(logits.argmax(dim=1))
    if not rows:
        raise ValueError("there are no batches to evaluate on")
    pieces.get("after", lambda model, was_training: model.train(was_training))(model, was_training)
    right, y, C = torch.cat(rows).float(), torch.cat(answers), logits.shape[1]
    shares = [right[y == category].mean() for category in range(C)]
    recall = pieces.get("recall", lambda shares, *_: torch.stack(shares))(shares, right, y, torch.cat(guesses))
    return float(pieces.get("accuracy", lambda rows, shares: right.mean())(rows, shares)), recall


@mistake("evaluate")
def mean_of_the_batches(model, batches):
    """Your accuracy is the mean over the batches, in which an example of a small batch counts more. What is it a
    share of?"""
    return evaluated(model, batches, accuracy=lambda rows, _: torch.stack([row.float().mean() for row in rows]).mean())


@mistake("evaluate")
def mean_of_the_recalls(model, batches):
    """Your accuracy is the mean of the recalls, in which an example of a rare category counts more. What is it a
    share of?"""
    return evaluated(model, batches, accuracy=lambda _, shares: torch.stack(shares).nanmean())


@mistake("evaluate")
def last_batch_only(model, batches):
    """Your accuracy is that of the last batch. What is left of the batches before?"""
    return evaluated(model, batches, accuracy=lambda rows, _: rows[-1].float().mean())


@mistake("evaluate")
def number_of_hits_for_the_share(model, batches):
    """Your accuracy counts the hits. A share lies between 0 and 1: what is it divided by?"""
    return evaluated(model, batches, accuracy=lambda rows, _: torch.cat(rows).sum())


@mistake("evaluate")
def errors_for_hits(model, batches):
    """Your accuracy is the share of wrong answers. Does your comparison count hits or misses?"""
    return evaluated(model, batches, accuracy=lambda rows, _: 1 - torch.cat(rows).float().mean())


@mistake("evaluate")
def per_cent(model, batches):
    """Your accuracy is in per cent. The docstring asks for a share, between 0 and 1."""
    return evaluated(model, batches, accuracy=lambda rows, _: 100 * torch.cat(rows).float().mean())


@mistake("evaluate")
def precision_for_recall(model, batches):
    """Your recall divides by how often a category was guessed. Among which examples does the docstring take the
    share?"""
    precision = lambda shares, right, y, said: torch.stack([right[said == c].mean() for c in range(len(shares))])  # noqa: E731
    return evaluated(model, batches, recall=precision)


@mistake("evaluate")
def recall_of_all_examples(model, batches):
    """Your recall divides the hits of a category by the number of all examples. Among which does the docstring take
    the share?"""
    share = lambda shares, right, y, _: torch.stack([right[y == c].sum() / len(y) for c in range(len(shares))])  # noqa: E731
    return evaluated(model, batches, recall=share)


@mistake("evaluate", silent=True)
def nothing_for_a_category_without_examples(model, batches):
    """A category without examples has a recall of 0 in your answer. Nothing was measured: how does a float say so?"""
    return evaluated(model, batches, recall=lambda shares, *_: torch.stack(shares).nan_to_num())


@mistake("evaluate")
def asked_in_training_mode(model, batches):
    """You ask the model while it is in training mode, where dropout disturbs its answers. Which call takes it out of
    that mode?"""
    return evaluated(model, batches, ready=lambda model: model.train())


@mistake("evaluate", silent=True)
def left_in_evaluation_mode(model, batches):
    """You leave the model in evaluation mode, so that the training after it goes on without dropout."""
    return evaluated(model, batches, after=lambda *_: None)


@mistake("evaluate", silent=True)
def mode_of_the_outermost_module_alone(model, batches):
    """You set the mode of the model and not of what it is made of: a dropout within it stays as it was."""
    return evaluated(model, batches, ready=lambda model: setattr(model, "training", False))


@mistake("evaluate", silent=True)
def frozen_weights_let_go(model, batches):
    """You freeze the parameters and let all of them go afterwards, also those that came frozen."""
    return evaluated(model, batches, after=lambda model, was: model.requires_grad_().train(was))


@mistake("evaluate", silent=True)
def always_back_to_training(model, batches):
    """You leave the model in training mode, whatever it was in before."""
    return evaluated(model, batches, after=lambda model, _: model.train())


@mistake("evaluate", silent=True)
def measured_with_gradients(model, batches):
    """You ask the model with gradients, which are never used and cost time and memory."""
    return evaluated(model, batches, gradients=True)


@mistake("evaluate", silent=True)
def batches_walked_twice(model, batches):
    """You walk through the batches twice. A generator is empty the second time: keep what you need of the first."""
    count = sum(len(y) for _, _, y in batches)
    accuracy, recall = evaluated(model, batches)
    return accuracy / count, recall


@mistake("evaluate", silent=True)
def nothing_measured_nothing_said(model, batches):
    """Without batches you return something as if it were a measurement."""
    found = list(batches)
    return evaluated(model, found) if found else (0.0, torch.zeros(3))
