# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
#   autograder:
#     files: [last_names_train.csv, last_names_validation.csv, last_names_test.csv, last_names_LICENSE.txt]
#     hands_in: [last_names_predictions.csv]
# ---

# %% [markdown]
# # From a last name to a language: read to the last letter, and no further
#
# You will build a network that reads a last name letter by letter and says from which of 18 languages it comes. Then you will look behind its accuracy: which languages it mixes up, when it makes up its mind, and what it must not be used for.
#
# | time | points | you need | it prepares |
# |---|---|---|---|
# | about 2 hours | 40, in 5 exercises | the parts `rnn_layer` and `lstm`; `nn.Module`, cross-entropy | `written`: questions about all parts |
#
# Write each prediction *before* you run the cell below it. Predictions are never graded; surprise is what makes the answer stay.
#
# **Save before you run everything: your answers live only in this notebook,** and in the file `last_names_predictions.csv`, which you write in the last exercise and hand in with it.

# %%
import csv
import functools
import io
import string
import unicodedata
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython import get_ipython
from IPython.display import display
from torch import nn
from tqdm import tqdm

from checks import checkpoint, when_written
from checks_last_names import check_classifier, check_encode_names, check_evaluate
from checks_last_names import check_letter_to_index, check_predictions

plt.rcParams["figure.facecolor"] = "white"
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False})
BLUE, ORANGE, GREEN, RED, PINK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7"
torch.set_num_threads(1)  # these networks are small: more threads would only wait for each other
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")

ALPHABET = string.ascii_letters + " .,;'"  # the 57 letters that the network can read
PADDING = len(ALPHABET)  # the index that fills short rows; no letter has it
VOCABULARY = len(ALPHABET) + 1  # so many different indices: the letters and PADDING


def read_table(name):
    """The rows of data/last_names_<name>.csv, without the header."""
    with Path("data", f"last_names_{name}.csv").open(newline="", encoding="utf-8") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


train, validation = read_table("train"), read_table("validation")
test_names = [entry for (entry,) in read_table("test")]
LANGUAGES = sorted({language for _, language in train})
print(f"{len(train)} names to train on, {len(validation)} to choose by", end=", ")
print(f"{len(test_names)} without an answer; {len(LANGUAGES)} languages")

# %% [markdown]
# ## See it first: a mind that changes
#
# A trained network reads one Finnish and one Irish name that it has never met. After each letter it says what it believes so far. (These numbers were stored; later you will draw your own.)

# %% tags=["experiment"]
stored = {
    "Vesterinen": "Russian 48, French 18, Spanish 34, Estonian 27, Estonian 29, German 50, "
    "Italian 97, French 74, Italian 73, Finnish 97",
    "O Cabraigh": "Polish 15, Polish 37, Irish 95, Irish 99, Irish 100, Irish 100, Irish 100, "
    "Irish 100, Irish 100, Irish 100",
}
for name, beliefs_so_far in stored.items():
    for end, belief in enumerate(beliefs_so_far.split(", "), start=1):
        print(f"{name[:end]:<12}{belief} %")
    print()

# %% [markdown]
# *O Cabraigh* is decided by its third letter, *Vesterinen* by its last. So the answer must be read off after the *last letter*, neither before nor behind it. That sounds easy; most of the mistakes in this part are about it.

# %% [markdown]
# ## The data
#
# The names are the lists of last names that the Python library Faker invents people with, 18 lists for 18 languages. Everything is written in plain ASCII: *Müller* became *Muller*, and Greek, Cyrillic, Georgian and Armenian letters were replaced by Latin ones. A name that stood in several lists was left out. `data/last_names_LICENSE.txt` has the licence.
#
# The **label** of a name is the list in which it stood, and nothing else. Keep that in mind.

# %% tags=["experiment"]
counts = Counter(language for _, language in train)
rng = np.random.default_rng(0)
for language, count in counts.most_common():
    own = [name for name, label in train if label == language]
    print(f"{language:<10}{count:>5}  {100 * count / len(train):4.1f} %", end="  ")
    print(", ".join(rng.choice(own, 5, replace=False)))

# %% [markdown]
# ## Baselines first
#
# How good is 70 %? Ask rules that need no network. The first always answers the largest language. The others count: how often does each letter (or pair, or triple of neighbouring letters) occur in the names of each language? A new name goes to the language that makes its letters, pairs or triples most probable.
#
# **Predict.** What accuracy has the first rule? And how far does counting single letters get, among 18 languages?

# %%
guess_largest = None  # a number of percent
guess_letters = None  # a number of percent


def grams(name, size):
    """All stretches of `size` neighbouring letters of a name."""
    return [name[start : start + size] for start in range(len(name) - size + 1)]


