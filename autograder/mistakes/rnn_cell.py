"""Known mistakes in the part rnn_cell."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.judge import mistake
from autograder.judge.reference import load_reference

reference = load_reference("rnn_cell")


def softmax(scores: np.ndarray, axis: int | None = 0) -> np.ndarray:
    weights = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


# rnn_cell_forward ---------------------------------------------------------------------------------


def cell(xt: Any, a_prev: Any, parameters: Any, state: Any = None, predict: Any = None) -> Any:
    """The reference but for the pieces given: ``state(from_input, from_memory, bias)``, ``predict(scores)``."""
    p = parameters
    terms = p["Wax"] @ xt, p["Waa"] @ a_prev, p["ba"]
    a_next = state(*terms) if state else np.tanh(sum(terms))
    yt_pred = (predict or softmax)(p["Wya"] @ a_next + p["by"])
    return a_next, yt_pred, (a_next, a_prev, xt, parameters)


@mistake("rnn_cell_forward")
def prediction_from_the_past_state(xt, a_prev, parameters):
    """Your prediction follows from the state before the step. Look at which of the two states step B reads."""
    a_next, _, cache = reference.rnn_cell_forward(xt, a_prev, parameters)
    return a_next, softmax(parameters["Wya"] @ a_prev + parameters["by"]), cache


@mistake("rnn_cell_forward")
def softmax_over_the_whole_array(xt, a_prev, parameters):
    """All entries of your prediction together sum to 1. Each example is a column: over which entries should one
    example's probabilities add up?"""
    return cell(xt, a_prev, parameters, predict=lambda scores: softmax(scores, axis=None))


@mistake("rnn_cell_forward")
def softmax_along_the_batch(xt, a_prev, parameters):
    """Your softmax compares examples with one another: the rows sum to 1. Look at the axis of the sum."""
    return cell(xt, a_prev, parameters, predict=lambda scores: softmax(scores, axis=1))


@mistake("rnn_cell_forward")
def softmax_overflows(xt, a_prev, parameters):
    """Your probabilities become nan where scores are large: exp of 1000 is inf. What may be subtracted from a whole
    column of scores without changing its probabilities?"""
    return cell(xt, a_prev, parameters, predict=lambda scores: np.exp(scores) / np.exp(scores).sum(axis=0))


@mistake("rnn_cell_forward")
def sigmoid_for_softmax(xt, a_prev, parameters):
    """Each of your probabilities is computed on its own, as by a sigmoid. Look at step C: what makes a column sum to
    1?"""
    return cell(xt, a_prev, parameters, predict=lambda scores: 1 / (1 + np.exp(-scores)))


@mistake("rnn_cell_forward")
def scores_for_probabilities(xt, a_prev, parameters):
    """Your prediction holds the scores themselves. One step is missing between a score and a probability."""
    return cell(xt, a_prev, parameters, predict=lambda scores: scores)


@mistake("rnn_cell_forward")
def output_bias_left_out(xt, a_prev, parameters):
    """Your prediction does not depend on by. Compare step B with the equation, term by term."""
    return cell(xt, a_prev, parameters, predict=lambda scores: softmax(scores - parameters["by"]))


@mistake("rnn_cell_forward")
def tanh_of_each_term(xt, a_prev, parameters):
    """You squash each term and then add; entries of a_next can leave the range from -1 to 1. What comes first in
    the drawing of the cell, the + or the tanh?"""
    return cell(xt, a_prev, parameters, state=lambda x, a, b: np.tanh(x) + np.tanh(a) + np.tanh(b))


@mistake("rnn_cell_forward")
def no_tanh(xt, a_prev, parameters):
    """Your a_next is the plain sum. Follow the wire of the drawing from the + to a_next: something stands on it."""
    return cell(xt, a_prev, parameters, state=lambda x, a, b: x + a + b)


@mistake("rnn_cell_forward")
def sigmoid_for_tanh(xt, a_prev, parameters):
    """Your states lie between 0 and 1, as a sigmoid gives them. A state of this cell may be negative: what squashes the
    sum in step A?"""
    return cell(xt, a_prev, parameters, state=lambda x, a, b: 1 / (1 + np.exp(-(x + a + b))))


@mistake("rnn_cell_forward")
def memory_left_out(xt, a_prev, parameters):
    """Your a_next does not depend on a_prev. Which term of step A carries the past?"""
    return cell(xt, a_prev, parameters, state=lambda x, a, b: np.tanh(x + b))


@mistake("rnn_cell_forward")
def input_left_out(xt, a_prev, parameters):
    """Your a_next does not depend on xt. Which term of step A lets the input in?"""
    return cell(xt, a_prev, parameters, state=lambda x, a, b: np.tanh(a + b))


