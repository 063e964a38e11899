"""Hidden tests of the part last_names: letters, names as tensors, measuring a model, and the predictions."""

from __future__ import annotations

import string
from typing import Any

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder.judge import item
from autograder.judge.compare import WrongAnswer, check_close, kind_of, unpack
from autograder.judge.predictions import check_predictions
from autograder.judge.reference import load_reference
from autograder.judge.student import Student, StudentRaised, check_arguments
from autograder.judge.tensors import kind_of_tensor

reference = load_reference("last_names")

LETTERS = string.ascii_letters + " .,;'"
#: None of the alphabet, each by itself.
STRANGERS = ["é", "ß", "-", "1", "_", "\n", "\t", "\u2019", "Ж", "\u00a0", "@"]


def check_refuses(call: Any, *words: str) -> None:
    """Require a ValueError whose message shows one of the words, if there are any."""
    try:
        answer = call()
    except StudentRaised as raised:
        if raised.failure.type != "ValueError":
            raise
        if words and not any(word in raised.failure.message for word in words):
            said = raised.failure.message[:80] or "nothing"
            raise WrongAnswer(f"The ValueError says {said!r}; it should show {words[0]!r}.") from None
    else:
        raise WrongAnswer(f"It returned {kind_of_tensor(answer.value)}; it should raise ValueError.")


# letter_to_index ----------------------------------------------------------------------------------


@item("letter_to_index", weight=2)
def test_every_letter_has_its_place(student: Student) -> None:
    """Each of the 57 letters has its place in ALPHABET: a is 0, Z is 51, the apostrophe is 56.

    Credits right places, whatever becomes of other letters.
    """
    for place, letter in enumerate(LETTERS):
        student.begin_case()
        index = student.letter_to_index(letter).value
        if not isinstance(index, int | np.integer) or isinstance(index, bool):
            raise WrongAnswer(f"The index of {letter!r} is {kind_of(index)}; it should be an int.")
        if index != place:
            raise WrongAnswer(f"The index of {letter!r} is {index}; it should be {place}.")


@item("letter_to_index", weight=1)
def test_other_letters_are_refused(student: Student) -> None:
    """A letter that is not in ALPHABET raises ValueError, and the message shows the letter.

    Credits the refusal of a single stranger, and a message that shows it.
    """
    for letter in STRANGERS:
        student.begin_case()
        check_refuses(lambda letter=letter: student.letter_to_index(letter), letter, repr(letter)[1:-1], ascii(letter))


@item("letter_to_index", weight=1)
def test_anything_but_one_letter_is_refused(student: Student) -> None:
    """Two letters, also two neighbours or two alike, and no letter at all raise ValueError.

    Credits the refusal of none and of several letters.
    """
    for letters in ("ab", "yzA", ".,", "", "aa", "a\n", "a\u0301"):
        student.begin_case()
        check_refuses(lambda letters=letters: student.letter_to_index(letters))


# encode_names -------------------------------------------------------------------------------------

plain_names = st.lists(st.text(LETTERS, min_size=1, max_size=9), min_size=1, max_size=5)
#: The last are marks that stand far from the usual ones.
marked_letters = st.sampled_from([*"éÅçñžőĞṢấǿ", "ﬁ", "İ", "e\u0301", "a\u1dc4", "n\u20d0", *reference.FOLDED])
typed_names = st.lists(
    st.lists(st.one_of(marked_letters, st.sampled_from(LETTERS)), min_size=1, max_size=6).map("".join),
    min_size=1,
    max_size=4,
)


def check_indices(name: str, got: Any, expected: torch.Tensor, axes: str) -> None:
    if not isinstance(got, torch.Tensor):
        raise WrongAnswer(f"{name} is {kind_of(got)}; it should be a tensor of shape {axes}.")
    if got.dtype != torch.int64:
        raise WrongAnswer(f"{name} has dtype {str(got.dtype).removeprefix('torch.')}; it should be int64.")
    if got.shape != expected.shape:
        raise WrongAnswer(f"{name} has shape {tuple(got.shape)}; it should be {axes} = {tuple(expected.shape)}.")
    wrong = np.argwhere(got.numpy() != expected.numpy())
    if len(wrong):
        place = tuple(map(int, wrong[0]))
        entry = f"{name}[{', '.join(map(str, place))}]"
        raise WrongAnswer(f"{entry} is {int(got[place])}; it should be {int(expected[place])}.")


