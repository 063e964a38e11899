"""Known mistakes in the part lstm: one step forward."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.judge import mistake
from autograder.judge.reference import load_reference

reference = load_reference("lstm")


# lstm_cell_forward --------------------------------------------------------------------------------


def cell(xt: Any, a_prev: Any, c_prev: Any, parameters: Any, **pieces: Any) -> Any:
    """The reference but for the pieces given: ``both``, ``squash``, ``candidate``, ``memory``, ``shown``, ``read``.

    ``memory(f, i, candidate, c_prev)`` makes c_next, ``shown(o, c_next, c_prev)`` makes a_next, and
    ``read(a_next, c_next)`` is what the prediction reads.
    """
    p = parameters
    both = pieces.get("both", lambda a, x: np.concatenate([a, x]))(a_prev, xt)
    squash = pieces.get("squash", reference.sigmoid)
    ft, it, ot = (squash(p["W" + gate] @ both + p["b" + gate]) for gate in "fio")
    cct = pieces.get("candidate", np.tanh)(p["Wc"] @ both + p["bc"])
    c_next = pieces.get("memory", lambda f, i, new, old: f * old + i * new)(ft, it, cct, c_prev)
    a_next = pieces.get("shown", lambda o, new, old: o * np.tanh(new))(ot, c_next, c_prev)
    scores = p["Wy"] @ pieces.get("read", lambda a, c: a)(a_next, c_next) + p["by"]
    yt_pred = pieces.get("predict", reference.softmax)(scores)
    return a_next, c_next, yt_pred, (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)


def with_gates(parameters: Any, **sources: str) -> Any:
    """Parameters in which a gate has the weights and the bias of another: ``with_gates(parameters, f="i")``."""
    taken = {kind + gate: parameters[kind + source] for gate, source in sources.items() for kind in "Wb"}
    return {**parameters, **taken}


@mistake("lstm_cell_forward")
def forget_and_input_gate_exchanged(xt, a_prev, c_prev, parameters):
    """Your forget gate works with the weights of the input gate, and the other way round. Follow Wf through your code:
    what does the gate made from it act on?"""
    return cell(xt, a_prev, c_prev, with_gates(parameters, f="i", i="f"))


@mistake("lstm_cell_forward")
def input_and_output_gate_exchanged(xt, a_prev, c_prev, parameters):
    """Your input gate works with the weights of the output gate, and the other way round. Follow Wi through your code:
    what does the gate made from it act on?"""
    return cell(xt, a_prev, c_prev, with_gates(parameters, i="o", o="i"))


@mistake("lstm_cell_forward")
def forget_and_output_gate_exchanged(xt, a_prev, c_prev, parameters):
    """Your forget gate works with the weights of the output gate, and the other way round. Which names do the lines
    of the two gates read?"""
    return cell(xt, a_prev, c_prev, with_gates(parameters, f="o", o="f"))


@mistake("lstm_cell_forward")
def one_gate_for_all(xt, a_prev, c_prev, parameters):
    """All three gates of yours open and shut together: they have the weights of the forget gate. Were lines copied
    without changing every name?"""
    return cell(xt, a_prev, c_prev, with_gates(parameters, i="f", o="f"))


@mistake("lstm_cell_forward")
def one_bias_for_all_gates(xt, a_prev, c_prev, parameters):
    """All your gates and the candidate add bf. Each has a bias of its own among the parameters."""
    return cell(xt, a_prev, c_prev, {**parameters, **{"b" + gate: parameters["bf"] for gate in "ico"}})


@mistake("lstm_cell_forward")
def biases_left_out(xt, a_prev, c_prev, parameters):
    """Your gates and your candidate depend on no bias. Compare each line with its equation, term by term."""
    return cell(xt, a_prev, c_prev, {**parameters, **{"b" + gate: 0 * parameters["b" + gate] for gate in "fico"}})


@mistake("lstm_cell_forward")
def input_above_the_output(xt, a_prev, c_prev, parameters):
    """You put xt above a_prev, so that the weights meet the wrong numbers. Which of the two do the first n_a columns
    of Wf belong to?"""
    return cell(xt, a_prev, c_prev, parameters, both=lambda a, x: np.concatenate([x, a]))


@mistake("lstm_cell_forward")
def sigmoid_for_the_candidate(xt, a_prev, c_prev, parameters):
    """Your candidate lies between 0 and 1, as a gate does. What is written into the memory may also be negative."""
    return cell(xt, a_prev, c_prev, parameters, candidate=reference.sigmoid)


@mistake("lstm_cell_forward")
def candidate_not_squashed(xt, a_prev, c_prev, parameters):
    """Your candidate is the plain sum, so the memory can jump by any amount. What does the equation of cct do to that
    sum?"""
    return cell(xt, a_prev, c_prev, parameters, candidate=lambda z: z)


@mistake("lstm_cell_forward")
def tanh_for_the_gates(xt, a_prev, c_prev, parameters):
    """Your gates go through tanh and can be negative. A gate says how much passes: from nothing to everything."""
    return cell(xt, a_prev, c_prev, parameters, squash=np.tanh)


@mistake("lstm_cell_forward")
def gates_not_squashed(xt, a_prev, c_prev, parameters):
    """Your gates are plain sums, below 0 and above 1. A gate says how much passes: which function gives such a
    number?"""
    return cell(xt, a_prev, c_prev, parameters, squash=lambda z: z)


@mistake("lstm_cell_forward")
def old_memory_not_used(xt, a_prev, c_prev, parameters):
    """Your c_next does not depend on c_prev. Which term of step C keeps what was known?"""
    return cell(xt, a_prev, c_prev, parameters, memory=lambda f, i, new, old: i * new)


@mistake("lstm_cell_forward")
def nothing_is_ever_forgotten(xt, a_prev, c_prev, parameters):
    """All of c_prev stays in your memory: the forget gate has no effect. Where should ft act?"""
    return cell(xt, a_prev, c_prev, parameters, memory=lambda f, i, new, old: old + i * new)


@mistake("lstm_cell_forward")
def everything_is_written(xt, a_prev, c_prev, parameters):
    """All of the candidate enters your memory: the input gate has no effect. Where should it act?"""
    return cell(xt, a_prev, c_prev, parameters, memory=lambda f, i, new, old: f * old + new)


@mistake("lstm_cell_forward")
def forget_gate_added(xt, a_prev, c_prev, parameters):
    """You add the forget gate to the memory. A gate that is shut should let nothing through: which operation does
    that?"""
    return cell(xt, a_prev, c_prev, parameters, memory=lambda f, i, new, old: f + old + i * new)


@mistake("lstm_cell_forward")
def input_gate_added(xt, a_prev, c_prev, parameters):
    """You add the input gate to the candidate. A gate that is shut should let nothing through: which operation does
    that?"""
    return cell(xt, a_prev, c_prev, parameters, memory=lambda f, i, new, old: f * old + i + new)


@mistake("lstm_cell_forward")
def one_minus_the_forget_gate_writes(xt, a_prev, c_prev, parameters):
    """Your memory takes in exactly as much as it forgets: 1 - ft stands where another gate should. Which weights have
    no effect on c_next?"""
    return cell(xt, a_prev, c_prev, parameters, memory=lambda f, i, new, old: f * old + (1 - f) * new)


@mistake("lstm_cell_forward")
def memory_shown_without_tanh(xt, a_prev, c_prev, parameters):
    """Your a_next shows the memory as it is, so it can leave the range from -1 to 1. What does the equation of a_next
    do to the memory first?"""
    return cell(xt, a_prev, c_prev, parameters, shown=lambda o, new, old: o * new)


@mistake("lstm_cell_forward")
def old_memory_shown(xt, a_prev, c_prev, parameters):
    """Your a_next shows c_prev, the memory from before this step. Which memory is ready when step D begins?"""
    return cell(xt, a_prev, c_prev, parameters, shown=lambda o, new, old: o * np.tanh(old))


@mistake("lstm_cell_forward")
def all_of_the_memory_shown(xt, a_prev, c_prev, parameters):
    """All of the memory is seen in your a_next: the output gate has no effect. Where should ot act?"""
    return cell(xt, a_prev, c_prev, parameters, shown=lambda o, new, old: np.tanh(new))


@mistake("lstm_cell_forward")
def output_gate_inside_the_tanh(xt, a_prev, c_prev, parameters):
    """You multiply by the output gate before the tanh. In the equation of a_next, which of the two comes first?"""
    return cell(xt, a_prev, c_prev, parameters, shown=lambda o, new, old: np.tanh(o * new))


@mistake("lstm_cell_forward")
def prediction_from_the_memory(xt, a_prev, c_prev, parameters):
    """Your prediction is read from c_next. Of a_next and c_next, which one does the equation of yt_pred read?"""
    return cell(xt, a_prev, c_prev, parameters, read=lambda a, c: c)


@mistake("lstm_cell_forward")
def prediction_from_the_past_output(xt, a_prev, c_prev, parameters):
    """Your prediction is read from a_prev, the output of the step before. What has this step just made?"""
    return cell(xt, a_prev, c_prev, parameters, read=lambda a, c: a_prev)


@mistake("lstm_cell_forward")
def softmax_over_the_whole_batch(xt, a_prev, c_prev, parameters):
    """All entries of your prediction together sum to 1. Each example is a column: over which entries should one
    example's probabilities add up?"""
    flat = lambda scores: reference.softmax(scores.reshape(-1, 1)).reshape(scores.shape)  # noqa: E731
    return cell(xt, a_prev, c_prev, parameters, predict=flat)


