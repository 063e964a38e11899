"""The hidden tests of last_names in this process: right answers of any make pass, each mistake is caught."""

import functools
import string
import unicodedata
from collections.abc import Iterable

import numpy as np
import pytest
import torch
from torch import nn

from autograder.config import HOUSE, load_course
from autograder.judge.recording import playable_tests
from autograder.judge.reference import load_reference
from autograder.parts import load_part
from tests import local_student

torch.set_num_threads(1)
REFERENCE = load_reference("last_names")
PART = load_part("last_names")
TESTS = playable_tests(PART, load_course().grading_seed)
ALPHABET, PADDING, FOLDED = REFERENCE.ALPHABET, REFERENCE.PADDING, REFERENCE.FOLDED
failures = functools.partial(local_student.failures, "last_names")


def loose_index(letter):
    return ALPHABET.find(letter)


def index_of_anything(letter):
    return ALPHABET.index(letter)


def silent_index(letter):
    if len(letter) != 1 or letter not in ALPHABET:
        raise ValueError("unknown letter")
    return ALPHABET.index(letter)


def key_error_index(letter):
    return {letter: place for place, letter in enumerate(ALPHABET)}[letter]


def lower_index(letter):
    return REFERENCE.letter_to_index(letter.lower())


def index_of_a_line(letter):
    return REFERENCE.letter_to_index(letter.removesuffix("\n") or "\n")


def index_of_equal_letters(letter):
    return REFERENCE.letter_to_index("".join(set(letter)))


@pytest.mark.parametrize(
    "function",
    [
        loose_index,
        index_of_anything,
        silent_index,
        key_error_index,
        lower_index,
        index_of_a_line,
        index_of_equal_letters,
    ],
)
def test_wrong_indices_of_letters_are_caught(function):
    assert failures("letter_to_index", {"letter_to_index": function})


@pytest.mark.parametrize(
    "function",
    [
        lambda letter: {letter: place for place, letter in enumerate(ALPHABET)}[refused(letter)],
        lambda letter: np.int64(ALPHABET.index(refused(letter))),
    ],
)
def test_right_indices_of_letters_pass(function):
    assert failures("letter_to_index", {"letter_to_index": function}) == {}


def refused(letter):
    if letter not in list(ALPHABET):
        raise ValueError(f"no {letter}")
    return letter


def decomposed(name):
    return unicodedata.normalize("NFKD", name)


def encoder(
    fold=decomposed, replace=FOLDED, lengths_of=len, width=0, fill=PADDING, checks=True, index=REFERENCE.letter_to_index
):
    def encode_names(names):
        folded = ["".join(replace.get(c, c) for c in fold(name) if not unicodedata.combining(c)) for name in names]
        if checks and (not folded or not all(folded)):
            raise ValueError("nothing to encode")
        rows = [torch.tensor([index(letter) for letter in name], dtype=torch.int64) for name in folded]
        x = nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=fill)
        x = nn.functional.pad(x, (0, max(0, width - x.shape[1])), value=fill)
        given = names if lengths_of is not len else folded
        return x, torch.tensor([len(name) for name in given])

    return encode_names


@pytest.mark.parametrize(
    "function",
    [
        encoder(fold=lambda name: name),
        encoder(fold=lambda name: unicodedata.normalize("NFD", name)),
        encoder(fold=lambda name: unicodedata.normalize("NFKD", "".join(FOLDED.get(c, c) for c in name)), replace={}),
        encoder(fold=lambda name: unicodedata.normalize("NFKD", name.lower())),
        encoder(fold=lambda name: unicodedata.normalize("NFKD", name.strip())),
        encoder(replace={}),
        encoder(lengths_of=None),
        encoder(width=12),
        encoder(fill=0),
        encoder(checks=False),
        encoder(index=loose_index),
        lambda names: encoder()(list(dict.fromkeys(names))),
        lambda names: tuple(part[..., :40] for part in encoder()(names)),
        encoder(fold=lambda name: decomposed(name.replace("\u2013", "-"))),
        encoder(fold=lambda name: decomposed(name).replace("\u1dc4", "!")),
        lambda names: encoder()(names)[::-1],
        lambda names: tuple(part.float() for part in encoder()(names)),
        lambda names: (encoder()(names)[0].T, encoder()(names)[1]),
        lambda names: (encoder()(names)[0], encoder()(names)[1] - 1),
        lambda names: tuple(part.tolist() for part in encoder()(names)),
        lambda names: encoder()(sorted(names)),
        lambda names: encoder()([name for name in names if names.sort() is None]),
    ],
)
def test_wrong_encodings_are_caught(function):
    assert failures("encode_names", {"encode_names": function})


