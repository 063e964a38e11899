"""Hidden tests of the part last_names: the classifier."""

from __future__ import annotations

import msgspec
import numpy as np
import torch

from autograder.judge import item
from autograder.judge.alike import check_states
from autograder.judge.classifiers import (
    Batch,
    Classifier,
    Sizes,
    batch_of,
    centred,
    check_memory,
    expected_scores,
    heard,
    possible_counts,
    same_scores,
)
from autograder.judge.compare import WrongAnswer, check_close
from autograder.judge.student import Student, StudentRaised

#: vocab_size, rnn_size, n_categories, num_layers: all different, and different from the batches' B and T.
KINDS = [
    Sizes(9, 4, 3, 1, 0.0, "rnn"),
    Sizes(9, 4, 3),
    Sizes(7, 6, 5, 2),
    Sizes(8, 5, 2, 3, 0.0, "rnn"),
    Sizes(60, 8, 18, 1, 0.4),
]
#: Lengths of the names of a batch: one name, names of one letter, batches larger and smaller than T.
LENGTHS = [(2, 5), (3, 1, 6), (4,), (1, 1), (2, 3, 1, 7, 3, 4, 3, 2, 5)]


def letters_of(sizes: Sizes) -> int:
    """The last index is left to padding, in case a classifier keeps it apart."""
    return sizes.vocab_size - 1


def listening(student: Student, sizes: Sizes) -> Classifier:
    """A classifier whose scores depend on the names. Whatever must not change them does not change constants either."""
    model = Classifier(student, sizes)
    names = [Batch(np.array([[start, start + 1, start + 2]]), np.array([2])) for start in (0, 3)]
    if same_scores(*map(model.score, names)):
        raise WrongAnswer("Two names without a common letter have the same scores: x is not used.")
    return model


def silent(model: Classifier) -> bool:
    """Whether all scores are 0. What is no table of scores is judged elsewhere."""
    try:
        return not model.score(batch_of((2, 5), letters_of(model.sizes), 0)).any()
    except (StudentRaised, WrongAnswer):
        return False


def changed(model: Classifier, names: Batch, reason: str) -> WrongAnswer:
    """What to raise where scores changed: for this reason, unless they change from one call to the next anyway."""
    if same_scores(*model.scores(names, times=2)):
        return WrongAnswer(reason)
    return WrongAnswer(
        "Two calls with the same names give different scores, in evaluation mode: is a state kept from the call "
        "before, or something drawn by chance?"
    )


@item("RecurrentClassifier", weight=2)
def test_every_name_has_one_score_for_each_category(student: Student) -> None:
    """model(x, last_pos) returns logits (B, n_categories), for any batch, any length and both kinds of layers.

    Credits the right shape, whatever the scores are made from.
    """
    for sizes in KINDS:
        model = Classifier(student, sizes)
        for lengths in LENGTHS:
            scores = model.score(batch_of(lengths, letters_of(sizes), letters_of(sizes)))
            if not scores.any():
                raise WrongAnswer("logits are 0 everywhere, whatever the weights and the names are.")


@item("RecurrentClassifier", weight=4)
def test_what_follows_the_last_letter_is_not_read(student: Student) -> None:
    """A name's scores stay the same, whatever indices stand behind its last letter, and however many.

    A model without a state that goes from letter to letter has nothing that could be read in the wrong place.

    Credits scores of a state that do not depend on padding.
    """
    check_memory(student)
    for sizes in KINDS[:4]:
        model = listening(student, sizes)
        for lengths in ((2, 5), (3, 1, 6)):
            batch = batch_of(lengths, letters_of(sizes), letters_of(sizes))
            scores = model.score(batch)
            for padding in (0, letters_of(sizes), range(sizes.vocab_size)):
                for extra in (0, 4):
                    other = batch_of(lengths, letters_of(sizes), padding, extra)
                    filled = Batch(other.x.copy(), batch.last_pos)
                    width = batch.x.shape[1]
                    inside = np.arange(width) <= batch.last_pos[:, None]
                    filled.x[:, :width] = np.where(inside, batch.x, other.x[:, :width])
                    if not same_scores(model.score(filled), scores):
                        raise changed(
                            model,
                            filled,
                            "The scores changed when other indices, or more of them, were put behind the last letters: "
                            "they depend on padding. Is the state read at last_pos, row by row?",
                        )