@mistake("lstm_cell_forward")
def sigmoid_for_softmax(xt, a_prev, c_prev, parameters):
    """Each of your probabilities is computed on its own, as by a sigmoid. Look at step E: what makes a column sum to
    1?"""
    return cell(xt, a_prev, c_prev, parameters, predict=reference.sigmoid)


@mistake("lstm_cell_forward")
def softmax_overflows(xt, a_prev, c_prev, parameters):
    """Your probabilities become nan where scores are large: exp of 1000 is inf. What may be subtracted from a whole
    column of scores without changing its probabilities?"""

    def predict(scores: np.ndarray) -> np.ndarray:
        return np.exp(scores) / np.exp(scores).sum(axis=0)

    return cell(xt, a_prev, c_prev, parameters, predict=predict)


@mistake("lstm_cell_forward")
def sigmoid_overflows(xt, a_prev, c_prev, parameters):
    """Your gates become nan where their sums are large: exp of 1000 is inf, and inf / inf is nan. How does the sigmoid
    of the first cell avoid that?"""
    return cell(xt, a_prev, c_prev, parameters, squash=lambda z: np.exp(z) / (1 + np.exp(z)))


@mistake("lstm_cell_forward")
def memory_before_the_output(xt, a_prev, c_prev, parameters):
    """Your first two results stand in each other's place. Compare the return line with the docstring."""
    a_next, c_next, yt_pred, cache = reference.lstm_cell_forward(xt, a_prev, c_prev, parameters)
    return c_next, a_next, yt_pred, cache


@mistake("lstm_cell_forward", silent=True)
def cache_without_the_old_memory(xt, a_prev, c_prev, parameters):
    """Your cache holds c_next twice and c_prev never. What does the way back need of the memory before?"""
    a_next, c_next, yt_pred, cache = reference.lstm_cell_forward(xt, a_prev, c_prev, parameters)
    return a_next, c_next, yt_pred, (*cache[:3], c_next, *cache[4:])
