"""Hidden tests of the part char_lm, where chance comes in: writing names, and training the network that writes them."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from autograder.judge import item
from autograder.judge.compare import (
    WrongAnswer,
    check_array,
    check_close,
    entries,
    unpack,
)
from autograder.judge.language import (
    beginnings,
    chances,
    check_ending,
    check_losses,
    check_shares,
    indices_of,
    losses_of,
    order_of,
    sizes_of,
    writer,
)
from autograder.judge.passes import check_kept
from autograder.judge.reference import load_reference
from autograder.judge.remembering import Remembering
from autograder.judge.student import Answer, Student, StudentRaised, altered, check_arguments
from autograder.protocol.values import Generator

reference = Remembering(load_reference("char_lm"))

GRADIENTS = {
    "dWax": "(n_a, n_x)",
    "dWaa": "(n_a, n_a)",
    "dWya": "(n_x, n_a)",
    "db": "(n_a, 1)",
    "dby": "(n_x, 1)",
}

# sample -------------------------------------------------------------------------------------------

#: Names that each network writes: enough for the known mistakes, as tests/judge/test_char_lm_chances.py shows.
CALLS = 200
#: Arguments of ``writer``, and how many of the characters written are compared: networks far from other chances.
#: The last of the first draws one of 119 rare characters half of the time.
FIRST_CHARACTERS = (((4, 3, 155), 1), ((6, 5, 26, 1.0), 1), ((29, 7, 40, 1.0), 1), ((120, 2, 3, 0.1, 4.8), 1))
BEGINNINGS = (((3, 4, 38), 4), ((4, 3, 42), 3), ((5, 6, 9), 3))


def written(
    student: Student, parameters: dict[str, np.ndarray], char_to_ix: dict[str, int], seeds: Iterable[int], *limit: int
) -> list[tuple[int, ...]]:
    """One name for each seed. Each call begins a case, so that a message shows the last call alone."""
    names = []
    for seed in seeds:
        student.begin_case()
        names.append(indices_of(student.sample(parameters, char_to_ix, Generator(seed), *limit).value, len(char_to_ix)))
    return names


@item("sample", weight=2)
def test_first_character_is_drawn_by_its_probability(student: Student) -> None:
    """The first character comes from the zero state and the zero input, each as often as its probability says.

    Four networks, each compared with a risk of RISK = 1e-10 (see check_shares): a right answer fails this
    test with probability at most 4e-10.

    Credits the first draw: what is read and remembered later is not seen here.
    """
    for network, length in FIRST_CHARACTERS:
        check_drawing(student, network, length)


@item("sample", weight=4)
def test_each_character_depends_on_all_before_it(student: Student) -> None:
    """What was drawn is the next input, and the state is carried: beginnings come as often as the network says.

    In the first and the last network the third character hangs on the second: reading another one in its
    place changes more than half of what is written. Three networks, each compared with a risk of
    RISK = 1e-10 (see check_shares): a right answer fails this test with probability at most 3e-10.

    Credits reading what was drawn, and carrying the state.
    """
    for network, length in BEGINNINGS:
        check_drawing(student, network, length)


def check_drawing(student: Student, network: tuple[Any, ...], length: int) -> None:
    parameters, char_to_ix = writer(*network)
    newline, seed = char_to_ix["\n"], 1000 * network[2]
    # one more than is looked at, so that who counts newline as a character fails the test of endings alone
    names = written(student, parameters, char_to_ix, range(seed, seed + CALLS), length + 1)
    check_shares(beginnings(names, newline, length), chances(parameters, newline, length), "begin with")


@item("sample", weight=2)
def test_names_end_at_newline_or_when_they_are_full(student: Student) -> None:
    """A name ends with the first newline drawn, or gets one after max_length characters (50 if nothing is said).

    Credits right endings, whatever the characters before them.
    """
    for n_x, n_a, seed in ((3, 5, 31), (8, 2, 32)):
        parameters, char_to_ix = writer(n_x, n_a, seed, scale=0.3)
        newline = char_to_ix["\n"]
        silent, endless = np.zeros((n_x, 1)), np.zeros((n_x, 1))
        silent[newline], endless[newline] = 900, -900
        for by, limit, length in ((silent, (7,), 1), (endless, (7,), 8), (endless, (1,), 2), (endless, (), 51)):
            (name,) = written(student, {**parameters, "by": by}, char_to_ix, [seed], *limit)
            check_ending(name, newline, *limit)
            if len(name) != length:
                chance = "newline is certain" if length == 1 else "newline cannot be drawn"
                raise WrongAnswer(f"Here {chance}: sample should return {length} indices; it returned {len(name)}.")
        for max_length in (1, 2, 7):
            for draw in range(20):
                (name,) = written(student, parameters, char_to_ix, [draw], max_length)
                check_ending(name, newline, max_length)


@item("sample", weight=1)
def test_all_chance_comes_from_rng(student: Student) -> None:
    """The same seed gives the same name; other seeds, and further calls with one rng, give other names.

    No character has a probability above 1/4 here at any step, so that 40 right names of at least 10
    characters are all the same with probability below (1/4)**390, and 5 from one generator below (1/4)**40.

    Credits draws from rng alone, whatever their probabilities.
    """
    parameters, char_to_ix = writer(9, 4, 41, scale=0.1)
    parameters["by"][char_to_ix["\n"]] = -900
    names = written(student, parameters, char_to_ix, range(40), 12)
    if len(set(names)) == 1:
        raise WrongAnswer(f"40 generators of different seeds all gave {list(names[0])}; draw from rng.")
    for seed in range(40):
        student.begin_case()
        # in one case, or the second would not be asked
        name, again = (student.sample(parameters, char_to_ix, Generator(seed), 12).value for _ in range(2))
        if indices_of(name, len(char_to_ix)) != indices_of(again, len(char_to_ix)):
            raise WrongAnswer(
                f"The same seed gave {list(name)} and then {list(again)}; all chance should come from rng."
            )
    student.begin_case()
    student.subject = "sample"
    in_a_row = student.names_in_a_row(parameters, char_to_ix, Generator(1), 12, 5).of_type(list[Any])
    if len(in_a_row) != 5:
        raise altered()
    if len({indices_of(name, len(char_to_ix)) for name in in_a_row}) == 1:
        raise WrongAnswer(
            f"Five names in a row from one and the same rng were all {list(in_a_row[0])}; what is drawn from rng "
            "should move it on, so that the next call draws something else. Do you work on a copy of it?"
        )


@item("sample", weight=1)
def test_writing_changes_no_argument(student: Student) -> None:
    """parameters and char_to_ix stay as they were; names differ, and none is one that the network hardly ever writes.

    A right answer fails this test with probability below 1e-9: no name has more than 1/2, so that 40 are all
    the same with probability at most 2**-39 < 2e-12; and fewer than 20,000 beginnings of 6 characters can be
    written, so that those below 1e-15 together have less than 2e-11, in 40 draws less than 8e-10.

    Credits a function that damages nothing.
    """
    names = set()
    parameters, char_to_ix = writer(5, 3, 51)
    expected = chances(parameters, char_to_ix["\n"], 6)
    for seed in range(40):
        student.begin_case()
        answer = student.sample(parameters, char_to_ix, Generator(seed), 6)
        check_arguments(answer, {"parameters": parameters, "char_to_ix": char_to_ix})
        (name,) = beginnings([indices_of(answer.value, 5)], char_to_ix["\n"], 6)
        if expected.get(name, 0.0) < 1e-15:
            raise WrongAnswer(f"sample wrote {list(name)}; with these parameters that never happens.")
        names.add(name)
    if len(names) == 1:
        raise WrongAnswer("40 generators of different seeds all gave the same name; draw from rng.")


# model --------------------------------------------------------------------------------------------

#: 13 names of 13 lengths: each loss tells which name it is of, and 13! orders are enough for RISK.
LADDER = ["abcabcabcabcabc"[:length] for length in range(1, 14)]
#: A small language: every name is b, d, g or l, then a vowel that follows from it, n, the same vowel, "um".
SYLLABLES = [first + vowel + middle + vowel + "um" for first, vowel in ("ba", "di", "go", "le") for middle in "nrst"]
STEPS = 640
#: A name that nobody learns by heart in 30 steps, so that its loss says much about every parameter.
TWISTED = "abcacbbcaacbbaccab"
#: A name of one letter, and so many steps on it that a rate which changes on the way shows.
ALONE, MANY_STEPS = "a", 1_060
#: Mean loss of a name of SYLLABLES, in nats: see test_trained_network_knows_the_names.
GOOD_LOSS = 8.0


def trained(
    student: Student, data: list[str], steps: int, n_a: int, seed: int, *rate: float, unseen: str = ""
) -> tuple[Answer, dict[str, np.ndarray], list[float], dict[str, int]]:
    """The parameters and losses that a model returned, both of the promised kind, and char_to_ix.

    ``unseen`` are characters of the vocabulary that no name holds.
    """
    characters = sorted({"\n", *"".join(data), *unseen}, key=lambda character: (character == "\n", character))
    char_to_ix = {character: index for index, character in enumerate(characters)}
    ix_to_char = dict(enumerate(characters))
    answer = student.model(list(data), ix_to_char, char_to_ix, steps, n_a, Generator(seed), *rate)
    parameters, losses = unpack("model", answer.value, "parameters", "losses")
    n_x = len(characters)
    shapes = sizes_of(n_x, n_a)
    arrays = entries("model, parameters:", parameters, shapes)
    checked = {}
    for name, shape in shapes.items():
        checked[name] = check_array(f'parameters["{name}"]', arrays[name], shape, GRADIENTS["d" + name]).astype(float)
    return answer, checked, check_losses(losses, steps), char_to_ix


@item("model", weight=3)
def test_every_epoch_takes_each_name_once(student: Student) -> None:
    """losses holds the loss of one name per step: None first in X, newline last in Y, each name once in an epoch.

    Credits right pairs and losses, and epochs of all names.
    """
    for data, steps, n_a, seed, unseen in (
        (LADDER, 32, 5, 1, ""),
        (SYLLABLES[:5], 4, 8, 2, "xyz"),
        (["d"], 3, 4, 3, ""),
    ):
        _, parameters, losses, char_to_ix = trained(student, data, steps, n_a, seed, 0.0, unseen=unseen)
        costs = losses_of(reference.sequence_loss, data, parameters, char_to_ix)
        if data is LADDER:
            order = order_of(losses, costs, data)
            for start in range(0, steps, len(data)):
                check_epoch(order[start : start + len(data)])
        else:
            order_of(losses, costs, data)


def check_epoch(names: list[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise WrongAnswer(f"An epoch of {len(LADDER)} names took {twice[0]!r} more than once; each should come once.")


@item("model", weight=1)
def test_every_epoch_has_a_new_random_order(student: Student) -> None:
    """The names come in a random order, in another one in the next epoch, and so in one that is cut short.

    No order may be another one begun elsewhere or read backward: a right answer is one of those 26 in at
    least one of 6 pairs (three epochs and the list) with probability at most 156/13! < 3e-8.

    Credits the shuffling, where pairs and losses are right.
    """
    _, parameters, losses, char_to_ix = trained(student, LADDER, 38, 3, 4, 0.0)
    order = order_of(losses, losses_of(reference.sequence_loss, LADDER, parameters, char_to_ix), LADDER)
    last = [*order[26:], *(name for name in LADDER if name not in order[26:])]
    epochs = [LADDER, order[:13], order[13:26], last]
    if any(turned(one, other) for one, other in itertools.combinations(epochs, 2)):
        raise WrongAnswer(
            f"Names of these lengths came first: {list(map(len, order))}; one of these epochs of {len(LADDER)} follows "
            "from another one, or from the list. Shuffle anew for every epoch."
        )


def turned(one: list[str], other: list[str]) -> bool:
    """Whether one is the other begun elsewhere, perhaps read backward."""
    starts = range(len(one))
    return any(one[start:] + one[:start] in (other, other[::-1]) for start in starts)


@item("model", weight=4)
def test_trained_network_knows_the_names(student: Student) -> None:
    """After 640 steps the network that you return gives the names of a small language a low loss.

    The loss is computed here, from the parameters alone. A uniform guess has 19.0 nats, counting letters 17.8,
    counting pairs 5.5. Measured over 50 seeds each: first weights of size 0.01 end at 3.36 (standard deviation
    0.21, at most 4.06), 0.1 at 2.94 (0.02), 1/sqrt(n_a) at 2.90 (0.01), 1 at 3.44 (0.54, at most 5.05): even
    then, GOOD_LOSS is 8 standard deviations away, and a fair solution that starts from smaller weights
    fails with no chance worth a number.

    Credits training that works, whatever the list of losses holds in value.
    """
    _, parameters, _, char_to_ix = trained(student, SYLLABLES, STEPS, 12, 5, 0.05)
    mean = float(losses_of(reference.sequence_loss, SYLLABLES, parameters, char_to_ix).mean())
    if not mean <= GOOD_LOSS:
        raise WrongAnswer(
            f"After {STEPS} steps at learning rate 0.05 the mean loss of the {len(SYLLABLES)} names is {mean:.2f} "
            f"nats with your parameters; a network that learns comes below {GOOD_LOSS}."
        )


@item("model", weight=1)
def test_same_seed_gives_the_same_network(student: Student) -> None:
    """The same seed gives the same parameters and losses, another seed others; data and dicts stay as they were.

    The parameters are those after the last step: one step more begins with their loss. Without a learning rate it
    is 0.01.

    Credits draws from rng alone, and what comes back, whatever training does.
    """
    answer, first, losses, _ = trained(student, LADDER[:7], 10, 4, 8, 0.01)
    check_arguments(answer, {"data": LADDER[:7], "ix_to_char": answer.sent(1), "char_to_ix": answer.sent(2)})
    _, other, _, _ = trained(student, LADDER[:7], 10, 4, 9, 0.01)
    check_kept("model", student, answer)
    _, again, same_losses, _ = trained(student, LADDER[:7], 10, 4, 8, 0.01)
    check_close("losses of a second call with the same seed", np.array(same_losses), np.array(losses))
    for name in first:
        check_close(f'parameters["{name}"] of a second call with the same seed', again[name], first[name])
    if np.array_equal(other["Waa"], first["Waa"]):
        raise WrongAnswer("Generators of different seeds gave the same network; draw the first weights from rng.")
    _, _, usual, _ = trained(student, LADDER[:7], 10, 4, 8)
    check_close("losses without a learning rate", np.array(usual), np.array(losses))
    check_last_step(student)


def check_last_step(student: Student) -> None:
    """Require that returned parameters have the loss with which a run of one more step ends.

    Where losses are not those of parameters at all, or seeds mean something else, other tests say so.
    """
    _, parameters, losses, char_to_ix = trained(student, [TWISTED], 3, 6, 3, 0.0)
    if not np.allclose(losses, losses_of(reference.sequence_loss, [TWISTED], parameters, char_to_ix), rtol=2e-5):
        return
    for steps in (1, 30):
        _, parameters, losses, char_to_ix = trained(student, [TWISTED], steps, 6, 3, 0.2)
        _, _, longer, _ = trained(student, [TWISTED], steps + 1, 6, 3, 0.2)
        if not np.allclose(longer[:-1], losses, rtol=1e-6):
            continue
        loss = float(losses_of(reference.sequence_loss, [TWISTED], parameters, char_to_ix)[0])
        if abs(loss - longer[-1]) > 2e-5 * abs(loss):
            raise WrongAnswer(
                f"After step {steps} on {TWISTED!r} the returned parameters have a loss of {loss:.6g}, but with the "
                f"same seed step {steps + 1} begins with {longer[-1]:.6g}; return them as the last step left them."
            )


@item("model", weight=1)
def test_one_name_is_learned_and_no_name_is_refused(student: Student) -> None:
    """A list of one name is learned almost by heart, at one learning rate to the end; an empty one raises ValueError.

    Credits the two smallest lists, and steps of the rate that was asked for.
    """
    _, parameters, _, char_to_ix = trained(student, ["acca"], 150, 6, 10, 0.1)
    loss = float(losses_of(reference.sequence_loss, ["acca"], parameters, char_to_ix)[0])
    if not loss < 1.5:
        raise WrongAnswer(f"After 150 steps on the one name 'acca' its loss is {loss:.2f} nats; it should be near 0.")
    check_rate(student, 0.1)
    try:
        student.model([], {0: "\n"}, {"\n": 0}, 3, 2, Generator(11), 0.1)
    except StudentRaised as raised:
        if raised.failure.type != "ValueError":
            raise
    else:
        raise WrongAnswer("model returned from a list without names; it should raise ValueError.")


def check_rate(student: Student, rate: float) -> None:
    """Require the loss to which many steps of one rate lead from the first weights; a run at rate 0 shows these.

    Where the first loss in the list is not that of the first weights, other tests say so.
    """
    _, start, _, char_to_ix = trained(student, [ALONE], 1, 3, 12, 0.0)
    _, parameters, losses, _ = trained(student, [ALONE], MANY_STEPS, 3, 12, rate)
    loss = float(losses_of(reference.sequence_loss, [ALONE], parameters, char_to_ix)[0])
    letter, newline = char_to_ix[ALONE], char_to_ix["\n"]
    step = functools.partial(reference.optimize, [None, letter], [letter, newline], np.zeros((3, 1)), start, rate)
    expected = [float(step()[0]) for _ in range(MANY_STEPS + 1)]
    if np.isclose(losses[0], expected[0], rtol=2e-5) and abs(loss - expected[-1]) > 0.01 * expected[-1]:
        raise WrongAnswer(
            f"After {MANY_STEPS:,} steps on the one name {ALONE!r} its loss is {loss:.6g}; with your first weights "
            f"and learning rate {rate} in every step it should be {expected[-1]:.6g}."
        )
