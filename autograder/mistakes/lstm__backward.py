"""Known mistakes in the part lstm: a whole sequence back."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.judge import mistake
from autograder.judge.reference import load_reference

reference = load_reference("lstm")


# lstm_backward ------------------------------------------------------------------------------------


def back(da: Any, caches: Any, **pieces: Any) -> Any:
    """The reference but for ``output(da_t, carried)``, ``memory(dc, da)`` of what is carried, ``total(old, new)``."""
    steps, x = caches
    dx = np.zeros((*x.shape[:2], da.shape[2]))
    da_carried = dc_carried = np.zeros(da.shape[:2])
    names = ("dWf", "dWi", "dWc", "dWo", "dbf", "dbi", "dbc", "dbo")
    shapes = reference.lstm_cell_backward(da[:, :, 0], dc_carried, steps[0])
    totals = {name: np.zeros_like(shapes[name]) for name in names}
    for t in pieces.get("order", lambda T: reversed(range(T)))(da.shape[2]):
        arriving = pieces.get("output", lambda da, t, carried, memory: da[:, :, t] + carried)
        memory = pieces.get("memory", lambda dc: dc)(dc_carried)
        gradients = reference.lstm_cell_backward(arriving(da, t, da_carried, dc_carried), memory, steps[t])
        dx[:, :, t] = gradients["dxt"]
        da_carried, dc_carried = gradients["da_prev"], gradients["dc_prev"]
        total = pieces.get("total", lambda old, new: old + new)
        totals = {name: total(totals[name], gradients[name]) for name in names}
    return {"dx": dx, "da0": da_carried, **totals}


@mistake("lstm_backward")
def nothing_carried_back(da, caches):
    """Each step of yours sees only its own da[:, :, t]. An output and a memory also act through the step after:
    what comes back from there?"""
    return back(da, caches, output=lambda da, t, carried, memory: da[:, :, t], memory=lambda dc: 0 * dc)


@mistake("lstm_backward")
def memory_gradient_not_carried(da, caches):
    """Your steps hand back the gradient of the output, but not that of the memory. Two things go from one step to
    the next on the way forward."""
    return back(da, caches, memory=lambda dc: 0 * dc)


@mistake("lstm_backward")
def output_gradient_not_carried(da, caches):
    """Your steps hand back the gradient of the memory, but not that of the output. Two things go from one step to
    the next on the way forward."""
    return back(da, caches, output=lambda da, t, carried, memory: da[:, :, t])


@mistake("lstm_backward")
def loss_of_the_last_step_only(da, caches):
    """Only the last da[:, :, t] enters your answer. Each step has a loss of its own besides what is carried."""
    last = da.shape[2] - 1
    return back(da, caches, output=lambda da, t, carried, memory: da[:, :, t] if t == last else carried)


@mistake("lstm_backward")
def loss_of_each_step_unused(da, caches):
    """Your gradients do not depend on da at all. What does the loss of step t say about a[:, :, t]?"""
    return back(da, caches, output=lambda da, t, carried, memory: carried)


@mistake("lstm_backward")
def memory_gradient_added_to_the_output(da, caches):
    """You add the carried gradient of the memory to that of the output. They belong to different things: the cell
    takes them apart."""
    return back(
        da, caches, output=lambda da, t, carried, memory: da[:, :, t] + carried + memory, memory=lambda dc: 0 * dc
    )


@mistake("lstm_backward")
def carried_gradient_taken_back_off(da, caches):
    """You subtract the gradient that is carried to the output. Two arrows enter each output on the way back: how did
    two join in the worked case?"""
    return back(da, caches, output=lambda da, t, carried, memory: da[:, :, t] - carried)


@mistake("lstm_backward")
def gradients_overwritten(da, caches):
    """Your weight gradients are those of the step that the loop visits last. The same weights worked in every step."""
    return back(da, caches, total=lambda old, new: new)


@mistake("lstm_backward")
def accumulators_added_to_themselves(da, caches):
    """Your weight gradients stay zero. Find the line that should add each step's share to the sums: what stands on its
    right side?"""
    return back(da, caches, total=lambda old, new: old + old)


@mistake("lstm_backward")
def forget_accumulator_added_to_itself(da, caches):
    """Your dWf stays zero, the others are right. Look for the line that sums it, and read it letter by letter."""
    right = reference.lstm_backward(da, caches)
    return right | {"dWf": 0 * right["dWf"]}


@mistake("lstm_backward")
def divided_by_the_batch(da, caches):
    """Your weight gradients are divided by the number of examples. The docstring says what to do about m."""
    right, m = reference.lstm_backward(da, caches), da.shape[1]
    return right | {key: value / m for key, value in right.items() if key[1] in "Wb"}


@mistake("lstm_backward")
def divided_by_the_steps(da, caches):
    """Your weight gradients are divided by the number of steps. They are sums over the steps, not means."""
    right, T = reference.lstm_backward(da, caches), da.shape[2]
    return right | {key: value / T for key, value in right.items() if key[1] in "Wb"}


@mistake("lstm_backward")
def first_da_for_da0(da, caches):
    """Your da0 is da[:, :, 0]. That belongs to the output of the first step; a0 lies one step further back."""
    return reference.lstm_backward(da, caches) | {"da0": da[:, :, 0].copy()}


@mistake("lstm_backward")
def zeros_for_da0(da, caches):
    """Your da0 stays zero. What is still being carried when the loop has left the first step?"""
    return reference.lstm_backward(da, caches) | {"da0": np.zeros(da.shape[:2])}


@mistake("lstm_backward")
def memory_gradient_for_da0(da, caches):
    """Your da0 is the gradient of the memory before the first step. Which of the two carried gradients belongs to
    a0?"""
    steps, _ = caches
    carried = np.zeros(da.shape[:2])
    memory = np.zeros(da.shape[:2])
    for t in reversed(range(da.shape[2])):
        gradients = reference.lstm_cell_backward(da[:, :, t] + carried, memory, steps[t])
        carried, memory = gradients["da_prev"], gradients["dc_prev"]
    return reference.lstm_backward(da, caches) | {"da0": memory}


@mistake("lstm_backward")
def walked_forwards(da, caches):
    """Your loop begins with the first step. What a step hands back can only be known once the step after it was
    visited."""
    return back(da, caches, order=range)


@mistake("lstm_backward")
def last_step_never_visited(da, caches):
    """Your loop never visits the last step. Which indices do T steps have, from the last to the first?"""
    return back(da, caches, order=lambda T: reversed(range(max(T - 1, 1))))


@mistake("lstm_backward")
def inputs_in_reversed_order(da, caches):
    """Your dx holds the steps from the last to the first. Under which index is a step's dxt stored?"""
    right = reference.lstm_backward(da, caches)
    return right | {"dx": right["dx"][:, :, ::-1].copy()}