@mistake("rnn_cell_forward")
def state_bias_left_out(xt, a_prev, parameters):
    """Your a_next does not depend on ba. Compare step A with the equation, term by term."""
    return cell(xt, a_prev, parameters, state=lambda x, a, b: np.tanh(x + a))


@mistake("rnn_cell_forward")
def recurrent_matrix_transposed(xt, a_prev, parameters):
    """Your a_next is what Waa gives with its rows and columns exchanged. Row i of Waa holds what goes into unit i."""
    return cell(xt, a_prev, {**parameters, "Waa": parameters["Waa"].T})


@mistake("rnn_cell_forward")
def past_state_returned(xt, a_prev, parameters):
    """The first thing that you return is a_prev as it came in. Return the state after the step."""
    _, yt_pred, cache = reference.rnn_cell_forward(xt, a_prev, parameters)
    return a_prev.copy(), yt_pred, cache


@mistake("rnn_cell_forward", silent=True)
def cache_without_the_past_state(xt, a_prev, parameters):
    """Your cache holds a_next twice and a_prev never. What does the way back need of the state before?"""
    a_next, yt_pred, _ = reference.rnn_cell_forward(xt, a_prev, parameters)
    return a_next, yt_pred, (a_next, a_next, xt, parameters)


# rnn_forward --------------------------------------------------------------------------------------


def sequence(x: Any, a0: Any, parameters: Any, past: Any = None, steps: Any = None, place: Any = None) -> Any:
    """The reference but for the pieces given: ``past(state, a0)``, ``steps(T)``, ``place(t)`` of the prediction."""
    T = x.shape[2]
    a, y_pred = np.zeros((*a0.shape, T)), np.zeros((parameters["by"].shape[0], a0.shape[1], T))
    state, kept = a0, []
    for t in steps(T) if steps else range(T):
        before = past(state, a0) if past else state
        state, yt, cache = reference.rnn_cell_forward(x[:, :, t], before, parameters)
        a[:, :, t] = state
        y_pred[:, :, place(t) if place else t] = yt
        kept.append(cache)
    return a, y_pred, (kept, x)


@mistake("rnn_forward")
def first_state_at_every_step(x, a0, parameters):
    """Every step of yours starts from a0, so nothing is remembered. What should step 1 receive from step 0?"""
    return sequence(x, a0, parameters, past=lambda state, a0: a0)


@mistake("rnn_forward")
def zeros_for_the_first_state(x, a0, parameters):
    """Your first step starts from zeros. The caller hands you the state to start from: where is it used?"""
    return sequence(x, 0 * a0, parameters)


@mistake("rnn_forward")
def zeros_at_every_step(x, a0, parameters):
    """Every step of yours starts from a state of zeros. Which line hands the new state to the next step?"""
    return sequence(x, a0, parameters, past=lambda state, a0: 0 * state)


@mistake("rnn_forward")
def first_step_left_out(x, a0, parameters):
    """Your a[:, :, 0] stays zero: the loop begins at the second step. Which indices do T steps have?"""
    return sequence(x, a0, parameters, steps=lambda T: range(1, T))


@mistake("rnn_forward")
def last_step_left_out(x, a0, parameters):
    """Your last state stays zero: the loop ends one step early. Which indices do T steps have?"""
    return sequence(x, a0, parameters, steps=lambda T: range(T - 1))


@mistake("rnn_forward")
def read_from_the_end(x, a0, parameters):
    """You read the sequence from its end. Step 0 comes first, and its state goes to step 1."""
    return sequence(x, a0, parameters, steps=lambda T: reversed(range(T)))


@mistake("rnn_forward")
def predictions_all_in_one_place(x, a0, parameters):
    """Only one step of your y_pred is ever filled. Look at the index under which a prediction is stored."""
    return sequence(x, a0, parameters, place=lambda t: 0)


@mistake("rnn_forward")
def last_prediction_everywhere(x, a0, parameters):
    """All steps of your y_pred hold the prediction of the last one. Look at when, and under which index, each is
    stored."""
    a, y_pred, caches = reference.rnn_forward(x, a0, parameters)
    return a, np.repeat(y_pred[:, :, -1:], x.shape[2], axis=2), caches


@mistake("rnn_forward")
def states_shifted_by_one(x, a0, parameters):
    """Your a[:, :, t] is the state before step t, beginning with a0. Is a state stored before or after the cell is
    called?"""
    a, y_pred, caches = reference.rnn_forward(x, a0, parameters)
    return np.concatenate([a0[:, :, None], a[:, :, :-1]], axis=2), y_pred, caches