def check_encoded(student: Student, names: list[str]) -> None:
    answer = student.encode_names(names)
    x, lengths = unpack("encode_names", answer.value, "x", "lengths")
    wanted = reference.encode_names(names)
    check_indices("lengths", lengths, wanted[1], "(B,)")
    check_indices("x", x, wanted[0], "(B, T)")
    check_arguments(answer, {"names": names})


#: A name that occurs twice, and one longer than any that is drawn.
TWICE_AND_LONG = [["Lee", "Ann", "Lee"], ["Longer than any name that was ever heard of in this town", "O"]]
#: Chance may never draw one of the keys.
EVERY_KEY = [[f"a{key}b"] for key in reference.FOLDED]


@item("encode_names", weight=3, edges=[{"names": names} for names in TWICE_AND_LONG])
@given(names=plain_names)
def test_rows_hold_letters_then_padding(student: Student, names: list[str]) -> None:
    """Each row holds the indices of its name, then 57 up to the length of the longest; lengths counts the letters.

    Credits rows and lengths, where nothing has to be folded.
    """
    check_encoded(student, names)


@item("encode_names", weight=3, edges=[{"names": names} for names in EVERY_KEY])
@given(names=typed_names)
def test_names_are_folded_by_rule(student: Student, names: list[str]) -> None:
    """Accents are dropped, and what cannot be decomposed is replaced as FOLDED says; lengths counts what is left.

    Credits the folding, with rows and lengths.
    """
    check_encoded(student, names)


@item("encode_names", weight=1)
def test_names_that_cannot_be_written_are_refused(student: Student) -> None:
    """A letter that folding leaves outside ALPHABET, in whichever name, raises ValueError.

    Credits the refusal of strangers.
    """
    strange = (["Li", "李"], ["Li李"], ["Жук", "Zhuk"], ["Zhuк"], ["Жuk", "Ann"], ["Bob2"], ["A_B", "a"])
    for names in (*strange, ["A\u2013B"], ["O`Ann"]):
        student.begin_case()
        check_refuses(lambda names=names: student.encode_names(names))


@item("encode_names", weight=1)
def test_no_names_and_empty_names_are_refused(student: Student) -> None:
    """An empty list of names, and a name of which no letter is left, raise ValueError.

    Credits the refusal of nothing.
    """
    for names in ([], [""], ["Ann", ""], ["\u0301"]):
        student.begin_case()
        check_refuses(lambda names=names: student.encode_names(names))


# evaluate -----------------------------------------------------------------------------------------


def table_and_batches(
    sizes: tuple[int, ...], categories: int, seed: int, missing: int | None = None
) -> tuple[torch.Tensor, list[tuple[torch.Tensor, ...]]]:
    """Scores (V, C) by letter, about two thirds of them right, and batches; nothing has the category ``missing``."""
    generator = np.random.default_rng(seed)
    letters = 3 * categories
    guesses = np.arange(letters) % categories
    table = generator.normal(0, 0.3, (letters, categories))
    table[np.arange(letters), guesses] += 3
    table -= 5 * (seed % 2)  # all scores may well be below zero
    batches = []
    for size in sizes:
        length = int(generator.integers(2, 5))
        x, last_pos = generator.integers(0, letters, (size, length)), generator.integers(0, length, size)
        said = guesses[x[np.arange(size), last_pos]]
        y = np.where(generator.random(size) < 0.65, said, generator.integers(0, categories, size))
        if missing is not None:
            y = np.where(y == missing, (missing + 1) % categories, y)
        batches.append(tuple(map(torch.from_numpy, (x, last_pos, y))))
    return torch.tensor(np.round(table, 2), dtype=torch.float32), batches


def check_evaluated(
    student: Student, table: torch.Tensor, batches: list[Any], training: bool = False, *, nans: bool = False
) -> Any:
    """Require the accuracy, and the recalls that are numbers, or with ``nans`` those that are none."""
    student.subject = "evaluate"
    told = student.evaluated(table, batches, training).of_type(tuple[Any, list[tuple[bool, bool]], bool, bool])
    result, asked, as_before, kept = told
    try:
        check_result(result, table, batches, nans=nans)
    except WrongAnswer:
        check_modes(asked)
        raise
    return asked, as_before, kept


def check_modes(asked: list[tuple[bool, bool]]) -> None:
    if any(training for training, _ in asked):
        raise WrongAnswer(
            "The model was asked while it, or a part of it, was in training mode, in which dropout disturbs its scores."
        )


