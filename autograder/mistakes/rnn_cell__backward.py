"""Known mistakes in the part rnn_cell, on the way back through a sequence."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.judge import mistake
from autograder.judge.reference import load_reference

reference = load_reference("rnn_cell")


# rnn_backward -------------------------------------------------------------------------------------


def back(da: Any, caches: Any, upstream: Any = None, total: Any = None) -> Any:
    """The reference but for ``upstream(da, t, carried)`` and ``total(old, new)``."""
    steps, x = caches
    dx, carried, totals = np.zeros(x.shape), np.zeros(da.shape[:2]), {"dWax": 0.0, "dWaa": 0.0, "dba": 0.0}
    for t in reversed(range(len(steps))):
        arriving = upstream(da, t, carried) if upstream else da[:, :, t] + carried
        gradients = reference.rnn_cell_backward(arriving, steps[t])
        dx[:, :, t], carried = gradients["dxt"], gradients["da_prev"]
        totals = {key: total(old, gradients[key]) if total else old + gradients[key] for key, old in totals.items()}
    return {"dx": dx, "da0": carried, **totals}


@mistake("rnn_backward")
def nothing_carried_back(da, caches):
    """Each step of yours sees only its own da[:, :, t]. A state also acts through the step after it: what comes
    back from there?"""
    return back(da, caches, upstream=lambda da, t, carried: da[:, :, t])


@mistake("rnn_backward")
def loss_at_the_last_step_only(da, caches):
    """Only the last da[:, :, t] enters your answer. Each step has a loss of its own besides what is carried."""
    last = da.shape[2] - 1
    return back(da, caches, upstream=lambda da, t, carried: da[:, :, t] if t == last else carried)


@mistake("rnn_backward")
def steps_without_loss_skipped(da, caches):
    """You leave out steps whose own da[:, :, t] is zero. What later steps hand back has to pass through them too."""
    (steps, x), heard = caches, np.flatnonzero(da.any((0, 1))).tolist() or [0]
    gradients = reference.rnn_backward(da[:, :, heard], ([steps[t] for t in heard], x[:, :, heard]))
    dx = np.zeros(x.shape)
    dx[:, :, heard] = gradients["dx"]
    return gradients | {"dx": dx}


@mistake("rnn_backward")
def carried_gradient_taken_back_off(da, caches):
    """You subtract the carried gradient. Two arrows enter each state on the way back: how do they join in the worked
    case?"""
    return back(da, caches, upstream=lambda da, t, carried: da[:, :, t] - carried)


@mistake("rnn_backward")
def first_da_for_da0(da, caches):
    """Your da0 is da[:, :, 0]. That belongs to the state after the first step; a0 lies one step further back."""
    return reference.rnn_backward(da, caches) | {"da0": da[:, :, 0].copy()}


@mistake("rnn_backward")
def zeros_for_da0(da, caches):
    """Your da0 stays zero. What is still being carried when the loop has left the first step?"""
    return reference.rnn_backward(da, caches) | {"da0": np.zeros(da.shape[:2])}


@mistake("rnn_backward")
def weight_gradients_overwritten(da, caches):
    """Your weight gradients are those of the last step that the loop visits. The same weights worked in every step."""
    return back(da, caches, total=lambda old, new: new)


@mistake("rnn_backward")
def weight_gradients_averaged(da, caches):
    """Your weight gradients are divided by the number of steps. They are sums over the steps, not means."""
    gradients = reference.rnn_backward(da, caches)
    return gradients | {name: gradients[name] / da.shape[2] for name in ("dWax", "dWaa", "dba")}


@mistake("rnn_backward")
def recurrent_gradient_added_to_itself(da, caches):
    """Your dWaa stays zero. Find the line that should add each step's share to it: what stands on its right side?"""
    gradients = reference.rnn_backward(da, caches)
    return gradients | {"dWaa": np.zeros_like(gradients["dWaa"])}


@mistake("rnn_backward")
def steps_visited_forwards(da, caches):
    """You visit the steps from first to last. The gradient of step t needs what step t + 1 hands back."""
    steps, x = caches
    dx, carried, totals = np.zeros(x.shape), np.zeros(da.shape[:2]), {"dWax": 0.0, "dWaa": 0.0, "dba": 0.0}
    for t, cache in enumerate(steps):
        gradients = reference.rnn_cell_backward(da[:, :, t] + carried, cache)
        dx[:, :, t], carried = gradients["dxt"], gradients["da_prev"]
        totals = {key: old + gradients[key] for key, old in totals.items()}
    return {"dx": dx, "da0": carried, **totals}


@mistake("rnn_backward")
def input_gradient_without_the_future(da, caches):
    """Your dx knows only the loss of its own step, though da0 is right. An input also acts through all later steps."""
    alone = back(da, caches, upstream=lambda da, t, carried: da[:, :, t])
    return reference.rnn_backward(da, caches) | {"dx": alone["dx"]}