def count_grams(table, size):
    """For each language: how often each stretch occurs in its names, one added, as logarithms."""
    counted = {language: Counter() for language in LANGUAGES}
    for name, language in table:
        counted[language].update(grams(name, size))
    known = {gram for counter in counted.values() for gram in counter}
    shares = Counter(language for _, language in table)
    scores = {}
    for language, counter in counted.items():
        total = counter.total() + len(known) + 1
        logs = {gram: np.log((counter[gram] + 1) / total) for gram in known}
        scores[language] = (np.log(shares[language] / len(table)), logs, -np.log(total))
    return scores


def most_probable(name, scores, size):
    """The language that makes the stretches of a name most probable."""

    def score(language):
        share, logs, unseen = scores[language]
        return share + sum(logs.get(gram, unseen) for gram in grams(name, size))

    return max(LANGUAGES, key=score)


def counting_accuracy(size, table):
    """The share of names that counting stretches in the training names answers rightly."""
    scores = count_grams(train, size)
    return np.mean([most_probable(name, scores, size) == language for name, language in table])


# %% tags=["experiment"]
largest = counts.most_common(1)[0][0]
baselines = {"largest": np.mean([language == largest for _, language in validation])}
for size, who in ((1, "letters"), (2, "pairs"), (3, "triples")):
    baselines[who] = counting_accuracy(size, validation)
for who, accuracy in baselines.items():
    print(f"{who:<8} {100 * accuracy:4.1f} % of the validation names")
print(f"You predicted: {guess_largest or 'nothing'} and {guess_letters or 'nothing'}.")

# %% [markdown]
# That is the bar: a network that does not beat *triples* is not worth its electricity.

# %% [markdown]
# ## The idea
#
# ![Three names as rows of letters: Virtanen, Alonso with two cells of padding behind it, Li with six. The last letter of each row has a thick frame. Below, the row of Alonso goes through an embedding into the states of a recurrent layer; the state under the framed letter alone goes on, through dropout and a linear map, to one score for each language. The states under the padding are not read.](figures/last_names_batch.svg)
#
# A batch is a rectangle, and names are not equally long. So short rows are filled up with padding, and somebody has to remember where each name ends.
#
# | name | shape | meaning |
# |---|---|---|
# | `B`, `T`, `C` | | names in the batch, letters of the longest, number of languages |
# | `x` | `(B, T)`, int64 | indices of letters; behind the end of a name, padding |
# | `lengths` | `(B,)`, int64 | letters of each name |
# | `last_pos` | `(B,)`, int64 | `lengths - 1`: where the last letter stands, as rows count from 0 |
# | `logits` | `(B, C)`, float32 | a score for each language, *before* softmax |
# | `y` | `(B,)`, int64 | the right languages, as indices into `LANGUAGES` |
#
# An **embedding** (`nn.Embedding`) is a table with one row of learned numbers for each index: the network does not know that `b` stands beside `a`, so each letter gets a place of its own.

# %% [markdown]
# ## By hand: what padding does to a state
#
# One unit, $h_t = \tanh(x_t + 0.5\,h_{t-1})$. Two letters come in, 1 and 1; then padding, whose embedding shall be 0. Watch the state.

# %% tags=["experiment"]
state, states = 0.0, []
for number in (1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0):
    state = np.tanh(number + 0.5 * state)
    states.append(state)
for place, state in enumerate(states):
    what = "letter" if place < 2 else "padding"
    print(f"{what:<8} {state:.3f}  {'#' * round(60 * state)}", end="\n" * (1 + (place == 1)))

# %% [markdown]
# Nobody told the layer that the name was over, so it went on living, and forgetting. **Change one number.** Set the weight 0.5 to 1.0, or the padding's 0.0 to −1.0. Is the last state worth reading in either case?

# %% [markdown]
# ## Exercise `letter_to_index`: a number for each letter
#
# *5 minutes, 4 points. [Stuck?](#If-you-are-stuck)* The place in `ALPHABET`. What matters here is what happens to everything else: a function that returns −1 for an unknown letter hands the problem on to someone who cannot see it, since −1 is a perfectly good index in Python.
#
# **Example.** `a` has index 0, `z` 25, `A` 26, the space 52.
#
# **Predict.** `"ABC".index("BC")` is …?

# %%
guess_index = ""  # a number, or an error?


# %% item="letter_to_index"
def letter_to_index(letter):
    """The place of a letter in ALPHABET, which counts from 0.

    Argument:
        letter: a str

    Returns an int from 0 to 56.

    Raises ValueError, with a message that shows the letter: it is not exactly one character of
    ALPHABET. "é" is none, nor is "ab", nor "".
    """
    ### BEGIN SOLUTION
    if len(letter) != 1 or letter not in ALPHABET:
        raise ValueError(f"{letter!r} is not one of the {len(ALPHABET)} known letters")
    return ALPHABET.index(letter)
    ### END SOLUTION


