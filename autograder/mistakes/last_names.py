"""Known mistakes in the part last_names: letters, and names as tensors.

Silent are those that raise, or that too few calls show to tell them by their answers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import torch

from autograder.judge import mistake
from autograder.judge.reference import load_reference

reference = load_reference("last_names")
ALPHABET, PADDING = reference.ALPHABET, reference.PADDING


# letter_to_index ----------------------------------------------------------------------------------


@mistake("letter_to_index", silent=True)
def counts_from_one(letter):
    """Your first letter has the number 1. From where does Python count places?"""
    return reference.letter_to_index(letter) + 1


@mistake("letter_to_index", silent=True)
def minus_one_for_a_stranger(letter):
    """An unknown letter has the index -1 in your answer, which is a real place later: the last one."""
    return ALPHABET.find(letter) if len(letter) == 1 else reference.letter_to_index(letter)


@mistake("letter_to_index", silent=True)
def padding_for_a_stranger(letter):
    """An unknown letter has the index of padding in your answer. The docstring wants it to be refused."""
    return ALPHABET.index(letter) if len(letter) == 1 and letter in ALPHABET else PADDING


@mistake("letter_to_index", silent=True)
def stranger_said_by_another_error(letter):
    """An unknown letter raises KeyError in your answer. The docstring names the error that a caller waits for."""
    return {known: place for place, known in enumerate(ALPHABET)}[letter]


@mistake("letter_to_index", silent=True)
def stranger_not_shown(letter):
    """Your error does not say which letter was not known. Whoever reads it has a list of thousands."""
    if len(letter) != 1 or letter not in ALPHABET:
        raise ValueError("unknown letter")
    return ALPHABET.index(letter)


@mistake("letter_to_index", silent=True)
def neighbours_are_a_letter(letter):
    """You take two letters for one if they are neighbours in ALPHABET. What does `in` ask of two strings?"""
    if not letter or letter not in ALPHABET:
        raise ValueError(f"{letter!r} is not known")
    return ALPHABET.index(letter)


@mistake("letter_to_index", silent=True)
def nothing_is_a_letter(letter):
    """You find the empty string at place 0. What does `in` say of an empty string?"""
    if len(letter) > 1 or letter not in ALPHABET:
        raise ValueError(f"{letter!r} is not known")
    return ALPHABET.index(letter)


@mistake("letter_to_index", silent=True)
def only_the_first_letter_read(letter):
    """You read the first of several letters and leave the others. The docstring wants such a call to be refused."""
    return reference.letter_to_index(letter[:1])


@mistake("letter_to_index", silent=True)
def a_letter_twice_is_one_letter(letter):
    """You count how many different letters there are. The docstring wants exactly one character."""
    return reference.letter_to_index("".join(dict.fromkeys(letter)))


@mistake("letter_to_index", silent=True)
def capitals_are_small(letter):
    """A and a have the same index in your answer. ALPHABET holds both."""
    return reference.letter_to_index(letter.lower() if letter in ALPHABET else letter)


@mistake("letter_to_index", silent=True)
def capitals_come_first(letter):
    """Your capitals come before the small letters, as in a code table. ALPHABET has another order."""
    reference.letter_to_index(letter)
    return sorted(ALPHABET).index(letter)


# encode_names -------------------------------------------------------------------------------------


def folded(name: str) -> str:
    """The rule of the reference."""
    letters = [letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)]
    return "".join(reference.FOLDED.get(letter, letter) for letter in letters)


def encoded(names: Any, fold: Callable[[str], str] = folded, **pieces: Any) -> Any:
    """The reference but for the pieces given: ``fold``, ``padding``, ``width(longest)``, ``place(row, letters)``."""
    rows = [[reference.letter_to_index(letter) for letter in fold(name)] for name in names]
    if not rows or not all(rows):
        raise ValueError("there is a name without letters, or there is none")
    lengths = torch.tensor([len(row) for row in rows])
    width = pieces.get("width", lambda longest: longest)(int(lengths.max()))
    x = torch.full((len(rows), width), pieces.get("padding", PADDING))
    for row, indices in zip(x, rows, strict=True):
        kept = torch.tensor(indices)[:width]
        if pieces.get("in_front"):
            row[width - len(kept) :] = kept
        else:
            row[: len(kept)] = kept
    return x, lengths


@mistake("encode_names")
def padding_of_zeros(names):
    """Your short rows are filled with 0, the index of a real letter. Which index belongs to none?"""
    return encoded(names, padding=0)


@mistake("encode_names")
def padding_of_minus_one(names):
    """Your short rows are filled with -1, which an embedding cannot look up. Which index is kept for this?"""
    return encoded(names, padding=-1)


@mistake("encode_names")
def padding_in_front(names):
    """Your padding stands before the letters. The docstring says where a row begins."""
    return encoded(names, in_front=True)


@mistake("encode_names")
def one_column_too_many(names):
    """Your x has a column in which no name has a letter. What decides how large T is?"""
    return encoded(names, width=lambda longest: longest + 1)


@mistake("encode_names")
def cut_after_three_letters(names):
    """Your rows are cut short: long names lose their ends. What decides how large T is?"""
    return encoded(names, width=lambda longest: min(longest, 3))


@mistake("encode_names", silent=True)
def a_name_twice_has_one_row(names):
    """A name that stands twice in the list has one row in your x. What does a dict, or a set, keep of two that are
    equal?"""
    return reference.encode_names(list(dict.fromkeys(names)))


@mistake("encode_names", silent=True)
def marks_of_one_table_dropped(names):
    """You drop the combining marks of one table of Unicode, but there are more. Which function tells of any
    character?"""
    plain = lambda name: "".join(c for c in unicodedata.normalize("NFKD", name) if not "\u0300" <= c <= "\u036f")  # noqa: E731
    return encoded(names, lambda name: "".join(reference.FOLDED.get(c, c) for c in plain(name)))


@mistake("encode_names")
def place_of_the_last_letter_for_the_length(names):
    """Your lengths are one too small: they say where the last letter stands. How many letters has a name of one?"""
    x, lengths = reference.encode_names(names)
    return x, lengths - 1


@mistake("encode_names")
def lengths_with_padding(names):
    """All your lengths are the width of x. How long is a name without its padding?"""
    x, lengths = reference.encode_names(names)
    return x, torch.full_like(lengths, x.shape[1])


@mistake("encode_names")
def lengths_as_typed(names):
    """Your lengths count the characters as they were typed. Folding can make one letter of two, and two of one."""
    x, _ = reference.encode_names(names)
    return x, torch.tensor([len(name) for name in names])


@mistake("encode_names")
def everything_in_small_letters(names):
    """Your names lose their capitals. The docstring says what folding changes, and nothing else is to change."""
    return encoded(names, lambda name: folded(name).lower())


@mistake("encode_names")
def spaces_taken_off(names):
    """Spaces at the ends of your names are gone. The docstring says what folding changes: are they mentioned?"""
    stripped = lambda name: folded(name).strip() or folded(name)  # noqa: E731
    return encoded(names, stripped)


@mistake("encode_names", silent=True)
def hyphens_dropped(names):
    """Hyphens vanish from your names. Look up in FOLDED what becomes of them."""
    kept = lambda name: folded(name.replace("-", "")) or folded(name)  # noqa: E731
    return encoded(names, kept)


@mistake("encode_names")
def longest_name_first(names):
    """Your rows are sorted by length. Row b belongs to names[b], as labels do that somebody keeps beside it."""
    return encoded(sorted(names, key=lambda name: -len(folded(name))))


@mistake("encode_names")
def letters_backwards(names):
    """Your rows spell the names backwards. In which order do the letters of a name enter its row?"""
    return encoded(names, lambda name: folded(name)[::-1])


@mistake("encode_names")
def real_numbers(names):
    """Your x has the right numbers, but as floats. Indices are whole numbers: which dtype does the docstring name?"""
    x, lengths = reference.encode_names(names)
    return x.float(), lengths


@mistake("encode_names", silent=True)
def accents_not_dropped(names):
    """Your names keep their combining marks, which no alphabet here holds. What does decomposing leave behind?"""
    return encoded(names, lambda name: "".join(reference.FOLDED.get(c, c) for c in unicodedata.normalize("NFKD", name)))


@mistake("encode_names", silent=True)
def table_read_before_decomposing(names):
    """You look letters up in FOLDED before they are decomposed. Some become a key only when they have lost a mark."""
    return encoded(names, lambda name: folded_only("".join(reference.FOLDED.get(c, c) for c in name)))


def folded_only(name: str) -> str:
    """Decomposed, without marks."""
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


@mistake("encode_names", silent=True)
def table_not_read(names):
    """Letters that cannot be decomposed stay in your names, and are refused. What is FOLDED for?"""
    return encoded(names, folded_only)


@mistake("encode_names", silent=True)
def strangers_dropped(names):
    """Unknown letters vanish from your names without a word. The docstring wants them to be refused."""
    return encoded(names, lambda name: "".join(letter for letter in folded(name) if letter in ALPHABET) or name)


@mistake("encode_names", silent=True)
def empty_names_let_through(names):
    """A name without letters becomes a row of padding in your answer. The docstring wants it to be refused."""
    if not names:
        raise ValueError("no names")
    x, _ = reference.encode_names([name if folded(name) else "a" for name in names])
    return x, torch.tensor([len(folded(name)) for name in names])