@mistake("rnn_forward")
def first_input_at_every_step(x, a0, parameters):
    """Every step of yours reads x[:, :, 0]. Look at the index of the input inside the loop."""
    return sequence(np.repeat(x[:, :, :1], x.shape[2], axis=2), a0, parameters)


@mistake("rnn_forward", silent=True)
def caches_from_the_last_step_to_the_first(x, a0, parameters):
    """Your list of caches begins with the last step. Entry t belongs to step t."""
    a, y_pred, (kept, x) = reference.rnn_forward(x, a0, parameters)
    return a, y_pred, (kept[::-1], x)


# rnn_cell_backward --------------------------------------------------------------------------------


def cell_back(da_next: Any, cache: Any, slope: Any = None, **changed: Any) -> Any:
    """The reference but for ``slope(a_next)`` and the gradients given as ``name=f(dz, cache, right)``."""
    a_next, a_prev, xt, p = cache
    dz = da_next * (slope(a_next) if slope else 1 - a_next**2)
    right = {
        "dxt": p["Wax"].T @ dz,
        "da_prev": p["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }
    return right | {name: change(dz, cache, right[name]) for name, change in changed.items()}


@mistake("rnn_cell_backward")
def slope_of_tanh_taken_twice(da_next, cache):
    """You take the tanh of a_next once more. a_next is already tanh(z): what is 1 - tanh(z)² in terms of a_next?"""
    return cell_back(da_next, cache, slope=lambda a: 1 - np.tanh(a) ** 2)


@mistake("rnn_cell_backward")
def tanh_of_the_square(da_next, cache):
    """Your slope is 1 - tanh(a_next²). The square belongs to the tanh, and the tanh is in a_next already."""
    return cell_back(da_next, cache, slope=lambda a: 1 - np.tanh(a**2))


@mistake("rnn_cell_backward")
def square_for_slope(da_next, cache):
    """Your slope is a_next². It should be largest where the state is 0: sketch tanh and look where it is steep."""
    return cell_back(da_next, cache, slope=lambda a: a**2)


@mistake("rnn_cell_backward")
def slope_left_out(da_next, cache):
    """da_next goes past the tanh unchanged in your answer. Step A: multiply by the slope of tanh at this state."""
    return cell_back(da_next, cache, slope=np.ones_like)


@mistake("rnn_cell_backward")
def slope_without_the_square(da_next, cache):
    """Your slope is 1 - a_next, which is above 1 for a negative state. Sketch tanh: is it steeper anywhere than at
    0?"""
    return cell_back(da_next, cache, slope=lambda a: 1 - a)


@mistake("rnn_cell_backward")
def slope_at_the_past_state(da_next, cache):
    """Your slope is taken at a_prev. The tanh of this step made a_next."""
    return cell_back(da_next * (1 - cache[1] ** 2), cache, slope=np.ones_like)


@mistake("rnn_cell_backward")
def upstream_gradient_left_out(da_next, cache):
    """Your gradients do not depend on da_next. The chain rule starts from what the loss says about a_next."""
    return cell_back(np.ones_like(da_next), cache)


@mistake("rnn_cell_backward")
def recurrent_matrix_not_transposed_on_the_way_back(da_next, cache):
    """Your da_prev uses Waa as on the way forward. Going back, unit j collects from all units that it fed."""
    return cell_back(da_next, cache, da_prev=lambda dz, cache, right: cache[3]["Waa"] @ dz)


@mistake("rnn_cell_backward")
def recurrent_gradient_transposed(da_next, cache):
    """Your dWaa is the transpose of what it should be. Entry (i, j) belongs to the weight from unit j into unit i."""
    return cell_back(da_next, cache, dWaa=lambda dz, cache, right: right.T)


@mistake("rnn_cell_backward")
def mean_for_sum(da_next, cache):
    """Your weight gradients are means over the examples. They should be sums: da_next belongs to the loss of the whole
    batch."""
    return cell_back(
        da_next,
        cache,
        dWax=lambda dz, cache, right: right / dz.shape[1],
        dWaa=lambda dz, cache, right: right / dz.shape[1],
        dba=lambda dz, cache, right: right / dz.shape[1],
    )


@mistake("rnn_cell_backward")
def new_state_in_the_recurrent_gradient(da_next, cache):
    """Your dWaa multiplies by a_next. Waa met a different state in this step: which one?"""
    return cell_back(da_next, cache, dWaa=lambda dz, cache, right: dz @ cache[0].T)


@mistake("rnn_cell_backward")
def bias_gradient_of_the_whole_batch(da_next, cache):
    """Every unit gets the same dba in your answer: the sum runs over the units too. Which axis holds the examples?"""
    return cell_back(da_next, cache, dba=lambda dz, cache, right: np.full_like(right, dz.sum()))