def check_result(result: Any, table: torch.Tensor, batches: list[Any], *, nans: bool) -> None:
    accuracy, recall = unpack("evaluate", result, "accuracy", "recall")
    shown = sum(len(batch[2]) for batch in batches)
    right = torch.cat([(table[x[torch.arange(len(x)), at]].argmax(1) == y) for x, at, y in batches]).double()
    y = torch.cat([batch[2] for batch in batches])
    if isinstance(accuracy, torch.Tensor):
        accuracy = accuracy.numpy()
    check_close(
        f"The accuracy on batches of {', '.join(str(len(batch[2])) for batch in batches)}",
        _real(accuracy),
        right.mean(),
    )
    found = _row(recall, table.shape[1])
    for category in range(table.shape[1]):
        own = right[y == category]
        if nans and not len(own) and not np.isnan(found[category]):
            raise WrongAnswer(f"recall[{category}] is {found[category]:g}, without any example; it should be nan.")
        if len(own):
            check_close(f"recall[{category}], of {shown} examples,", _real(found[category]), own.mean())


def _real(value: Any) -> Any:
    return np.asarray(value, np.float64) if isinstance(value, float | int | np.generic | np.ndarray) else value


def _row(recall: Any, categories: int) -> np.ndarray:
    """Recalls as an array: a tensor, an array, or a list of numbers will do."""
    if isinstance(recall, torch.Tensor):
        recall = recall.numpy()
    if isinstance(recall, list | tuple) and all(isinstance(entry, float | int | np.generic) for entry in recall):
        recall = np.array(recall, np.float64)
    if not isinstance(recall, np.ndarray) or recall.dtype.kind != "f":
        raise WrongAnswer(f"recall is {kind_of(recall)}; it should be a float tensor of shape (C,) = ({categories},).")
    if recall.shape != (categories,):
        raise WrongAnswer(f"recall has shape {recall.shape}; it should be (C,) = ({categories},).")
    return recall


@item("evaluate", weight=3)
def test_accuracy_and_recall_are_of_all_examples(student: Student) -> None:
    """Accuracy and recall are shares of all examples, also when batches have different sizes.

    Credits right shares, in whatever mode they were measured.
    """
    for sizes, categories, seed in (((4,), 2, 1), ((7, 3), 3, 2), ((40, 31, 2), 5, 3), ((1, 1, 60), 4, 4)):
        check_evaluated(student, *table_and_batches(sizes, categories, seed))


@item("evaluate", weight=1)
def test_category_without_examples_has_no_recall(student: Student) -> None:
    """The recall of a category without examples is nan, also when it is the last one.

    Credits nan for what was not measured.
    """
    for missing in (3, 0):
        check_evaluated(student, *table_and_batches((30, 12), 4, 5, missing), nans=True)


@item("evaluate", weight=2)
def test_model_is_asked_in_evaluation_mode_and_left_in_its_own(student: Student) -> None:
    """The model is asked in evaluation mode; afterwards it is in the mode in which it was before.

    Credits the mode.
    """
    for training in (True, False):
        asked, as_before, _ = check_evaluated(student, *table_and_batches((9, 4), 3, 6), training)
        check_modes(asked)
        if not as_before:
            mode = "training" if training else "evaluation"
            raise WrongAnswer(f"The model came in {mode} mode, and not all of it was in that mode afterwards.")


@item("evaluate", weight=1)
def test_nothing_is_learned_while_measuring(student: Student) -> None:
    """The model is asked without gradients, and its parameters and their gradients stay as they were.

    Credits a measurement without gradients.
    """
    asked, _, kept = check_evaluated(student, *table_and_batches((9, 4), 3, 7))
    if any(gradients for _, gradients in asked):
        raise WrongAnswer("The model was asked with gradients, which costs time and memory: use torch.no_grad().")
    if not kept:
        raise WrongAnswer("A parameter of the model, or its gradient, was changed.")


@item("evaluate", weight=1)
def test_no_batches_are_refused(student: Student) -> None:
    """Without any batch, evaluate raises ValueError.

    Credits the refusal of nothing.
    """
    student.subject = "evaluate"
    check_refuses(lambda: student.evaluated(torch.eye(3), [], False))


# predictions --------------------------------------------------------------------------------------

#: Counting letters reaches 0.55. The reference, in 20 of 20 seeded runs, reaches 0.76 or more on these answers
#: (mean and spread in benchmarks/last_names.py); the best of all that was tried, a committee of networks and
#: counted triples, stays below 0.86.
FLOOR, TARGET, CEILING = 0.55, 0.74, 0.92


@item("predictions")
def test_predictions_are_right(student: Student) -> None:
    """last_names_predictions.csv names the language of the test names: 55 % right earns nothing, 74 % everything."""
    check_predictions(student, "last_names_predictions.csv", FLOOR, TARGET, CEILING)
