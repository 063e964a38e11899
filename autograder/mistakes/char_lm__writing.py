"""Known mistakes in the part char_lm, where chance comes in: writing names, and training."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np

from autograder.judge import mistake
from autograder.judge.reference import load_reference

reference = load_reference("char_lm")


# sample -------------------------------------------------------------------------------------------


def written(parameters: Any, char_to_ix: Any, rng: Any, max_length: int, **pieces: Any) -> Any:
    """The reference but for ``draw(p, rng)``, ``read(indices)``, ``seen``, ``memory``, ``stop``, ``full``.

    ``seen(new, old)`` is the state that the scores read, ``memory(new)`` what is handed to the next step.
    """
    newline, state = char_to_ix["\n"], np.zeros(np.shape(parameters["b"]))
    indices: list[int] = []
    draw = pieces.get("draw", lambda p, rng: int(rng.choice(len(p), p=p)))
    while len(indices) < max_length:
        z = parameters["Waa"] @ state + parameters["b"]
        column = pieces.get("read", lambda indices: indices[-1] if indices else None)(indices)
        if column is not None:
            z = z + parameters["Wax"][:, [column]]
        new = np.tanh(z)
        scores = (parameters["Wya"] @ pieces.get("seen", lambda new, old: new)(new, state) + parameters["by"]).ravel()
        state = pieces.get("memory", lambda new: new)(new)
        weights = np.exp(scores - scores.max())
        indices.append(draw(weights / weights.sum(), rng))
        if indices[-1] == newline and pieces.get("stop", True):
            return indices
    return [*indices, newline] if pieces.get("full", True) else indices


@mistake("sample")
def always_the_most_probable(parameters, char_to_ix, rng, max_length=50):
    """You take the most probable character each time, so there is one name only. Draw by the probabilities."""
    return written(parameters, char_to_ix, rng, max_length, draw=lambda p, rng: int(p.argmax()))


@mistake("sample")
def all_characters_equally_likely(parameters, char_to_ix, rng, max_length=50):
    """Your characters are drawn as if all were equally likely. How does the draw learn of the probabilities?"""
    return written(parameters, char_to_ix, rng, max_length, draw=lambda p, rng: int(rng.choice(len(p))))


@mistake("sample")
def memory_lost_while_writing(parameters, char_to_ix, rng, max_length=50):
    """Your network forgets its state after each character. Which line hands the new state on?"""
    return written(parameters, char_to_ix, rng, max_length, memory=lambda new: 0 * new)


@mistake("sample")
def probabilities_from_the_state_before(parameters, char_to_ix, rng, max_length=50):
    """Your probabilities are read from the state before the step. Which state has already seen the last character?"""
    return written(parameters, char_to_ix, rng, max_length, seen=lambda new, old: old)


@mistake("sample")
def state_of_zeros_throughout(parameters, char_to_ix, rng, max_length=50):
    """Your probabilities are the same at every step: they read a state that stays zero. Which line should change it?"""
    return written(parameters, char_to_ix, rng, max_length, seen=lambda new, old: 0 * old)


@mistake("sample")
def own_character_not_read(parameters, char_to_ix, rng, max_length=50):
    """Your network never reads what it wrote. The character just drawn is the next input."""
    return written(parameters, char_to_ix, rng, max_length, read=lambda indices: None)


@mistake("sample")
def first_character_read_for_ever(parameters, char_to_ix, rng, max_length=50):
    """Your network reads its first character at every step. Which one was drawn last?"""
    return written(parameters, char_to_ix, rng, max_length, read=lambda indices: indices[0] if indices else None)


@mistake("sample")
def begins_by_reading_newline(parameters, char_to_ix, rng, max_length=50):
    """Your first step reads a newline. Nothing was read before the first character: which vector says so?"""
    return written(
        parameters,
        char_to_ix,
        rng,
        max_length,
        read=lambda indices: indices[-1] if indices else char_to_ix["\n"],
    )


@mistake("sample", silent=True)
def full_names_lack_their_newline(parameters, char_to_ix, rng, max_length=50):
    """A name that was stopped for its length does not end in newline. Call it with max_length=1 and
    look at both endings."""
    return written(parameters, char_to_ix, rng, max_length, full=False)


@mistake("sample", silent=True)
def writes_on_after_newline(parameters, char_to_ix, rng, max_length=50):
    """Your names go on after a newline. A newline ends the name as soon as it is drawn."""
    return written(parameters, char_to_ix, rng, max_length, stop=False)


@mistake("sample", silent=True)
def two_newlines_at_the_end(parameters, char_to_ix, rng, max_length=50):
    """Some of your names end in two newlines: one drawn, one appended. Append it only where none was drawn."""
    return [*written(parameters, char_to_ix, rng, max_length, full=False), char_to_ix["\n"]]


@mistake("sample", silent=True)
def one_character_more_than_allowed(parameters, char_to_ix, rng, max_length=50):
    """Your longest names hold one character too many. How many are there when the loop asks again?"""
    return written(parameters, char_to_ix, rng, max_length + 1)


# model --------------------------------------------------------------------------------------------


def trained(data: Any, char_to_ix: Any, num_iterations: int, n_a: int, rng: Any, rate: float, **pieces: Any) -> Any:
    """The reference but for ``order(left, rng)``, ``pair(name, newline)`` and ``start(last)``."""
    if not data:
        raise ValueError("data holds no names")
    parameters = reference.initial_parameters(n_a, len(char_to_ix), rng)
    losses: list[float] = []
    left: list[int] = []
    last = np.zeros((n_a, 1))
    for count in range(num_iterations):
        if len(left) == 0:
            left = list(pieces.get("order", lambda n, rng: rng.permutation(n))(len(data), rng))
        name = reference.encode(data[left.pop()], char_to_ix)
        pair = pieces.get("pair", lambda name, newline: ([None, *name], [*name, newline]))
        X, Y = pair(name, char_to_ix["\n"])
        start = last if pieces.get("go_on") else np.zeros((n_a, 1))
        loss, _, last = reference.optimize(X, Y, start, parameters, rate)
        losses.append(loss if "smooth" not in pieces or not count else 0.999 * losses[-1] + 0.001 * loss)
    return parameters, losses


@mistake("model", silent=True)
def names_in_the_order_of_the_list(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """Your epochs take the names in one fixed order. Each epoch should have a new random one."""
    order = lambda n, rng: np.arange(n)[::-1]  # noqa: E731
    return trained(data, char_to_ix, num_iterations, n_a, rng, learning_rate, order=order)


@mistake("model", silent=True)
def one_order_there_and_back(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """Your epochs take one random order forward and backward in turn. Each epoch should have a new one."""
    kept: list[int] = []

    def order(n, rng):
        kept[:] = kept[::-1] or list(rng.permutation(n))
        return list(kept)

    return trained(data, char_to_ix, num_iterations, n_a, rng, learning_rate, order=order)


@mistake("model", silent=True)
def names_drawn_with_repetition(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """Your epochs take some names twice and leave others out. Shuffle all names, then take them one after the other."""
    order = lambda n, rng: rng.integers(n, size=n)  # noqa: E731
    return trained(data, char_to_ix, num_iterations, n_a, rng, learning_rate, order=order)


@mistake("model")
def targets_without_newline(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """Your network never learns where a name ends. What should follow the last letter in Y?"""
    pair = lambda name, newline: ([None, *name[:-1]], name)  # noqa: E731
    return trained(data, char_to_ix, num_iterations, n_a, rng, learning_rate, pair=pair)


@mistake("model")
def inputs_for_targets(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """Your network learns to repeat what it reads. Y is X moved on by one character."""
    pair = lambda name, newline: (name, name) if name else ([None], [newline])  # noqa: E731
    return trained(data, char_to_ix, num_iterations, n_a, rng, learning_rate, pair=pair)


@mistake("model", silent=True)
def newline_read_first(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """Your X begins with a newline. Its first entry should say that nothing was read yet."""
    pair = lambda name, newline: ([newline, *name], [*name, newline])  # noqa: E731
    return trained(data, char_to_ix, num_iterations, n_a, rng, learning_rate, pair=pair)


@mistake("model")
def state_handed_to_the_next_name(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """A name of yours begins with the state that the name before left. Every name starts from zeros."""
    return trained(data, char_to_ix, num_iterations, n_a, rng, learning_rate, go_on=True)


@mistake("model")
def rate_fixed_while_training(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """Your training always takes steps with the rate 0.01. Where do you hand learning_rate on?"""
    return trained(data, char_to_ix, num_iterations, n_a, rng, 0.01)


@mistake("model", silent=True)
def losses_smoothed(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """Your list holds smoothed losses. Return the loss of each step as it came; the plot smooths."""
    return trained(data, char_to_ix, num_iterations, n_a, rng, learning_rate, smooth=True)


@mistake("model")
def untrained_network_returned(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """The parameters that you return are those from before training. Which dict do your steps change?"""
    kept = reference.initial_parameters(n_a, len(char_to_ix), rng)
    copies = {name: value.copy() for name, value in kept.items()}
    _, losses = trained(data, char_to_ix, num_iterations, n_a, rng, learning_rate)
    return copies, losses


@mistake("model", silent=True)
def nothing_missing_at_the_start(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """Your X begins with the first letter, so that nobody predicts it. What does the network know before it?"""
    pair = lambda name, newline: (name, [*name[1:], newline]) if name else ([None], [newline])  # noqa: E731
    return trained(data, char_to_ix, num_iterations, n_a, rng, learning_rate, pair=pair)


@mistake("model", silent=True)
def names_of_one_epoch_only(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """Your training stops, or stumbles, when each name was used once. How does an index begin anew?"""
    if num_iterations > len(data):
        raise IndexError("list index out of range")
    return reference.model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate)


@mistake("sample")
def temperature_of_one_half(parameters, char_to_ix, rng, max_length=50):
    """Your draws favour probable characters too much, as if the scores were doubled before the softmax. Draw by the
    probabilities as they are."""
    draw = lambda p, rng: int(rng.choice(len(p), p=p**2 / (p**2).sum()))  # noqa: E731
    return written(parameters, char_to_ix, rng, max_length, draw=draw)


@mistake("sample")
def rare_characters_rounded_away(parameters, char_to_ix, rng, max_length=50):
    """Your rare characters never come, because probabilities are rounded before the draw. Draw by them as they are."""

    def draw(p, rng):
        rounded = np.round(p, 2)
        return int(rng.choice(len(p), p=rounded / rounded.sum()))

    return written(parameters, char_to_ix, rng, max_length, draw=draw)


@mistake("sample", silent=True)
def order_of_the_dict_taken_for_indices(parameters, char_to_ix, rng, max_length=50):
    """You count through char_to_ix in the order in which it lists its characters. It says the index of each."""
    newline = list(char_to_ix).index("\n")
    return reference.sample(parameters, {"\n": newline}, rng, max_length)


@mistake("sample", silent=True)
def draws_from_a_copy_of_rng(parameters, char_to_ix, rng, max_length=50):
    """You draw from a copy of rng, so that the next call draws the same name again. Draw from rng itself."""
    return reference.sample(parameters, char_to_ix, copy.deepcopy(rng), max_length)


@mistake("sample", silent=True)
def chance_of_its_own(parameters, char_to_ix, rng, max_length=50):
    """Your names are not decided by rng: the same seed gives another name. Which generator do you draw from?"""
    return reference.sample(parameters, char_to_ix, np.random.default_rng(), max_length)