@item("RecurrentClassifier", weight=2)
def test_names_of_a_batch_do_not_disturb_each_other(student: Student) -> None:
    """A name has the same scores alone and in any batch, where a state goes from letter to letter.

    Credits rows that are read each by itself.
    """
    check_memory(student)
    for sizes in KINDS[:4]:
        model = listening(student, sizes)
        for lengths in LENGTHS:
            batch = batch_of(lengths, letters_of(sizes), letters_of(sizes), seed=1)
            together = model.score(batch)
            for place in range(len(lengths)):
                alone = model.score(batch.row(place))
                if not same_scores(alone, together[place : place + 1]):
                    raise changed(
                        model,
                        batch.row(place),
                        f"Name {place} of a batch of {len(lengths)} has other scores there than alone: is the batch on "
                        "axis 0 for all layers, and the state of each row taken at its own last_pos?",
                    )


@item("RecurrentClassifier", weight=3)
def test_every_letter_counts_and_so_does_their_order(student: Student) -> None:
    """Another letter at any place of a name changes its scores, the last letter included; so does another order.

    Credits a model that hears every letter.
    """
    for sizes in KINDS[:4]:
        models = [Classifier(student, sizes, seed) for seed in (1, 2, 3)]
        for length, places in ((1, [0]), (2, [0, 1]), (4, range(4)), (70, [69])):
            name = batch_of((length,), letters_of(sizes), 0, seed=length)
            for place in places:
                other = Batch(name.x.copy(), name.last_pos)
                other.x[0, place] = (name.x[0, place] + 1) % letters_of(sizes)
                if not any(heard(model.score(name), model.score(other)) for model in models):
                    raise WrongAnswer(
                        f"Letter {place} of a name of {length} can be changed without changing any score."
                    )
        straight = Batch(np.array([[0, 1, 2]]), np.array([2]))
        back = Batch(np.array([[2, 1, 0]]), np.array([2]))
        if not any(heard(model.score(straight), model.score(back)) for model in models):
            raise WrongAnswer("A name and the same letters backwards have the same scores: their order is lost.")
    check_memory(student)


@item("RecurrentClassifier", weight=3)
def test_scores_come_from_the_last_state(student: Student) -> None:
    """The scores are a linear map of the last layer's state after the last letter: no softmax, and nothing else.

    With all parameters alike, that state is known for any RNN or LSTM, whatever it is made of.

    Credits scores of the last state, without softmax.
    """
    for sizes in KINDS:
        model = listening(student, sizes)
        for lengths in LENGTHS:
            batch = batch_of(lengths, letters_of(sizes), letters_of(sizes), seed=2)
            scores = model.score(batch)
            if (scores >= 0).all() and np.allclose(scores.sum(axis=1), 1, atol=1e-4):
                raise WrongAnswer(
                    "The scores of every name are positive and sum to 1: they are probabilities. Return them as they "
                    "are before softmax; cross-entropy applies softmax itself."
                )
            expected = expected_scores(model.layers(), sizes, batch)
            if expected is not None:
                check_close("logits.log_softmax(1)", centred(scores), centred(expected))
    for sizes in KINDS[:4]:
        check_states(student, sizes)


@item("RecurrentClassifier", weight=2)
def test_layers_are_of_the_kind_and_number_asked_for(student: Student) -> None:
    """An LSTM has four times the recurrent weights of an RNN; each layer has its own; other kinds raise ValueError.

    Credits the right layers, whatever they are used for, if they are used at all.
    """
    for sizes in KINDS:
        model = Classifier(student, sizes)
        count = sum(int(np.prod(shape, dtype=int)) for _, shape in model.parameters)
        if count not in possible_counts(sizes):
            held = ", ".join(f"`{name}` {shape}" for name, shape in model.parameters[:12]) or "none"
            layers = f"{sizes.num_layers} {sizes.model_type} layer{'s' if sizes.num_layers > 1 else ''}"
            raise WrongAnswer(
                f"{sizes.shown} has {count} numbers in parameters() ({held}). Asked for are an embedding "
                f"({sizes.vocab_size}, {sizes.rnn_size}), {layers} from {sizes.rnn_size} to {sizes.rnn_size} numbers, "
                f"and a linear map to {sizes.n_categories} scores."
            )
    if silent(Classifier(student, KINDS[0])):
        raise WrongAnswer("logits are 0 everywhere, so that no layer is used.")
    for kind in ("transformer", "gru", "st", ""):
        try:
            Classifier(student, Sizes(9, 4, 3, 1, 0.0, kind))
        except StudentRaised as raised:
            if raised.failure.type != "ValueError":
                raise
        else:
            raise WrongAnswer(f"With model_type={kind!r} it should raise ValueError.")


