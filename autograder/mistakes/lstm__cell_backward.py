"""Known mistakes in the part lstm: one step back."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.judge import mistake
from autograder.judge.reference import load_reference

reference = load_reference("lstm")


# lstm_cell_backward -------------------------------------------------------------------------------


def cell_back(da_next: Any, dc_next: Any, cache: Any, **pieces: Any) -> Any:
    """The reference but for the pieces given.

    ``routes(dc_next, da_next, ot, c_next)`` is the gradient at the memory, ``dc_prev(dc, ft, slopes)`` what goes on
    to the memory before. Others are called by the gate that they replace, as ``f(dc, cache)``; ``through`` names the
    gates that xt and a_prev hear of, ``matrix(gate, gradients)`` what they hear them through.
    """
    _, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    seen = np.tanh(c_next)
    dc = pieces.get("routes", lambda dc, da: dc + da * ot * (1 - seen**2))(dc_next, da_next)
    slopes = {
        "f": dc * c_prev * ft * (1 - ft),
        "i": dc * cct * it * (1 - it),
        "c": dc * it * (1 - cct**2),
        "o": da_next * seen * ot * (1 - ot),
    }
    slopes |= {gate: pieces[gate](dc) for gate in "fico" if gate in pieces}
    both, gradients = np.concatenate([a_prev, xt]), {}
    for gate, dz in slopes.items():
        gradients["dW" + gate] = dz @ both.T
        gradients["db" + gate] = dz.sum(axis=1, keepdims=True)
    matrix = pieces.get("matrix", lambda gate, gradients: parameters["W" + gate])
    dboth = sum(matrix(gate, gradients).T @ slopes[gate] for gate in pieces.get("through", "fico"))
    dc_prev = pieces.get("dc_prev", lambda dc, slopes: dc * ft)(dc, slopes)
    return {"da_prev": dboth[: len(a_prev)], "dxt": dboth[len(a_prev) :], "dc_prev": dc_prev, **gradients}


@mistake("lstm_cell_backward")
def route_through_the_output_left_out(da_next, dc_next, cache):
    """Only dc_next reaches your memory. The loss also sees c_next through a_next: what comes back on that route?"""
    return cell_back(da_next, dc_next, cache, routes=lambda dc, da: dc)


@mistake("lstm_cell_backward")
def route_through_the_memory_left_out(da_next, dc_next, cache):
    """Your gradients do not depend on dc_next. Two arrows enter c_next on the way back: which one is missing?"""
    c_next, ot = cache[1], cache[7]
    return cell_back(da_next, dc_next, cache, routes=lambda dc, da: da * ot * (1 - np.tanh(c_next) ** 2))


@mistake("lstm_cell_backward")
def parentheses_missing(da_next, dc_next, cache):
    """The slope of each gate multiplies only one of the two routes into the memory. Compute the sum of both first,
    under a name of its own, and then use it."""
    _, c_next, _, c_prev, ft, it, cct, ot, _, _ = cache
    shown = da_next * ot * (1 - np.tanh(c_next) ** 2)
    return cell_back(
        da_next,
        dc_next,
        cache,
        f=lambda dc: dc_next * c_prev + shown * c_prev * ft * (1 - ft),
        i=lambda dc: dc_next * cct + shown * cct * it * (1 - it),
        c=lambda dc: dc_next * it + shown * it * (1 - cct**2),
    )


@mistake("lstm_cell_backward")
def tanh_of_the_output(da_next, dc_next, cache):
    """You take the slope of tanh at a_next. Look at how a_next was made on the way forward: of what was the tanh
    taken?"""
    a_next, ot = cache[0], cache[7]
    return cell_back(da_next, dc_next, cache, routes=lambda dc, da: dc + da * ot * (1 - np.tanh(a_next) ** 2))


@mistake("lstm_cell_backward")
def memory_taken_for_its_tanh(da_next, dc_next, cache):
    """Your slope of tanh is 1 - c_next². Is c_next already a tanh, as a state of the RNN was?"""
    c_next, ot = cache[1], cache[7]
    return cell_back(da_next, dc_next, cache, routes=lambda dc, da: dc + da * ot * (1 - c_next**2))


@mistake("lstm_cell_backward")
def slope_of_the_shown_memory_left_out(da_next, dc_next, cache):
    """On its way to the memory, da_next passes the tanh unchanged in your answer. What does a tanh do to a gradient?"""
    ot = cache[7]
    return cell_back(da_next, dc_next, cache, routes=lambda dc, da: dc + da * ot)


@mistake("lstm_cell_backward")
def output_gate_left_out_on_the_way_back(da_next, dc_next, cache):
    """Your route from a_next to the memory does not pass the output gate. What was the tanh multiplied by?"""
    c_next = cache[1]
    return cell_back(da_next, dc_next, cache, routes=lambda dc, da: dc + da * (1 - np.tanh(c_next) ** 2))


@mistake("lstm_cell_backward")
def gate_gradient_for_the_gate(da_next, dc_next, cache):
    """Your dc_prev is multiplied by the gradient of the forget gate. On the way forward, what stood beside c_prev?"""
    return cell_back(da_next, dc_next, cache, dc_prev=lambda dc, slopes: dc * slopes["f"])


@mistake("lstm_cell_backward")
def memory_gradient_passed_on_whole(da_next, dc_next, cache):
    """All of the gradient at c_next goes on to your dc_prev. What did c_prev pass through on the way forward?"""
    return cell_back(da_next, dc_next, cache, dc_prev=lambda dc, slopes: dc)


@mistake("lstm_cell_backward")
def only_the_carried_part_in_dc_prev(da_next, dc_next, cache):
    """Your dc_prev starts from dc_next alone. What else came to c_next on the way back?"""
    ft = cache[4]
    return cell_back(da_next, dc_next, cache, dc_prev=lambda dc, slopes: dc_next * ft)


@mistake("lstm_cell_backward")
def gradient_for_the_weight(da_next, dc_next, cache):
    """In your answer dxt and da_prev come back through the gradients of the matrices, such as dWf. Which matrices did
    xt and a_prev meet on the way forward?"""
    return cell_back(da_next, dc_next, cache, matrix=lambda gate, gradients: gradients["dW" + gate])


@mistake("lstm_cell_backward")
def forget_gate_missing_from_the_inputs(da_next, dc_next, cache):
    """Your dxt and da_prev lack the share of the forget gate. How many lines of the way forward read xt and a_prev?"""
    return cell_back(da_next, dc_next, cache, through="ico")


@mistake("lstm_cell_backward")
def input_gate_missing_from_the_inputs(da_next, dc_next, cache):
    """Your dxt and da_prev lack the share of the input gate. How many lines of the way forward read xt and a_prev?"""
    return cell_back(da_next, dc_next, cache, through="fco")


@mistake("lstm_cell_backward")
def candidate_missing_from_the_inputs(da_next, dc_next, cache):
    """Your dxt and da_prev gather the shares of the three gates, but not that of the candidate. Which lines read xt and
    a_prev on the way forward?"""
    return cell_back(da_next, dc_next, cache, through="fio")


@mistake("lstm_cell_backward")
def output_gate_missing_from_the_inputs(da_next, dc_next, cache):
    """Your dxt and da_prev lack the share of the output gate. How many lines of the way forward read xt and a_prev?"""
    return cell_back(da_next, dc_next, cache, through="fic")


@mistake("lstm_cell_backward")
def slopes_of_the_gates_left_out(da_next, dc_next, cache):
    """The gradients pass your three sigmoids unchanged. Multiply by the slope of a sigmoid, written in terms of the
    gate."""
    _, c_next, _, c_prev, _, _, cct, _, _, _ = cache
    return cell_back(
        da_next,
        dc_next,
        cache,
        f=lambda dc: dc * c_prev,
        i=lambda dc: dc * cct,
        o=lambda dc: da_next * np.tanh(c_next),
    )


@mistake("lstm_cell_backward")
def slope_of_the_input_gate_left_out(da_next, dc_next, cache):
    """The gradient passes the sigmoid of your input gate unchanged; the other gates are right. Compare the lines."""
    cct = cache[6]
    return cell_back(da_next, dc_next, cache, i=lambda dc: dc * cct)


@mistake("lstm_cell_backward")
def slope_of_the_candidate_left_out(da_next, dc_next, cache):
    """The gradient passes the tanh of your candidate unchanged. What is the slope of tanh in terms of cct?"""
    it = cache[5]
    return cell_back(da_next, dc_next, cache, c=lambda dc: dc * it)


@mistake("lstm_cell_backward")
def slope_of_a_sigmoid_for_the_candidate(da_next, dc_next, cache):
    """You take the candidate for a sigmoid: cct·(1 - cct) is its slope in your answer. Which function made it?"""
    it, cct = cache[5], cache[6]
    return cell_back(da_next, dc_next, cache, c=lambda dc: dc * it * cct * (1 - cct))


@mistake("lstm_cell_backward")
def tanh_of_the_candidate_again(da_next, dc_next, cache):
    """You take the tanh of cct once more. cct is a tanh already: write the slope in terms of it."""
    it, cct = cache[5], cache[6]
    return cell_back(da_next, dc_next, cache, c=lambda dc: dc * it * (1 - np.tanh(cct) ** 2))


@mistake("lstm_cell_backward")
def raw_memory_in_the_output_gate(da_next, dc_next, cache):
    """The gradient of your output gate multiplies by c_next. On the way forward, what stood beside ot?"""
    c_next, ot = cache[1], cache[7]
    return cell_back(da_next, dc_next, cache, o=lambda dc: da_next * c_next * ot * (1 - ot))


@mistake("lstm_cell_backward")
def new_memory_in_the_forget_gate(da_next, dc_next, cache):
    """The gradient of your forget gate multiplies by c_next. On the way forward, which memory stood beside ft?"""
    c_next, ft = cache[1], cache[4]
    return cell_back(da_next, dc_next, cache, f=lambda dc: dc * c_next * ft * (1 - ft))


@mistake("lstm_cell_backward")
def rows_of_the_inputs_exchanged(da_next, dc_next, cache):
    """The rows of your dxt and da_prev are cut at the wrong place: xt's come first in your answer. How were the two
    stacked on the way forward?"""
    right = reference.lstm_cell_backward(da_next, dc_next, cache)
    both = np.concatenate([right["da_prev"], right["dxt"]])
    return right | {"dxt": both[: len(right["dxt"])], "da_prev": both[len(right["dxt"]) :]}


@mistake("lstm_cell_backward")
def mean_over_the_batch(da_next, dc_next, cache):
    """The gradients of your weights and biases are means over the examples. What does the docstring ask for?"""
    right = reference.lstm_cell_backward(da_next, dc_next, cache)
    return right | {key: value / da_next.shape[1] for key, value in right.items() if key[1] in "Wb"}


@mistake("lstm_cell_backward")
def biases_without_their_axis(da_next, dc_next, cache):
    """The gradients of your biases have one axis; the biases have two. Which argument of sum keeps the second?"""
    right = reference.lstm_cell_backward(da_next, dc_next, cache)
    return right | {key: value[:, 0] for key, value in right.items() if key.startswith("db")}