def test_another_right_encoding_passes():
    assert failures("encode_names", {"encode_names": encoder()}) == {}


def evaluator(mode=True, gradients=False, weigh="examples", empty=float("nan"), restore=True, refuse=True, kind=None):
    def evaluate(model, batches):
        before = model.training
        model.train(not mode)
        guesses, truths, accuracies = [], [], []
        with torch.set_grad_enabled(gradients):
            for x, last_pos, y in batches:
                scores = model(x, last_pos)
                guesses.append(scores.detach().argmax(1))
                truths.append(y)
                accuracies.append((guesses[-1] == y).float().mean())
                width = scores.shape[1]
        if not guesses:
            if refuse:
                raise ValueError
            return 0.0, torch.zeros(3)
        if restore:
            model.train(before)
        guess, truth = torch.cat(guesses), torch.cat(truths)
        recall = [float((guess[truth == c] == c).float().mean()) if (truth == c).any() else empty for c in range(width)]
        accuracy = torch.stack(accuracies).mean() if weigh == "batches" else (guess == truth).float().mean()
        accuracy = np.mean(recall) if weigh == "categories" else float(accuracy)
        return (accuracy, torch.tensor(recall)) if kind is None else kind(accuracy, recall, guess, truth, width)

    return evaluate


def precision(accuracy, recall, guess, truth, width):
    return accuracy, torch.tensor([float((truth[guess == c] == c).float().mean()) for c in range(width)])


class Outermost:
    """A model whose own mode is set, and not that of what it is made of."""

    def __init__(self, model):
        self.model, self.training = model, model.training

    def train(self, mode):
        self.model.training = mode

    def __call__(self, *args):
        return self.model(*args)


@pytest.mark.parametrize(
    "function",
    [
        evaluator(mode=False),
        evaluator(gradients=True),
        evaluator(weigh="batches"),
        evaluator(weigh="categories"),
        evaluator(empty=0.0),
        evaluator(restore=False),
        evaluator(refuse=False),
        evaluator(kind=precision),
        evaluator(kind=lambda accuracy, recall, *_: (100 * accuracy, torch.tensor(recall))),
        evaluator(kind=lambda accuracy, recall, *_: (torch.tensor(recall), accuracy)),
        evaluator(kind=lambda accuracy, *_: accuracy),
        evaluator(kind=lambda accuracy, recall, *_: (accuracy, torch.tensor(recall[:-1]))),
        lambda model, batches: evaluator()(Outermost(model), batches),
        lambda model, batches: (evaluator()(model, batches), model.requires_grad_())[0],
        lambda model, batches: evaluator()(model, list(batches)[:1]),
        lambda model, batches: evaluator()(model, [(x, last_pos - 1, y) for x, last_pos, y in batches]),
        lambda model, batches: (len(batches), torch.zeros(3)),
    ],
)
def test_wrong_measurements_are_caught(function):
    assert failures("evaluate", {"evaluate": function})


@pytest.mark.parametrize(
    "function",
    [
        evaluator(),
        evaluator(kind=lambda accuracy, recall, *_: (torch.tensor(accuracy), np.array(recall))),
        evaluator(kind=lambda accuracy, recall, *_: [accuracy, recall]),
    ],
)
def test_right_measurements_pass_in_other_kinds_of_numbers(function):
    assert failures("evaluate", {"evaluate": function}) == {}


def test_the_starter_fails_every_test():
    released = {name: PART.starters[name] for name in (item.grade_id for item in PART.items)}
    names = {"nn": nn, "torch": torch}
    exec("\n\n".join(released.values()), names)
    for item in PART.items:
        own = [test for test in TESTS if test.grade_id == item.grade_id]
        assert len(failures(item.grade_id, names)) == len(own), item.grade_id


def test_letters_of_the_hidden_tests_are_those_of_the_part():
    assert string.ascii_letters + " .,;'" == ALPHABET
    assert isinstance(FOLDED, Iterable)
    assert (HOUSE / "autograder" / "hidden_data" / "last_names_predictions.csv").is_file()