@item("RecurrentClassifier", weight=2)
def test_dropout_acts_in_training_alone(student: Student) -> None:
    """In training, dropout changes the scores from call to call; in evaluation, or with dropout 0, it does nothing.

    With 8 of 16 numbers kept on average in each of 9 names, two calls agree with probability below 1e-20. Of a state
    of one number nothing is left in half of all calls: then every name has the same scores. Neither of two names
    misses that in all of 40 calls but with probability below 2e-12.

    Credits dropout in training and none in evaluation.
    """
    for kind in ("lstm", "rnn"):
        sizes = Sizes(11, 16, 5, 1, 0.5, kind)
        batch = batch_of(LENGTHS[-1], letters_of(sizes), letters_of(sizes))
        model = Classifier(student, sizes)
        evaluated = model.scores(batch, training=False, times=2)
        if not same_scores(*evaluated):
            raise WrongAnswer("In evaluation mode, two calls with the same names give different scores.")
        trained = model.scores(batch, training=True, times=2)
        if same_scores(*trained):
            raise WrongAnswer("With dropout=0.5, two calls in training mode give the same scores: nothing is dropped.")
        if not same_scores(model.score(batch), evaluated[0]):
            raise WrongAnswer("After a call in training mode, the scores in evaluation mode are others than before.")
        without = Classifier(student, msgspec.structs.replace(sizes, dropout=0.0))
        if not same_scores(without.scores(batch, training=True)[0], without.score(batch)):
            raise WrongAnswer("With dropout=0.0, training mode gives other scores than evaluation mode.")
        for num_layers in (1, 2):
            check_last_state_is_dropped(student, Sizes(11, 1, 12, num_layers, 0.5, kind))


def check_last_state_is_dropped(student: Student, sizes: Sizes) -> None:
    """Require that two names have the same scores once their last states, of one number, are dropped."""
    model = Classifier(student, sizes)
    scores = np.stack(model.scores(batch_of((3, 5), letters_of(sizes), letters_of(sizes)), training=True, times=40))
    of_first, of_second = scores[:, None, 0], scores[None, :, 1]
    if not np.isclose(of_first, of_second, rtol=1e-5, atol=1e-6).all(axis=2).any():
        raise WrongAnswer(
            "With dropout=0.5, the one number of a name's last state was never set to zero in 40 calls in training "
            "mode: its scores would not depend on the name then. Does dropout act on that state, also where num_layers "
            "is 1 or 2?"
        )


@item("RecurrentClassifier", weight=2)
def test_every_parameter_can_be_trained(student: Student) -> None:
    """The gradient of the cross-entropy reaches every parameter: embedding, all layers, and the linear map.

    Credits gradients that flow everywhere.
    """
    for sizes in KINDS[:4]:
        model = Classifier(student, sizes)
        batch = batch_of(LENGTHS[-1], letters_of(sizes), letters_of(sizes))
        batch.x[:, 0] = np.arange(len(batch.x)) % letters_of(sizes)
        y = torch.arange(len(batch.x)) % sizes.n_categories
        model.show(batch)
        arguments = (torch.from_numpy(batch.x), torch.from_numpy(batch.last_pos), y)
        reached = student.reached(model.handle, *arguments).of_type(list[tuple[str, list[bool]]])
        if len(reached) != len(model.parameters):
            raise WrongAnswer("The parameters of the model change from call to call.")
        for (name, rows), (_, shape) in zip(reached, model.parameters, strict=True):
            if not any(rows):
                raise WrongAnswer(f"No gradient of the cross-entropy reaches `{name}`, so training cannot change it.")
            if shape == (sizes.vocab_size, sizes.rnn_size) and not all(rows[: letters_of(sizes)]):
                index = rows.index(False)
                raise WrongAnswer(
                    f"Index {index} occurs in the names, but no gradient reaches row {index} of `{name}`: it is a "
                    "letter like any other, so training must be able to change it."
                )


@item("RecurrentClassifier", weight=1)
def test_every_call_starts_afresh(student: Student) -> None:
    """A second call gives the same scores, whatever came between; arguments and earlier results stay as they were.

    Credits a model that keeps nothing.
    """
    for sizes in KINDS[:4]:
        model = listening(student, sizes)
        batch = batch_of((3, 5), letters_of(sizes), letters_of(sizes))
        first = model.score(batch)
        for lengths in ((5, 3), LENGTHS[-1]):
            model.score(batch_of(lengths, letters_of(sizes), letters_of(sizes), seed=1))
            if not same_scores(model.score(batch), first):
                raise WrongAnswer("After a call with other names, the same names have other scores: is a state kept?")
