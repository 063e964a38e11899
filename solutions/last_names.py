# Built from source/last_names.py by `autograder build`; do not edit.
"""Reference solution of the part ``last_names``."""

import string
import unicodedata
import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

ALPHABET = string.ascii_letters + " .,;'"  # the 57 letters that the network can read

PADDING = len(ALPHABET)  # the index that fills short rows; no letter has it


def letter_to_index(letter):
    """The place of a letter in ALPHABET, which counts from 0.

    Argument:
        letter: a str

    Returns an int from 0 to 56.

    Raises ValueError, with a message that shows the letter: it is not exactly one character of
    ALPHABET. "é" is none, nor is "ab", nor "".
    """
    if len(letter) != 1 or letter not in ALPHABET:
        raise ValueError(f"{letter!r} is not one of the {len(ALPHABET)} known letters")
    return ALPHABET.index(letter)


FOLDED = {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O"}

FOLDED |= {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L"}

FOLDED |= {"ı": "i", "\u2019": "'", "-": " "}  # \u2019 is the apostrophe of typographers


def encode_names(names):
    """Names as rows of indices, filled up to the length of the longest.

    Argument:
        names: list of B >= 1 str; each is folded first: decomposed (NFKD), without combining marks,
            and with every character that is a key of FOLDED replaced by its value, in this order.
            Nothing else is changed: capitals stay, and so do spaces.

    Returns a tuple of two int64 tensors:
        x: (B, T), where T is the number of letters of the longest folded name; row b holds the
            indices of the letters of names[b], as letter_to_index gives them, then PADDING
        lengths: (B,), the number of letters of each folded name

    Raises ValueError: a folded name holds a character that is not in ALPHABET, or no character at
    all; names is empty.
    """
    rows = []
    for name in names:
        letters = [c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)]
        folded = "".join(FOLDED.get(letter, letter) for letter in letters)
        if not folded:
            raise ValueError(f"the name {name!r} has no letters")
        rows.append([letter_to_index(letter) for letter in folded])
    if not rows:
        raise ValueError("there are no names to encode")
    lengths = torch.tensor([len(row) for row in rows])
    x = torch.full((len(rows), int(lengths.max())), PADDING)
    for row, indices in zip(x, rows):
        row[: len(indices)] = torch.tensor(indices)
    return x, lengths


class RecurrentClassifier(nn.Module):
    """Reads names letter by letter, and scores every category from the state after the last letter.

    RecurrentClassifier(vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0,
                        model_type="lstm")
        vocab_size: int, how many different indices x may hold, padding included
        rnn_size: int, numbers in the embedding of a letter, and in the state of every layer
        n_categories: int, C, how many scores come out
        num_layers: int, how many recurrent layers stand on each other
        dropout: float, the share of the numbers of that last state which are set to zero while
            training (nn.Dropout); layers that drop between themselves as well are fine
        model_type: "lstm" or "rnn", the kind of the recurrent layers; they read from left to right

    Raises ValueError: another model_type.

    model(x, last_pos), where both arguments must not be changed in place
        x: int64 tensor (B, T) of indices from 0 to vocab_size - 1
        last_pos: int64 tensor (B,), where the last letter of each name stands: its length - 1

    returns logits, a float32 tensor (B, C) on the device of x: scores, not probabilities. What
    stands behind last_pos in a row must not change its scores, whatever it is and however much of
    it there is; nor may the other rows of the batch. Every call starts afresh.
    """

    def __init__(
        self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"
    ):
        super().__init__()
        kinds = {"lstm": nn.LSTM, "rnn": nn.RNN}
        if model_type not in kinds:
            raise ValueError(f"model_type is {model_type!r}; it should be 'lstm' or 'rnn'")
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.recurrent = kinds[model_type](rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.to_scores = nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        states, _ = self.recurrent(self.embedding(x))
        rows = torch.arange(len(x), device=x.device)
        return self.to_scores(self.dropout(states[rows, last_pos]))


def evaluate(model, batches):
    """How often a model is right: on all examples, and on those of each category.

    Arguments:
        model: an nn.Module; model(x, last_pos) returns logits (B, C). It may be in training mode.
        batches: an iterable of tuples (x, last_pos, y), of different sizes B >= 1, that can be
            walked through once only; y is an int64 tensor (B,), the right categories

    Returns a tuple:
        accuracy: float, the share of all examples whose highest logit is that of y
        recall: float tensor (C,), the same share among the examples of each category; nan for a
            category without examples

    The model is asked in evaluation mode and without gradients; afterwards it is in the mode in
    which it was before, and its parameters and their gradients are as they were.

    Raises ValueError: batches is empty.
    """
    was_training = model.training
    model.eval()
    hits, examples = 0, 0
    with torch.no_grad():
        for x, last_pos, y in batches:
            logits = model(x, last_pos)
            right = y[logits.argmax(dim=1) == y]
            hits = hits + torch.bincount(right, minlength=logits.shape[1])
            examples = examples + torch.bincount(y, minlength=logits.shape[1])
    model.train(was_training)
    if not torch.is_tensor(examples):
        raise ValueError("there are no batches to evaluate on")
    return float(hits.sum() / examples.sum()), hits / examples


def predictions(model, names, languages):
    """The language that a model finds most probable, for each name.

    Arguments:
        model: a RecurrentClassifier, which may be in training mode
        names: list of at least one str
        languages: list of C str: languages[i] is what logit i stands for

    Returns a list of as many str, in the order of names, each one of languages.
    """
    x, lengths = encode_names(names)
    model.eval()
    with torch.no_grad():
        logits = model(x.to(device), (lengths - 1).to(device))
    return [languages[place] for place in logits.argmax(dim=1).tolist()]
