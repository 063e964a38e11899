# ruff: noqa: E501  (the tables of mistakes read best with one mistake on a line)
"""The public checks of `rnn_cell`: right solutions pass, each known mistake gets a message that names it."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "source"))  # students import it from beside the notebook

import functools
import operator

import checks
import checks_rnn_cell

from solutions import rnn_cell as reference

FORWARD, BACKWARD = reference.rnn_cell_forward, reference.rnn_cell_backward


def check_cell(cell):
    checks_rnn_cell.check_rnn_cell_forward(cell)


def check_sequence(sequence):
    checks_rnn_cell.check_rnn_forward(sequence, FORWARD)


def check_cell_backward(backward):
    checks_rnn_cell.check_rnn_cell_backward(backward, FORWARD)


def check_sequence_backward(backward):
    checks_rnn_cell.check_rnn_backward(backward, reference.rnn_forward)


def softmax(scores, axis=0):
    weights = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


# ---- known mistakes: the cell ----


def cell_like(state=None, predict=None, cache=None):
    """A cell that follows the reference but for the pieces given."""

    def rnn_cell_forward(xt, a_prev, parameters):
        p = parameters
        z = p["Wax"] @ xt, p["Waa"] @ a_prev, p["ba"]
        a_next = state(*z) if state else np.tanh(sum(z))
        scores = p["Wya"] @ a_next + p["by"]
        yt_pred = predict(scores, a_prev, p) if predict else softmax(scores)
        kept = (a_next, a_prev, xt, parameters)
        return a_next, yt_pred, cache(*kept) if cache else kept

    return rnn_cell_forward


def elementwise_products(xt, a_prev, parameters):
    return np.tanh(parameters["Wax"] * xt + parameters["Waa"] * a_prev + parameters["ba"]), None, None


def zero_cell(xt, a_prev, parameters):
    a_next, yt_pred, cache = FORWARD(xt, a_prev, parameters)
    return 0 * a_next, 0 * yt_pred, (0 * a_next, *cache[1:])


def returns_nothing(xt, a_prev, parameters):
    FORWARD(xt, a_prev, parameters)


def changes_state_in_place(xt, a_prev, parameters):
    result = FORWARD(xt, a_prev.copy(), parameters)
    a_prev[:] = result[0]
    return result


CELL_MISTAKES = {
    "prediction from a_prev": (cell_like(predict=lambda s, a, p: softmax(p["Wya"] @ a + p["by"])), "which state the prediction reads"),
    "softmax over the whole array": (cell_like(predict=lambda s, a, p: np.exp(s) / np.exp(s).sum()), "All entries together sum to 1"),
    "softmax along the batch": (cell_like(predict=lambda s, a, p: softmax(s, axis=1)), "which entries are divided by which sum"),
    "sigmoid for softmax": (cell_like(predict=lambda s, a, p: 1 / (1 + np.exp(-s))), "columns of yt_pred sum to"),
    "by left out": (cell_like(predict=lambda s, a, p: softmax(s - p["by"])), "do not differ by exp"),
    "softmax overflows": (cell_like(predict=lambda s, a, p: np.exp(s) / np.exp(s).sum(axis=0)), "exp of 1000 overflows"),
    "tanh of each term": (cell_like(state=lambda x, a, b: np.tanh(x) + np.tanh(a) + np.tanh(b)), "how often is tanh taken"),
    "no tanh": (cell_like(state=lambda x, a, b: x + a + b), "whether tanh is taken"),
    "Waa left out": (cell_like(state=lambda x, a, b: np.tanh(x + b)), "zero except Waa: a_next is all zero"),
    "ba left out": (cell_like(state=lambda x, a, b: np.tanh(x + a)), "zero except ba: a_next is all zero"),
    "cache in another order": (cell_like(cache=lambda a, p, x, w: (p, a, x, w)), "in this order"),
    "cache without parameters": (cell_like(cache=lambda a, p, x, w: (a, p, x)), "cache: came back as a tuple of 3"),
    "zeros": (zero_cell, "a_next is all zero"),
    "nothing returned": (returns_nothing, "came back as None"),
    "a_prev changed in place": (changes_state_in_place, "changed its argument a_prev in place"),
}  # fmt: skip


# ---- known mistakes: through time ----


def sequence_like(past=None, steps=None, pick=None, caches=None, keep_y=True):
    """rnn_forward that follows the reference but for the pieces given."""

    def rnn_forward(x, a0, parameters):
        T = x.shape[2]
        a, kept = np.zeros((*a0.shape, T)), []
        y_pred = np.zeros((parameters["by"].shape[0], a0.shape[1], T))
        state = a0 if past is None else past(a0, a0)
        for t in steps(T) if steps else range(T):
            xt = pick(x, t) if pick else x[:, :, t]
            state, y, cache = FORWARD(xt, state if past is None else past(state, a0), parameters)
            a[:, :, t] = state
            y_pred[:, :, t if keep_y else 0] = y
            kept.append(cache)
        return a, y_pred, caches(kept, x) if caches else (kept, x)

    return rnn_forward


def from_zeros(x, a0, parameters):
    return reference.rnn_forward(x, 0 * a0, parameters)


def zero_sequence(x, a0, parameters):
    a, y_pred, caches = reference.rnn_forward(x, a0, parameters)
    return 0 * a, 0 * y_pred, caches


def exchanged_axes(x, a0, parameters):
    a, y_pred, caches = reference.rnn_forward(x, a0, parameters)
    return a.transpose(0, 2, 1), y_pred, caches


def one_cache_for_all(x, a0, parameters):
    a, y_pred, (steps, _) = reference.rnn_forward(x, a0, parameters)
    return a, y_pred, ([steps[-1]] * len(steps), x)


SEQUENCE_MISTAKES = {
    "a0 at every step": (sequence_like(past=lambda state, a0: a0), "a[:,:,1] does not follow from x[:,:,1] and a[:,:,0]. It fits a0 as its past"),
    "a0 replaced by zeros": (from_zeros, "a[:,:,0] does not follow from x[:,:,0] and a0. It fits a state of zeros"),
    "zeros at every step": (sequence_like(past=lambda state, a0: 0 * a0), "It fits a state of zeros"),
    "loop from 1": (sequence_like(steps=lambda T: range(1, T)), "one cache for each of the T = 6 steps"),
    "loop from 1, cache kept": (sequence_like(steps=lambda T: range(min(1, T - 1), T), caches=lambda k, x: ((k[:1] + k)[-x.shape[2]:], x)), "It is all zero"),
    "last step dropped": (sequence_like(steps=lambda T: range(T - 1)), "one cache for each of the T = 6 steps"),
    "caches flattened": (sequence_like(caches=lambda kept, x: [*kept, x]), "caches: came back as a list of 7; it should hold 2"),
    "caches extended": (sequence_like(caches=lambda kept, x: (functools.reduce(operator.iadd, (list(k) for k in kept), []), x)), "caches[0]: came back as a list of 24"),
    "caches nested": (sequence_like(caches=lambda kept, x: ([[k] for k in kept], x)), "caches[0][0]: came back as a list of 1"),
    "same cache for all": (one_cache_for_all, "does not hold the a_next, a_prev and xt of step 0"),
    "predictions overwritten": (sequence_like(keep_y=False), "the line that stores the prediction"),
    "axes exchanged": (exchanged_axes, "Two axes look exchanged"),
    "zeros": (zero_sequence, "It is all zero"),
}  # fmt: skip


# ---- known mistakes: one step back ----


def cell_backward_like(slope=lambda a: 1 - a**2, use_da=True, **changed):
    def rnn_cell_backward(da_next, cache):
        a_next, a_prev, xt, p = cache
        dz = (da_next if use_da else 1) * slope(a_next)
        right = {
            "dxt": p["Wax"].T @ dz,
            "da_prev": p["Waa"].T @ dz,
            "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T,
            "dba": dz.sum(axis=1, keepdims=True),
        }
        return right | {key: change(dz, p, right[key]) for key, change in changed.items()}

    return rnn_cell_backward


Waa = np.full((5, 5), 0.3)  # as if left over in the notebook from an earlier cell


def leaked_weights(da_next, cache):
    gradients = BACKWARD(da_next, cache)
    return gradients | {"da_prev": Waa.T @ gradients["da_prev"]}


CELL_BACKWARD_MISTAKES = {
    "1 - tanh(a_next)²": (cell_backward_like(slope=lambda a: 1 - np.tanh(a) ** 2), "a_next is tanh(z) already"),
    "1 - tanh(a_next²)": (cell_backward_like(slope=lambda a: 1 - np.tanh(a**2)), "a_next is tanh(z) already"),
    "a_next²": (cell_backward_like(slope=lambda a: a**2), "Which function of a_next is the slope?"),
    "slope left out": (cell_backward_like(slope=np.ones_like), "your slope of tanh is 1.0000"),
    "da_next unused": (cell_backward_like(use_da=False), "the chain rule starts from da_next"),
    "Waa not transposed": (cell_backward_like(da_prev=lambda dz, p, right: p["Waa"] @ dz), "4 of 5 agree with the measured slopes. Not: da_prev"),
    "dWaa transposed": (cell_backward_like(dWaa=lambda dz, p, right: right.T), "dWaa differs: transposed"),
    "divided by m": (cell_backward_like(dba=lambda dz, p, right: right / dz.shape[1]), "dba differs: 0.25 times"),
    "dba not kept as a column": (cell_backward_like(dba=lambda dz, p, right: right.ravel()), "dba has shape (5,); it should be (n_a, 1) = (5, 1)"),
    "dWax transposed": (cell_backward_like(dWax=lambda dz, p, right: right.T), "Two axes look exchanged"),
    "leaked names": (leaked_weights, "it reads Waa from the notebook"),
    "zeros": (lambda da, cache: {key: 0 * value for key, value in BACKWARD(da, cache).items()}, "twice the da_next gives the same gradients"),
    "a tuple": (lambda da, cache: tuple(BACKWARD(da, cache).values()), "it should be a dict with dxt"),
}  # fmt: skip


# ---- known mistakes: back through time ----


def backward_like(
    upstream=lambda da, t, carried: da[:, :, t] + carried,
    total=lambda old, new: old + new,
    da0=lambda carried, da: carried,
    cell=BACKWARD,
):
    def rnn_backward(da, caches):
        steps, x = caches
        dx, carried, totals = np.zeros(x.shape), np.zeros(da.shape[:2]), {"dWax": 0.0, "dWaa": 0.0, "dba": 0.0}
        for t in reversed(range(len(steps))):
            g = cell(upstream(da, t, carried), steps[t])
            dx[:, :, t], carried = g["dxt"], g["da_prev"]
            totals = {key: total(totals[key], g[key]) for key in totals}
        return {"dx": dx, "da0": da0(carried, da), **totals}

    return rnn_backward


def dWaa_added_to_itself(da, caches):
    gradients = reference.rnn_backward(da, caches)
    return gradients | {"dWaa": 0 * gradients["dWaa"]}


def da_changed_in_place(da, caches):
    result = reference.rnn_backward(da.copy(), caches)
    da[:, :, 0] += result["da0"]
    return result


def last_only(da, t, carried):
    return da[:, :, t] if t == da.shape[2] - 1 else carried


BACKWARD_MISTAKES = {
    "not carried back": (backward_like(upstream=lambda da, t, carried: da[:, :, t]), "What the loss says at step t + 1 does not reach step t"),
    "da only at the last step": (backward_like(upstream=last_only), "at an earlier step alone, wrong"),
    "da unused": (backward_like(upstream=lambda da, t, carried: carried), "all five differ and are zero already for 1 step"),
    "da0 is da": (backward_like(da0=lambda carried, da: da), "da0 has shape (5, 6, 4)"),
    "da0 is the first da": (backward_like(da0=lambda carried, da: da[:, :, 0]), "what you return as da0"),
    "sums overwritten": (backward_like(total=lambda old, new: new), "does it add up, or is it replaced?"),
    "dWaa += dWaa": (dWaa_added_to_itself, "already for 1 step: dWaa differs: all zero"),
    "Waa not transposed": (backward_like(cell=cell_backward_like(da_prev=lambda dz, p, right: p["Waa"] @ dz)), "is Waa transposed?"),
    "slope wrong": (backward_like(cell=cell_backward_like(slope=np.ones_like)), "all five differ already for 1 step"),
    "da changed in place": (da_changed_in_place, "changed its argument da in place"),
    "zeros": (lambda da, caches: {key: 0 * value for key, value in reference.rnn_backward(da, caches).items()}, "and are zero already for 1 step"),
}  # fmt: skip

ALL_MISTAKES = [
    pytest.param(check, wrong, says, id=f"{check.__name__}: {name}")
    for check, table in (
        (check_cell, CELL_MISTAKES),
        (check_sequence, SEQUENCE_MISTAKES),
        (check_cell_backward, CELL_BACKWARD_MISTAKES),
        (check_sequence_backward, BACKWARD_MISTAKES),
    )
    for name, (wrong, says) in table.items()
]


@pytest.mark.parametrize(("check", "wrong", "says"), ALL_MISTAKES)
def test_known_mistake_is_named_in_a_short_message(check, wrong, says):
    with pytest.raises(checks.CheckFailed) as failure:
        check(wrong)
    message = str(failure.value)
    assert says in message
    assert "Where to look:" in message and "Next:" in message
    assert len(message.splitlines()) <= 4
    assert len(message.split()) <= 60


def test_an_error_inside_the_students_code_keeps_its_traceback_and_gains_a_note():
    with pytest.raises(ValueError, match="broadcast") as failure:
        check_cell(elementwise_products)
    assert "Raised inside your elementwise_products, called with xt (3, 4), a_prev (5, 4)" in failure.value.__notes__[0]


def test_slicing_the_batch_axis_gains_a_note():
    with pytest.raises(ValueError) as failure:
        check_sequence(sequence_like(pick=lambda x, t: x[:, t, :]))
    assert "called with x (3, 4, 6), a0 (5, 4)" in failure.value.__notes__[0]


@pytest.mark.parametrize("check", [check_cell, check_sequence, check_cell_backward, check_sequence_backward])
def test_starter_says_that_it_is_not_written(check):
    def starter(*arguments):
        raise NotImplementedError("starter")

    with pytest.raises(checks.NotWritten, match="not written yet"):
        check(starter)


# ---- right solutions, unlike ours ----


def float32(function):
    """The same function, computing and storing in single precision."""

    def shrink(value):
        if isinstance(value, dict):
            return {key: shrink(entry) for key, entry in value.items()}
        if isinstance(value, (list, tuple)):
            return type(value)(map(shrink, value))
        return np.asarray(value, dtype=np.float32)

    def wrapped(*arguments):
        return shrink(function(*map(shrink, arguments)))

    return wrapped


def listed(function):
    def wrapped(*arguments):
        first, second, caches = function(*arguments)
        return [np.asfortranarray(first), second, list(caches)]

    return wrapped


def by_einsum(da_next, cache):
    a, a_prev, xt, p = cache
    dz = da_next - da_next * a * a
    return {"dba": np.einsum("im->i", dz)[:, None], "dWaa": np.einsum("im,jm->ij", dz, a_prev), "dWax": np.einsum("im,jm->ij", dz, xt),
            "da_prev": np.einsum("ij,im->jm", p["Waa"], dz), "dxt": np.einsum("ij,im->jm", p["Wax"], dz), "dz": dz}  # fmt: skip


def recomputing(da, caches):
    """Runs the states again from x, and collects all weight gradients in one product at the end."""
    steps, x = caches
    p, T = steps[0][3], x.shape[2]
    states = [steps[0][1]]
    for t in range(T):
        states.append(np.tanh(p["Wax"] @ x[:, :, t] + p["Waa"] @ states[-1] + p["ba"]))
    dz = [None] * T
    carried = 0
    for t in range(T - 1, -1, -1):
        dz[t] = (da[..., t] + carried) * (1 - states[t + 1] ** 2)
        carried = p["Waa"].T @ dz[t]
    dz = np.stack(dz, axis=-1)
    return {"dx": np.einsum("ij,imt->jmt", p["Wax"], dz), "da0": carried, "dWax": np.einsum("imt,jmt->ij", dz, x),
            "dWaa": np.einsum("imt,jmt->ij", dz, np.stack(states[:-1], axis=-1)), "dba": dz.sum(axis=(1, 2))[:, None]}  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("change", [lambda f: f, float32], ids=["as it is", "float32"])
def test_right_solutions_pass(change, seed, capsys):
    cell, sequence = change(FORWARD), change(reference.rnn_forward)
    checks_rnn_cell.check_rnn_cell_forward(cell, seed)
    checks_rnn_cell.check_rnn_forward(sequence, cell, seed)
    for backward in (BACKWARD, by_einsum):
        checks_rnn_cell.check_rnn_cell_backward(change(backward), cell, seed)
    for backward in (reference.rnn_backward, recomputing):
        checks_rnn_cell.check_rnn_backward(change(backward), sequence, seed)
    assert capsys.readouterr().out.count("passes:") == 6


def test_lists_and_fortran_order_pass():
    check_cell(listed(FORWARD))
    checks_rnn_cell.check_rnn_forward(listed(reference.rnn_forward), listed(FORWARD))
    checks_rnn_cell.check_rnn_backward(reference.rnn_backward, listed(reference.rnn_forward))


def test_fingerprint_prints_a_grid(capsys):
    checks.step_fingerprint(reference.rnn_forward, backward_like(total=lambda old, new: new))
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "gradient T = 1 T = 2 T = 4".split()
    assert ["dx", "ok", "ok", "ok"] in lines and ["dWaa", "ok", "differs", "differs"] in lines
