"""Known mistakes in the part char_lm."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.judge import mistake
from autograder.judge.reference import load_reference

reference = load_reference("char_lm")


# clip ---------------------------------------------------------------------------------------------


@mistake("clip")
def large_entries_become_zero(gradients, maxValue):
    """Entries beyond the bound become 0 in your answer. They should keep their sign and stop at the bound."""
    return {name: np.where(np.abs(g) > maxValue, 0.0, g) for name, g in gradients.items()}


@mistake("clip")
def large_entries_turn_round(gradients, maxValue):
    """Entries beyond the bound come back with the other sign: the step would go uphill. Which bound is theirs?"""
    return {name: np.where(np.abs(g) > maxValue, -np.sign(g) * maxValue, g) for name, g in gradients.items()}


@mistake("clip")
def large_entries_lose_their_sign(gradients, maxValue):
    """Very negative entries come back as +maxValue. The lower end of the range is -maxValue."""
    return {name: np.where(np.abs(g) > maxValue, float(maxValue), g) for name, g in gradients.items()}


@mistake("clip")
def only_the_upper_bound(gradients, maxValue):
    """Very negative entries pass unchanged. The range has a lower end too."""
    return {name: np.minimum(g, maxValue) for name, g in gradients.items()}


@mistake("clip")
def only_the_lower_bound(gradients, maxValue):
    """Very large entries pass unchanged. The range has an upper end too."""
    return {name: np.maximum(g, -maxValue) for name, g in gradients.items()}


@mistake("clip")
def always_at_ten(gradients, maxValue):
    """You clip at 10, whatever maxValue says. Use the bound that comes in."""
    return {name: np.clip(g, -10, 10) for name, g in gradients.items()}


@mistake("clip")
def always_at_five(gradients, maxValue):
    """You clip at 5, whatever maxValue says. Use the bound that comes in."""
    return {name: np.clip(g, -5, 5) for name, g in gradients.items()}


@mistake("clip")
def scaled_to_the_bound(gradients, maxValue):
    """You shrink a whole gradient by one factor, so that small entries change too. Here each entry is limited on its
    own."""
    return {name: g * min(1.0, maxValue / max(np.abs(g).max(), 1e-12)) for name, g in gradients.items()}


@mistake("clip")
def scaled_by_the_norm(gradients, maxValue):
    """You limit the length of each gradient, as clipping by norm does. Here each entry is limited on its own."""
    return {name: g * min(1.0, maxValue / max(np.linalg.norm(g), 1e-12)) for name, g in gradients.items()}


@mistake("clip")
def biases_not_clipped(gradients, maxValue):
    """The two bias gradients pass unchanged. All five are to be clipped: print the keys that your loop visits."""
    return {name: g if name in ("db", "dby") else np.clip(g, -maxValue, maxValue) for name, g in gradients.items()}


# sequence_loss ------------------------------------------------------------------------------------


def loss_of(X: Any, Y: Any, a_prev: Any, parameters: Any, **pieces: Any) -> Any:
    """The reference but for the pieces given: ``column(X, t)``, ``state(z)``, ``past(states)``, ``cost(p, Y, t)``."""
    probabilities, states, loss = [], [a_prev], 0.0
    column = pieces.get("column", lambda X, t: X[t])
    past = pieces.get("past", lambda states: states[-1])
    for t in range(len(X)):
        z = parameters["Waa"] @ past(states) + parameters["b"]
        if column(X, t) is not None:
            z = z + parameters["Wax"][:, [column(X, t)]]
        states.append(pieces.get("state", np.tanh)(z))
        scores = parameters["Wya"] @ states[-1] + pieces.get("bias", 1) * parameters["by"]
        weights = np.exp(scores - scores.max())
        probabilities.append(weights / weights.sum())
        cost = pieces.get("cost", lambda p, Y, t: -np.log(p[Y[t], 0]))
        loss += float(cost(probabilities[-1], Y, t))
    return loss, (probabilities, states)


@mistake("sequence_loss")
def mean_over_the_characters(X, Y, a_prev, parameters):
    """Your loss is divided by the number of characters. How does the equation join the losses of the steps?"""
    loss, cache = reference.sequence_loss(X, Y, a_prev, parameters)
    return loss / len(X), cache


@mistake("sequence_loss")
def logarithm_to_base_two(X, Y, a_prev, parameters):
    """Your loss is too large by one constant factor: it is in bits. Which logarithm does the equation use?"""
    loss, cache = reference.sequence_loss(X, Y, a_prev, parameters)
    return loss / np.log(2), cache


@mistake("sequence_loss")
def no_surprise_beyond_a_bound(X, Y, a_prev, parameters):
    """A target that is all but impossible costs too little: something holds its probability above a bound. What does
    the equation say of a probability of 1e-26?"""
    return loss_of(X, Y, a_prev, parameters, cost=lambda p, Y, t: -np.log(max(p[Y[t], 0], 1e-12)))


@mistake("sequence_loss")
def first_input_is_a_character(X, Y, a_prev, parameters):
    """You read None as the first character of the vocabulary. Nothing is read before the first letter: which
    vector says so?"""
    return loss_of(X, Y, a_prev, parameters, column=lambda X, t: 0 if X[t] is None else X[t])


@mistake("sequence_loss")
def surprise_at_the_input(X, Y, a_prev, parameters):
    """You look up the probability of the character that was read. The loss asks for the one that should come next."""
    return loss_of(X, Y, a_prev, parameters, cost=lambda p, Y, t: -np.log(p[0 if X[t] is None else X[t], 0]))


@mistake("sequence_loss")
def state_forgotten(X, Y, a_prev, parameters):
    """Every step of yours starts from a_prev. What does the second step remember of the first?"""
    return loss_of(X, Y, a_prev, parameters, past=lambda states: states[0])


@mistake("sequence_loss")
def begins_from_zeros(X, Y, a_prev, parameters):
    """Your first step starts from zeros, whatever a_prev holds. Where is a_prev used?"""
    return reference.sequence_loss(X, Y, 0 * a_prev, parameters)


@mistake("sequence_loss")
def output_bias_forgotten(X, Y, a_prev, parameters):
    """Your probabilities do not depend on by. Compare step B with the equation, term by term."""
    return loss_of(X, Y, a_prev, parameters, bias=0)


@mistake("sequence_loss")
def last_character_not_counted(X, Y, a_prev, parameters):
    """The last target costs nothing in your loss. The newline is a character that the network has to predict too."""
    return loss_of(X, Y, a_prev, parameters, cost=lambda p, Y, t: -np.log(p[Y[t], 0]) if t < len(Y) - 1 else 0.0)


@mistake("sequence_loss")
def no_squashing(X, Y, a_prev, parameters):
    """Your states are plain sums. Something stands between the sum and the state: look at step A."""
    return loss_of(X, Y, a_prev, parameters, state=lambda z: z)


@mistake("sequence_loss")
def probability_for_surprise(X, Y, a_prev, parameters):
    """You add up probabilities. A surprise is -log of a probability: it is 0 for a sure thing."""
    return loss_of(X, Y, a_prev, parameters, cost=lambda p, Y, t: p[Y[t], 0])


@mistake("sequence_loss")
def sign_of_the_loss(X, Y, a_prev, parameters):
    """Your loss is negative. The log of a probability is below 0: what makes it a cost?"""
    loss, cache = reference.sequence_loss(X, Y, a_prev, parameters)
    return -loss, cache


@mistake("sequence_loss", silent=True)
def cache_without_the_first_state(X, Y, a_prev, parameters):
    """Your cache begins with the state after the first step. The way back also needs the state before it."""
    loss, (probabilities, states) = reference.sequence_loss(X, Y, a_prev, parameters)
    return loss, (probabilities, [states[1], *states[1:]])


@mistake("sequence_loss", silent=True)
def vocabulary_of_27(X, Y, a_prev, parameters):
    """Your vector of an input always has 27 entries. What do the parameters say about the number of characters?"""
    for index in X:
        if index is not None:
            _ = parameters["Wax"] @ np.eye(27)[:, [index]]
    return reference.sequence_loss(X, Y, a_prev, parameters)


# sequence_gradients -------------------------------------------------------------------------------


def gradients_of(X: Any, Y: Any, parameters: Any, cache: Any, **pieces: Any) -> Any:
    """The reference but for ``scores(p, y)``, ``slope(a)``, ``carry(dz)``, ``past(states, t)``, ``add(old, new)``."""
    probabilities, states = cache
    total = {"d" + name: np.zeros(np.shape(value)) for name, value in parameters.items()}
    add = pieces.get("add", lambda old, new: old + new)
    carried: Any = 0.0
    for t in reversed(range(len(X))):
        ds = probabilities[t].copy()
        ds[Y[t]] -= pieces.get("truth", 1)
        seen = pieces.get("seen", lambda states, t: states[t + 1])(states, t)
        total["dWya"] = add(total["dWya"], ds @ seen.T)
        total["dby"] = add(total["dby"], ds)
        slope = pieces.get("slope", lambda a: 1 - a**2)(states[t + 1])
        dz = (parameters["Wya"].T @ ds + carried) * slope
        if X[t] is not None:
            column = np.zeros_like(total["dWax"])
            column[:, [X[t]]] = dz
            total["dWax"] = add(total["dWax"], column)
        total["dWaa"] = add(total["dWaa"], dz @ pieces.get("past", lambda states, t: states[t])(states, t).T)
        total["db"] = add(total["db"], dz)
        carried = pieces.get("carry", lambda dz: parameters["Waa"].T @ dz)(dz)
    return total, states


@mistake("sequence_gradients")
def truth_not_subtracted(X, Y, parameters, cache):
    """The gradient at your scores is the probability alone. The target enters it too: by how
    much?"""
    return gradients_of(X, Y, parameters, cache, truth=0)


@mistake("sequence_gradients")
def gradient_uphill(X, Y, parameters, cache):
    """All your gradients have the wrong sign. Check the first line of step A with a single character."""
    total, states = reference.sequence_gradients(X, Y, parameters, cache)
    return {name: -value for name, value in total.items()}, states


@mistake("sequence_gradients")
def clipped_too_early(X, Y, parameters, cache):
    """Your gradients stop at 5. Clipping has a function of its own, and this is not where it is called."""
    total, states = reference.sequence_gradients(X, Y, parameters, cache)
    return {name: np.clip(value, -5, 5) for name, value in total.items()}, states


@mistake("sequence_gradients")
def nothing_carried_between_steps(X, Y, parameters, cache):
    """Each step of yours sees only its own loss. A state also acts through the next step: what comes back from
    there?"""
    return gradients_of(X, Y, parameters, cache, carry=lambda dz: 0.0)


@mistake("sequence_gradients")
def slope_of_tanh_forgotten(X, Y, parameters, cache):
    """The gradient passes your tanh unchanged. Multiply by the slope of tanh at this state."""
    return gradients_of(X, Y, parameters, cache, slope=np.ones_like)


@mistake("sequence_gradients")
def tanh_of_a_state(X, Y, parameters, cache):
    """You take the tanh of a state once more. The state is already tanh(z): write the slope in terms of it."""
    return gradients_of(X, Y, parameters, cache, slope=lambda a: 1 - np.tanh(a) ** 2)


@mistake("sequence_gradients")
def recurrent_matrix_the_wrong_way_round(X, Y, parameters, cache):
    """You carry the gradient back through Waa as on the way forward. Going back, each unit
    collects from those that it fed."""
    return gradients_of(X, Y, parameters, cache, carry=lambda dz: parameters["Waa"] @ dz)


@mistake("sequence_gradients")
def later_state_for_the_recurrent_weights(X, Y, parameters, cache):
    """Your dWaa multiplies by the state after the step. Which state did Waa meet in this step?"""
    return gradients_of(X, Y, parameters, cache, past=lambda states, t: states[t + 1])


@mistake("sequence_gradients")
def earlier_state_for_the_output_weights(X, Y, parameters, cache):
    """Your dWya multiplies by the state before the step. Which state did Wya meet in this step?"""
    return gradients_of(X, Y, parameters, cache, seen=lambda states, t: states[t])


@mistake("sequence_gradients")
def sums_overwritten(X, Y, parameters, cache):
    """Your gradients are those of the first character alone: each turn of the loop replaces what the turns before it
    found."""
    return gradients_of(X, Y, parameters, cache, add=lambda old, new: new)


@mistake("sequence_gradients")
def gradients_averaged(X, Y, parameters, cache):
    """Your gradients are divided by the number of characters. The loss is a sum, so its gradients are sums."""
    total, states = reference.sequence_gradients(X, Y, parameters, cache)
    return {name: value / len(X) for name, value in total.items()}, states


# optimize -----------------------------------------------------------------------------------------


def step(X: Any, Y: Any, a_prev: Any, parameters: Any, rate: float, bound: float | None = 5) -> Any:
    """The reference with another learning rate or bound."""
    loss, cache = reference.sequence_loss(X, Y, a_prev, parameters)
    gradients, a = reference.sequence_gradients(X, Y, parameters, cache)
    if bound is not None:
        gradients = reference.clip(gradients, bound)
    for name in parameters:
        parameters[name] -= rate * gradients["d" + name]
    return loss, gradients, a[-1]


@mistake("optimize")
def step_uphill(X, Y, a_prev, parameters, learning_rate=0.01):
    """Your parameters move with the gradient, so the loss grows. Which way is downhill?"""
    return step(X, Y, a_prev, parameters, -learning_rate)


@mistake("optimize")
def learning_rate_fixed(X, Y, a_prev, parameters, learning_rate=0.01):
    """Your step has the same size, whatever learning_rate says. Where does your step use learning_rate?"""
    return step(X, Y, a_prev, parameters, 0.01)


@mistake("optimize")
def gradients_left_unclipped(X, Y, a_prev, parameters, learning_rate=0.01):
    """Some gradients that you use are beyond 5. Which of your functions limits them, and when is it called?"""
    return step(X, Y, a_prev, parameters, learning_rate, None)


@mistake("optimize")
def clipped_at_another_bound(X, Y, a_prev, parameters, learning_rate=0.01):
    """You clip at 10. The docstring asks for another bound."""
    return step(X, Y, a_prev, parameters, learning_rate, 10)


@mistake("optimize")
def parameters_not_moved(X, Y, a_prev, parameters, learning_rate=0.01):
    """The dict of the caller is unchanged after your call. Is the step taken, and does its result reach the dict
    itself?"""
    copies = {name: value.copy() for name, value in parameters.items()}
    return step(X, Y, a_prev, copies, learning_rate)


@mistake("optimize")
def loss_measured_after_the_step(X, Y, a_prev, parameters, learning_rate=0.01):
    """The loss that you return belongs to the new parameters. Return the one from before the step."""
    _, gradients, a_last = step(X, Y, a_prev, parameters, learning_rate)
    return reference.sequence_loss(X, Y, a_prev, parameters)[0], gradients, a_last


@mistake("optimize")
def first_state_returned(X, Y, a_prev, parameters, learning_rate=0.01):
    """The state that you return is a_prev. Which state is the last?"""
    loss, gradients, _ = step(X, Y, a_prev, parameters, learning_rate)
    return loss, gradients, a_prev.copy()


@mistake("optimize", silent=True)
def rate_of_zero_not_heard(X, Y, a_prev, parameters, learning_rate=0.01):
    """Your step has a length where the learning rate is 0. What does `or` make of a zero?"""
    return step(X, Y, a_prev, parameters, learning_rate or 0.01)


@mistake("optimize", silent=True)
def paired_by_their_places(X, Y, a_prev, parameters, learning_rate=0.01):
    """You pair parameters and gradients by their places in two dicts. What pairs them whatever the order is?"""
    loss, cache = reference.sequence_loss(X, Y, a_prev, parameters)
    gradients, states = reference.sequence_gradients(X, Y, parameters, cache)
    clipped = reference.clip(gradients, 5)
    for value, name in zip(parameters.values(), ("dWax", "dWaa", "dWya", "db", "dby"), strict=True):
        value -= learning_rate * clipped[name]
    return loss, clipped, states[-1]


@mistake("optimize", silent=True)
def names_already_known_skipped(X, Y, a_prev, parameters, learning_rate=0.01):
    """You take no step on a name that the network knows well. The docstring knows no such exception."""
    loss, _ = reference.sequence_loss(X, Y, a_prev, parameters)
    return step(X, Y, a_prev, parameters, learning_rate if loss > 0.05 * len(X) else 0.0)


@mistake("optimize")
def biases_not_moved(X, Y, a_prev, parameters, learning_rate=0.01):
    """Your biases never move. Print the names that your update visits: there should be five."""
    kept = {name: parameters[name].copy() for name in ("b", "by")}
    result = step(X, Y, a_prev, parameters, learning_rate)
    parameters.update(kept)
    return result


@mistake("optimize")
def step_taken_twice(X, Y, a_prev, parameters, learning_rate=0.01):
    """Your parameters move twice as far as they should. Is the update made in two places?"""
    return step(X, Y, a_prev, parameters, 2 * learning_rate)