# %% item="letter_to_index" points=4
check_letter_to_index(letter_to_index)

# %% tags=["experiment"]
predicted = guess_index or "nothing written"
print(f'"ABC".index("BC") is {"ABC".index("BC")}. You predicted: {predicted}.')

# %% [markdown]
# ## Exercise `encode_names`: from names to a rectangle
#
# *20 minutes, 8 points. [Stuck?](#If-you-are-stuck)* The tables hold plain letters only, but people type *Müller*, *Çelik* and *Ørsted*. So a name is first **folded**, in this order:
#
# - A. *Decompose*: `unicodedata.normalize("NFKD", name)` writes `ü` as `u` and a mark that combines with it.
# - B. *Drop the marks*: those characters for which `unicodedata.combining` is not 0.
# - C. *Replace* what cannot be decomposed: each character that is a key of `FOLDED`.
#
# Then every letter gets its index (D), and short rows are filled up (E).
#
# **Example.** `["Ørsted", "Weiß"]` folds to `Orsted` and `Weiss`: `lengths` is 6, 5, and `x` has shape (2, 6), with `PADDING` as the last entry of its second row.
#
# **Predict.** `len("Weiß")` is 4. Why must `lengths` not be taken from the names as they were typed?

# %%
FOLDED = {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O"}
FOLDED |= {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L"}
FOLDED |= {"ı": "i", "\u2019": "'", "-": " "}  # \u2019 is the apostrophe of typographers

guess_lengths = ""


# %% item="encode_names" uses=["letter_to_index"]
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
    ### BEGIN SOLUTION
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
    ### END SOLUTION


# %% item="encode_names" points=8
check_encode_names(encode_names, letter_to_index)

# %% tags=["experiment"]
with when_written("encode_names"):
    x, lengths = encode_names(["Weiß", "Ørsted", "O\u2019Brien-Łukasz"])
    print(x)
    print("lengths", lengths.tolist(), " shape", tuple(x.shape), x.dtype)
    print(f"You predicted: {guess_lengths or 'nothing written'}.")

# %% [markdown]
# **Why?** What would go wrong if padding had index 0 and nobody kept the lengths?
#
# *Your sentence:*

# %% [markdown]
# ## Exercise `RecurrentClassifier`: read, and answer at the last letter
#
# *25 minutes, 16 points. [Stuck?](#If-you-are-stuck)* This time PyTorch's own recurrent layers are allowed: `nn.RNN` and `nn.LSTM`. Look up what they return, and on which axis they expect the batch.
#
# $$\underbrace{\mathtt{x}}_{(B,\,T)} \xrightarrow{\text{embedding}} (B,\,T,\,\mathtt{rnn\_size}) \xrightarrow{\text{RNN or LSTM}} \underbrace{h}_{(B,\,T,\,\mathtt{rnn\_size})} \xrightarrow{\text{at } \mathtt{last\_pos}} (B,\,\mathtt{rnn\_size}) \xrightarrow{\text{dropout, linear}} \underbrace{\mathtt{logits}}_{(B,\,C)}$$
#
# In words: look up a row of numbers for each letter; read them with the recurrent layers; of each name take the last layer's state after its last letter; while training, set some of its numbers to zero; map it to one score for each language.
#
# **Example.** `RecurrentClassifier(58, 64, 18)` called with `x` (5, 9) and `last_pos` (5,) returns `logits` (5, 18).
#
# **Predict.** A batch holds *Li* and *Papadopoulos*. Then *Papadopoulos* is replaced by a longer name. Should the scores of *Li* change?

# %%
guess_companion = ""  # yes or no, and because?


# %% item="RecurrentClassifier"
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
        ### BEGIN SOLUTION
        kinds = {"lstm": nn.LSTM, "rnn": nn.RNN}
        if model_type not in kinds:
            raise ValueError(f"model_type is {model_type!r}; it should be 'lstm' or 'rnn'")
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.recurrent = kinds[model_type](rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.to_scores = nn.Linear(rnn_size, n_categories)
        ### END SOLUTION

    def forward(self, x, last_pos):
        ### BEGIN SOLUTION
        states, _ = self.recurrent(self.embedding(x))
        rows = torch.arange(len(x), device=x.device)
        return self.to_scores(self.dropout(states[rows, last_pos]))
        ### END SOLUTION


# %% item="RecurrentClassifier" points=16
check_classifier(RecurrentClassifier)

# %% tags=["experiment"]
with when_written("encode_names and RecurrentClassifier"):
    torch.manual_seed(0)
    model = RecurrentClassifier(VOCABULARY, 64, len(LANGUAGES)).eval()
    for names in (["Li", "Papadopoulos"], ["Li", "Wolfeschlegelsteinhausen"], ["Li"]):
        letters, lengths = encode_names(names)
        scores = model(letters, lengths - 1)[0, :3].tolist()
        print(f"{names}: Li scores {[round(score, 5) for score in scores]} …")
    print(f"You predicted: {guess_companion or 'nothing written'}.")

# %% [markdown]
# **Why?** Why must the scores come out *before* softmax, if `nn.functional.cross_entropy` is to be the loss?
#
# *Your sentence:*

# %% [markdown]
# ## Exercise `evaluate`: one number, and 18
#
# *15 minutes, 8 points. [Stuck?](#If-you-are-stuck)* The **accuracy** is the share of names that were answered rightly. The **recall** of a language is the same share among the names of that language. With classes as unequal as these, the first can be high while some of the second are zero.
#
# **Example.** Right answers 0, 0, 0, 1 and guesses 0, 0, 0, 0: accuracy 0.75, recall 1 and 0.
#
# **Predict.** Batches of 100, 100 and 10 names have the accuracies 0.9, 0.9 and 0.0. Is the accuracy of all names 0.6?

# %%
guess_mean = None  # a number


# %% item="evaluate"
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
    ### BEGIN SOLUTION
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
    ### END SOLUTION


# %% item="evaluate" points=8
check_evaluate(evaluate)

# %% tags=["experiment"]
print(f"You predicted: {guess_mean or 'nothing written'}.", end=" ")
print(f"(90 + 90 + 0) / 210 = {180 / 210:.3f}")

# %% [markdown]
# **Why?** The loss that a network is trained by is a mean over names. Which languages does that favour?
#
# *Your sentence:*

# %% [markdown]
# ## Experiment: let it learn
#
# Ten times through the training names. Names of similar length share a batch, so that there is little padding to read. After each round the network is measured on the validation names, which it never trains on.
#
# **Predict.** Which is better after ten rounds, an RNN or an LSTM? By how much? And do both beat *triples*?

# %%
guess_better = ""


class Progress(tqdm):
    """A range with a progress bar, if it takes long: for step in Progress(range(6000)): ..."""

    place = None

    def __init__(self, steps):
        super().__init__(steps, leave=False, delay=1, file=io.StringIO())

    def display(self, msg=None, pos=None):
        bar = {"text/plain": str(self) if msg is None else msg}
        if self.place:
            self.place.update(bar, raw=True)
        elif get_ipython():
            self.place = display(bar, raw=True, display_id=True)


def tensors_of(table):
    """A table as tensors: indices of letters, lengths, and indices of languages."""
    x, lengths = encode_names([name for name, _ in table])
    return x, lengths, torch.tensor([LANGUAGES.index(language) for _, language in table])


def batches_of(tensors, size=128, generator=None):
    """Batches (x, last_pos, y) of names of similar length, shuffled if there is a generator."""
    x, lengths, y = tensors
    jitter = 3 * torch.rand(len(x), generator=generator) if generator else 0.0
    batches = torch.argsort(lengths + jitter, stable=True).split(size)
    order = torch.randperm(len(batches), generator=generator) if generator else range(len(batches))
    for rows in (batches[place] for place in order):
        longest = int(lengths[rows].max())
        yield tuple(part.to(device) for part in (x[rows, :longest], lengths[rows] - 1, y[rows]))


def fit(model, rounds=10, seed=1, peak=1e-2):
    """Train a model; its accuracy on the validation names after every round."""
    to_learn, to_measure = tensors_of(train), tensors_of(validation)
    generator = torch.Generator().manual_seed(seed)
    steps = rounds * len(list(batches_of(to_learn)))
    optimiser = torch.optim.Adam(model.parameters(), lr=peak)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, peak, total_steps=steps)
    curve = []
    for _ in Progress(range(rounds)):
        model.train()
        for x, last_pos, y in batches_of(to_learn, generator=generator):
            loss = nn.functional.cross_entropy(model(x, last_pos), y)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        curve.append(evaluate(model, batches_of(to_measure))[0])
    return curve


@functools.cache  # trained once; run this cell again after a change in your code
def trained(model_type, rnn_size=64, num_layers=1, dropout=0.3, seed=1):
    """A trained classifier, and its accuracy on the validation names after every round."""
    torch.manual_seed(seed)
    sizes = (VOCABULARY, rnn_size, len(LANGUAGES), num_layers)
    model = RecurrentClassifier(*sizes, dropout=dropout, model_type=model_type).to(device)
    return model, fit(model, seed=seed)


# %% tags=["experiment"] alt="Accuracy on the validation names against rounds of training, with dotted lines for three rules. Both curves start near 0.53 and rise quickly; the LSTM passes the line of triples, 0.73, after four rounds and ends near 0.78, the RNN passes it after eight and ends near 0.75."
with when_written("encode_names, RecurrentClassifier and evaluate"):
    figure, axes = plt.subplots(figsize=(7.5, 4), layout="constrained")
    styles = ("lstm", BLUE, "-o", "bottom"), ("rnn", RED, "--s", "top")
    for model_type, colour, style, side in styles:
        model, curve = trained(model_type)
        axes.plot(range(1, 11), curve, style, color=colour, markersize=4)
        axes.annotate(model_type.upper(), (10.2, curve[-1]), color=colour, va=side)
        print(f"{model_type.upper():<5}{100 * curve[-1]:.1f} % of the validation names")
    for who in ("largest", "letters", "triples"):
        axes.hlines(baselines[who], 1, 10, color="black", linestyle=":", linewidth=1)
        axes.annotate(who, (1, baselines[who] + 0.008), fontsize=9)
    axes.set(xlabel="rounds through the training names", ylabel="accuracy")
    axes.set(ylim=(0, 1), xlim=(0.8, 11), xticks=range(1, 11))
    plt.show()
    print(f"You predicted: {guess_better or 'nothing written'}.")

# %% [markdown]
# The network was told nothing about endings, letters that follow each other, or languages. It beats everybody who counts up to three letters, though not by much. Keep both facts; they come back below.

# %% [markdown]
# ## Look behind the number
#
# **Predict.** Which two languages are mixed up most? And has the rarest language the lowest recall?

# %%
guess_pair = ""
guess_rare = ""  # yes or no, and because?


# %% tags=["experiment"] alt="Confusion matrix of 18 languages, sorted by recall, with percent in the cells. The diagonal falls from 98 for Armenian to about 30 for Estonian and English. Large entries beside it: Slovak taken for Polish, Russian for Slovak, Italian for Spanish, and English for German, Polish and French."
def confusion(model, table):
    """Row r, column c: how many names of language r were taken for language c."""
    counts = torch.zeros(len(LANGUAGES), len(LANGUAGES), dtype=torch.int64)
    model.eval()
    with torch.no_grad():
        for x, last_pos, y in batches_of(tensors_of(table)):
            for right, guess in zip(y.tolist(), model(x, last_pos).argmax(dim=1).tolist()):
                counts[right, guess] += 1
    return counts.numpy()


def draw_confusion(counts):
    shares = counts / counts.sum(axis=1, keepdims=True)
    order = np.argsort(-np.diag(shares))
    shown = shares[order][:, order]
    figure, axes = plt.subplots(figsize=(9, 8), layout="constrained")
    axes.imshow(shown, cmap="cividis", vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(shown >= 0.005)):
        ink = "black" if shown[row, column] > 0.5 else "white"
        percent = f"{100 * shown[row, column]:.0f}"
        axes.text(column, row, percent, ha="center", va="center", fontsize=8, color=ink)
    names = [LANGUAGES[place] for place in order]
    axes.set_xticks(range(len(names)), names, rotation=60, ha="right")
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="taken for", ylabel="name of", title="Of 100 names of a row, so many …")
    plt.show()


with when_written("encode_names, RecurrentClassifier and evaluate"):
    table = confusion(trained("lstm")[0], validation)
    draw_confusion(table)
    mixed = (table + table.T) * (1 - np.eye(len(LANGUAGES), dtype=int))
    pair = np.unravel_index(mixed.argmax(), mixed.shape)
    print(f"Mixed up most: {' and '.join(LANGUAGES[place] for place in pair)},", end=" ")
    print(f"{mixed.max()} names. You predicted: {guess_pair or 'nothing written'}.")

# %% tags=["experiment"] alt="Two bars for each language: recall, and share of the training names. Polish has a fifth of the names and recall near 0.9; Armenian, Georgian and Finnish have 2 to 3 percent each and recall between 0.8 and 1; Estonian and English have 2 percent each and recall near 0.3."
with when_written("encode_names, RecurrentClassifier and evaluate"):
    accuracy, recall = evaluate(trained("lstm")[0], batches_of(tensors_of(validation)))
    order = np.argsort(recall.tolist())
    names = [LANGUAGES[place] for place in order]
    shares = [counts[name] / len(train) for name in names]
    figure, axes = plt.subplots(figsize=(8, 5), layout="constrained")
    places = np.arange(len(names))
    axes.barh(places + 0.2, recall[order].tolist(), 0.4, color=BLUE, label="recall")
    share = {"color": ORANGE, "hatch": "///", "edgecolor": "white"}
    axes.barh(places - 0.2, shares, 0.4, label="share of the training names", **share)
    axes.legend(loc=(0.32, 0.03), frameon=False)
    axes.axvline(accuracy, color="black", linestyle=":", linewidth=1)
    axes.annotate(f"accuracy {accuracy:.2f}", (accuracy + 0.01, 0), va="center", fontsize=9)
    axes.set_yticks(places, names)
    axes.set(xlim=(0, 1.1), xlabel="share")
    plt.show()
    worst, best = order[0], order[-1]
    print(f"Lowest recall: {LANGUAGES[worst]}, {recall[worst]:.2f};", end=" ")
    print(f"highest: {LANGUAGES[best]}, {recall[best]:.2f}.", end=" ")
    print(f"Mean of all {len(LANGUAGES)} recalls: {recall.mean():.2f}; accuracy: {accuracy:.2f}.")
    print(f"You predicted: {guess_rare or 'nothing written'}.")

# %% [markdown]
# One accuracy, many stories. Finnish is nearly as rare as Estonian and English, and is found far more often: it has `-nen`, as Armenian has `-yan`. Rare *and* without a mark of its own, that is what is lost, and the mean over all names hides it well. Whom does the error hit, and would you call that fair?
#
# **Change one thing.** Look at the columns: which language do unclear names go to? What would you change in the loss, so that each language counts the same?

# %% [markdown]
# ## Experiment: belief, letter by letter
#
# The same name, asked after its first letter, its second, and so on: only `last_pos` changes.
#
# **Predict.** After which letter of *Vesterinen* is Finnish the most probable? (You have seen stored numbers. Is your network the same one?)

# %%
guess_letter = ""


# %% tags=["experiment"] alt="Three panels, probability of three languages against the letters read. Vesterinen: Finnish stays low and jumps to 1 at the last letter. O Cabraigh: Irish jumps to 1 at the third letter. Petricevic: German, Italian and Russian lead in turn before Croatian rises at the final c."
def beliefs(model, name):
    """Probabilities (letters, languages) after each letter of a name."""
    x, lengths = encode_names([name])
    length = int(lengths)
    rows, last_pos = x.expand(length, -1).to(device), torch.arange(length, device=device)
    model.eval()
    with torch.no_grad():
        return model(rows, last_pos).softmax(dim=1).cpu().numpy()


def draw_beliefs(axes, model, name, top=3):
    table = beliefs(model, name)
    best = np.argmax(table[-1])
    others = [place for place in np.argsort(-table.max(axis=0)) if place != best][: top - 1]
    looks = zip([best, *others], (BLUE, RED, GREEN), ("-o", "--s", ":^"))
    for place, colour, style in looks:
        axes.plot(table[:, place], style, color=colour, markersize=4)
        top_at = int(table[:, place].argmax())
        where = (top_at, table[top_at, place] + 0.03)
        axes.annotate(LANGUAGES[place], where, color=colour, ha="center", fontsize=9)
    letters = [letter.replace(" ", "␣") for letter in name]
    axes.set_xticks(range(len(table)), letters if len(letters) == len(table) else None)
    axes.set(ylim=(-0.03, 1.15), xlim=(-0.7, len(table) - 0.1), xlabel="just read")
    return table


with when_written("encode_names, RecurrentClassifier and evaluate"):
    model, _ = trained("lstm")
    figure, panels = plt.subplots(1, 3, figsize=(11, 3.2), sharey=True, layout="constrained")
    for axes, name in zip(panels, ("Vesterinen", "O Cabraigh", "Petricevic")):
        table = draw_beliefs(axes, model, name)
        leaders = [LANGUAGES[place] for place in table.argmax(axis=1)]
        print(f"{name}: {', '.join(f'{a} {b}' for a, b in zip(name, leaders))}")
    panels[0].set_ylabel("probability")
    plt.show()
    print(f"You predicted: {guess_letter or 'nothing written'}.")

# %% [markdown]
# ## Experiment: the wrong column
#
# What if the answer is read off the last *column* instead of the last *letter*? Below, every batch is filled up to 25 columns, and your classifier is told that the last letter stands in column 24: in most rows, 17 steps of padding later.
#
# **Predict.** How far do an RNN and an LSTM get, in four rounds? Think of `hidden_gradients` in `rnn_layer`, and of what the forget gate is for.

# %%
guess_column = ""


# %% tags=["experiment"]
class ReadsTheLastColumn(nn.Module):
    """A classifier that is always told to read column 24."""

    def __init__(self, classifier):
        super().__init__()
        self.classifier = classifier

    def forward(self, x, last_pos):
        x = nn.functional.pad(x, (0, 25 - x.shape[1]), value=PADDING)
        return self.classifier(x, torch.full_like(last_pos, 24))


with when_written("encode_names, RecurrentClassifier and evaluate"):
    for model_type in ("rnn", "lstm"):
        torch.manual_seed(1)
        classifier = RecurrentClassifier(VOCABULARY, 64, len(LANGUAGES), model_type=model_type)
        model = ReadsTheLastColumn(classifier).to(device)
        curve = fit(model, rounds=4)
        recall = evaluate(model, batches_of(tensors_of(validation)))[1]
        print(f"{model_type.upper():<5}{100 * curve[-1]:.1f} % right;", end=" ")
        print(f"{int((recall < 0.01).sum())} of {len(LANGUAGES)} languages are never found")
    print(f"You predicted: {guess_column or 'nothing written'}.")

# %% [markdown]
# Polish has 20 % of the names: a network that finds one language alone has learned which is the largest, and nothing about letters. This is what you measured in `rnn_layer`, met in the wild: behind a dozen steps of padding, the loss has nothing left to say to the letters. An LSTM can learn to hold on, since its forget gate may stay open; it needs time for that, and no one needs it. Reading the right state costs one index.

# %% [markdown]
# ## A harder rival
#
# The counters of the beginning had a handicap: they did not know where a name begins and ends, and endings say so much. Mark both ends, and count again.

# %% tags=["experiment"]
def marked(table):
    return [(f"<{name}>", language) for name, language in table]


def marked_accuracy(size, table):
    scores = count_grams(marked(train), size)
    names = marked(table)
    return np.mean([most_probable(name, scores, size) == language for name, language in names])


for size, who in ((2, "pairs"), (3, "triples")):
    print(f"{who} with marked ends: {100 * marked_accuracy(size, validation):.1f} %")

# %% [markdown]
# With ends marked, triples overtake your network. There is no shame in it: 12,895 names are few, counting cannot forget, and almost all that tells these languages apart stands in three neighbouring letters. A network earns its keep where more data or longer memory counts. Say so when you report your 78 %: *better than triples without ends, not better than triples with them.*
#
# **Next.** Can you beat 80 %? Larger networks, a second layer, several networks that vote, or a vote of network and counter: choose by the validation names.

# %% [markdown]
# ## Any name you like
#
# Write names between the quotation marks and run the cell as often as you like: your own, a neighbour's, one from a language that is not among the 18, a word that is no name at all.

# %% tags=["experiment"]
def classify(name, top=3):
    """Print what the network believes about a name."""
    try:
        table = beliefs(trained("lstm")[0], name.strip())
    except ValueError as error:
        print(f"{name}: {error}")
        return
    best = np.argsort(-table[-1])[:top]
    shown = [f"{LANGUAGES[place]} {100 * table[-1, place]:.0f} %" for place in best]
    print(f"{name:<12} {', '.join(shown)}")


with when_written("encode_names, RecurrentClassifier and evaluate"):
    for name in ("Müller", "Georgioy", "Georgiou", "Hassan", "Patel", "Nguyễn", "Xyzzy", "李"):
        classify(name)

# %% [markdown]
# Four things to notice. *Georgioy* is how our tables write that Greek name, letter by letter; *Georgiou* is how its bearers do: the network has learned a transliteration as much as a language. *Hassan* is "Swedish", because the Swedish list holds it and no other of the 18 does. *Patel* and *Nguyễn* are in none of the lists, and still 100 % are shared out: softmax has no word for "none of these". And *Xyzzy* gets an answer too.

# %% [markdown]
# ## Exercise `predictions`: commit yourself
#
# *15 minutes, 4 points. [Stuck?](#If-you-are-stuck)* `test_names` have no answers here. Write the function, then let the cell below it write `last_names_predictions.csv`, and **hand that file in together with this notebook**. It is graded by its accuracy on the true answers: 55 % (counting letters gets there) earns nothing, 74 % and more earns all 4 points, and between them the points grow in a straight line. The network that you have trained, as it is, is well above that.
#
# If you want more, change sizes, rounds or dropout, and choose by the *validation* names. Who chooses by the names that are graded measures luck. (The lists are public, and looking the answers up is not the exercise: an accuracy that no such network reaches is shown to a person.)
#
# **Predict.** Will the accuracy on the test names be above or below that on the validation names, and by how much?

# %%
guess_test = ""


# %% item="predictions"
def predictions(model, names, languages):
    """The language that a model finds most probable, for each name.

    Arguments:
        model: a RecurrentClassifier, which may be in training mode
        names: list of at least one str
        languages: list of C str: languages[i] is what logit i stands for

    Returns a list of as many str, in the order of names, each one of languages.
    """
    ### BEGIN SOLUTION
    x, lengths = encode_names(names)
    model.eval()
    with torch.no_grad():
        logits = model(x.to(device), (lengths - 1).to(device))
    return [languages[place] for place in logits.argmax(dim=1).tolist()]
    ### END SOLUTION


# %% tags=["experiment"]
with when_written("encode_names, RecurrentClassifier, evaluate and predictions"):
    found = predictions(trained("lstm")[0], test_names, LANGUAGES)
    rows = [("name", "language"), *zip(test_names, found, strict=True)]
    with Path("last_names_predictions.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    print(f"{len(rows) - 1} predictions written; you expect {guess_test or 'nothing written'}.")

# %% item="predictions" points=4
check_predictions(predictions, test_names, LANGUAGES)

# %% [markdown]
# ## What this must not be used for
#
# You have built something that people do build, sell and use: a machine that reads an origin off a name. Before anyone does that with yours, four reasons against it.
#
# 1. **It does not say what it seems to say.** A label here is the list in which a name stood, made by volunteers for inventing test data, after shared names were thrown out. It is not a nationality, a mother tongue, a religion or a skin colour, and no accuracy on such lists says anything about any of them. People marry, move, are adopted, and take or are given names.
# 2. **Its errors have addresses.** You have seen recalls from 0.3 to 0.98 behind one accuracy. Whoever is sorted by it is treated worse or better by the ending of a name.
# 3. **It is sure when it should not be.** Names from languages that it has never met get confident answers.
# 4. **Where it is right, it may do most harm.** To choose applicants, tenants, borrowers, passengers or suspects by the supposed origin of their names is discrimination, unlawful in many countries, and a program does not make it less so. Guessing origins for a "neutral" statistic makes the list that somebody else may use.
#
# So do not use it on people: not to decide, not to sort, not to fill in what they did not tell you. Where an origin truly matters, say to pronounce a name well, there is a better way: ask.

# %% [markdown]
# ## Reflect
#
# Two or three sentences each; nobody grades them.

# %% [markdown]
# **1.** Take your most wrong prediction. What did you assume, and what is the case?
#
# *Your answer:*

# %% [markdown]
# **2.** Back to `rnn_layer`: you measured how little the loss says to states many steps back. Where in this part did you meet the same effect, and which number showed it?
#
# *Your answer:*

# %% [markdown]
# **3.** A friend reports 99 % accuracy on a list in which 99 % of the names are Polish. What do you ask for?
#
# *Your answer:*

# %% [markdown]
# ## If you are stuck
#
# Open one hint at a time.
#
# <details><summary><b>letter_to_index</b></summary>
#
# 1. *Reread* what the docstring says under Raises: three examples.
# 2. *Question:* what do `"ab" in "abc"` and `"" in "abc"` give?
# 3. *Smaller case:* an alphabet of `"xy"`. What should the function do for x, y, xy, z and nothing?
# 4. *In words:* refuse what is not one known letter; else find its place.
# </details>
#
# <details><summary><b>encode_names</b></summary>
#
# 1. *Reread* the five steps A to E, and their order.
# 2. *Question:* how long is `unicodedata.normalize("NFKD", "é")`, and what is its second character?
# 3. *Smaller case:* one name, one letter. Then two names of different length, and print `x`.
# 4. *In words:* for each name, the folded letters; their indices; its length. Then a rectangle full of padding, as wide as the longest, and each row written over its beginning.
# </details>
#
# <details><summary><b>RecurrentClassifier</b></summary>
#
# 1. *Reread* the line with the arrows: after each arrow stands a shape.
# 2. *Question:* which of the two things that `nn.LSTM` returns holds the states of all letters, and on which of its axes is time?
# 3. *Smaller case:* two names of different length; print the states, and mark the two that you want. How does one pick a different column in each row?
# 4. *In words:* embed; read, batch first; from each row the state at its own last position; drop; map to scores.
# </details>
#
# <details><summary><b>evaluate</b></summary>
#
# 1. *Reread* the docstring's last sentences: which mode, before, during, after?
# 2. *Question:* can you add the recalls of two batches? What can you add?
# 3. *Smaller case:* two batches of one name each.
# 4. *In words:* switch to evaluation; for each batch, count right answers and examples of each category; divide at the very end; switch back.
# </details>
#
# <details><summary><b>predictions</b></summary>
#
# 1. *Reread* your `evaluate`: which of its lines do you need again?
# 2. *Question:* from which three things does a name become scores?
# 3. *Smaller case:* one name whose language you know.
# 4. *In words:* encode; ask the model in evaluation mode, without gradients; of each row the place of the largest score; that place's language.
# </details>

# %% [markdown]
# ## Checkpoint

# %% tags=["experiment"]
checkpoint(
    ("letter_to_index", 5, check_letter_to_index, letter_to_index),
    ("encode_names", 20, check_encode_names, encode_names, letter_to_index),
    ("RecurrentClassifier", 25, check_classifier, RecurrentClassifier),
    ("evaluate", 15, check_evaluate, evaluate),
    (
        "predictions",
        15,
        lambda function: check_predictions(function, test_names, LANGUAGES),
        predictions,
    ),
)

# %% [markdown]
# Five passes? Save, and hand in the notebook and `last_names_predictions.csv`, as `README.md` says. The part `written` asks what you would tell someone who wants to use such a network.
