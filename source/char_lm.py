# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
#   autograder:
#     refuses: [torch]
#     files: [elements.txt, film_titles.txt]
# ---

# %% [markdown]
# # Inventing names: a language model of letters
#
# You will teach the network of `rnn_cell` to read the names of the chemical elements letter by letter, and then let it write. To know whether it has learned anything, you will compare it with three ways of guessing that hardly look back.
#
# | time | points | you need | it prepares |
# |---|---|---|---|
# | about 2½ hours | 52, in 6 exercises | the part `rnn_cell`, logarithms, conditional probability | `lstm`: a memory that lasts longer |
#
# Write each prediction *before* you run the cell below it. Predictions are never graded; surprise is what makes the answer stay. All exercises are for numpy; the grader refuses torch here.
#
# **Save before you run everything: your answers live only in this notebook.**

# %%
import functools
import io
from collections import Counter
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from IPython import get_ipython
from IPython.display import display
from tqdm import tqdm

from checks import checkpoint, gradient_check, when_written
from checks_char_lm import check_clip, check_model, check_optimize
from checks_char_lm import check_sample, check_sequence_gradients, check_sequence_loss

plt.rcParams["figure.facecolor"] = "white"
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False})
BLUE, ORANGE, GREEN, RED, PINK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7"
rng = np.random.default_rng(0)


def read_names(file):
    """The names in data/<file>, one on each line."""
    names = [line for line in Path("data", file).read_text(encoding="utf-8").splitlines() if line]
    if not names:
        raise ValueError(f"data/{file} holds no names; a model needs at least one to learn from")
    return names


def vocabulary(names):
    """Every character of some names, and newline, with an index: char_to_ix and ix_to_char."""
    characters = sorted({"\n", *"".join(names)})
    return {character: ix for ix, character in enumerate(characters)}, dict(enumerate(characters))


def encode(name, char_to_ix):
    """The indices of the characters of a name, without a newline."""
    for character in name:
        if character not in char_to_ix:
            known = f"the {len(char_to_ix)} known characters"
            raise ValueError(f"{name!r} holds {character!r}, which is none of {known}")
    return [char_to_ix[character] for character in name]


def decode(indices, ix_to_char):
    """The name that some indices spell, newline left out."""
    return "".join(ix_to_char[int(ix)] for ix in indices).replace("\n", "")


def initial_parameters(n_a, n_x, rng):
    """Small random weights for n_a units and n_x characters; biases of zero."""
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_x, n_a)}
    weights = {name: 0.1 * rng.standard_normal(shape) for name, shape in shapes.items()}
    return {**weights, "b": np.zeros((n_a, 1)), "by": np.zeros((n_x, 1))}


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


elements = read_names("elements.txt")
letter_to_ix, ix_to_letter = vocabulary(elements)
print(f"{len(elements)} names, from {elements[0]} to {elements[-1]}", end="; ")
print(f"{len(letter_to_ix)} characters, newline included")

# %% [markdown]
# ## See it first: three inventors
#
# All three have seen the 118 names. One knows how common each letter is, one knows which letter tends to follow which, and one is a network like the one that you are about to train. The first two invent anew whenever you run the cell; the network's names were stored.

# %% tags=["experiment"]
def count_letters(names, memory):
    """How often each character follows each `memory` characters; newline stands on both ends."""
    counts = {}
    for name in names:
        text = "\n" * memory + name + "\n"
        for place in range(memory, len(text)):
            counts.setdefault(text[place - memory : place], Counter())[text[place]] += 1
    return counts


def invent(counts, memory, rng):
    """Draw characters by their counts until a newline comes."""
    name = "\n" * memory
    while not name.endswith("\n") or len(name) == memory:
        after = counts[name[len(name) - memory :]]
        name += rng.choice(list(after), p=np.array(list(after.values())) / after.total())
        if len(name) == memory + 1 and name.endswith("\n"):
            name = "\n" * memory  # a name of no letters: start again
    return name.strip("\n")


# invented by one after 6,000 steps
stored = "ribol tindesicmut germonium drupnttium berronium dium iriein mangan"
for who, inventions in (
    ("letters", [invent(count_letters(elements, 0), 0, rng) for _ in range(8)]),
    ("pairs", [invent(count_letters(elements, 1), 1, rng) for _ in range(8)]),
    ("network", stored.split()),
):
    print(f"{who:<8} {', '.join(inventions)}")

# %% [markdown]
# The endings give it away. The `-ium` at the end of a name is a plan of four letters, and whoever sees only the letter before forgets the plan at once.

# %% [markdown]
# ## The idea
#
# A **language model** reads a name from left to right and says, at each step, how probable every character is as the *next* one. Nothing is labelled by hand: the name itself holds the answers, one step later.
#
# ![Five copies of the cell read None, z, i, n, c, and pass the state from left to right. Above each stands its target: z, i, n, c and newline. Input and target are the same word, shifted by one step.](figures/char_lm_training.svg)
#
# - `X`, the inputs: `None` first (nothing was read yet; the input is the zero vector), then each letter.
# - `Y`, the targets: each letter, then newline, which means *the name ends here*. So `Y = X[1:] + [newline]`.
#
# A good model gives high probability to what really comes next. Its **loss** for a name is the sum, over all steps, of $-\log$ of the probability that it gave to the target. The unit is the nat; a certain prediction costs 0, one of probability $1/e$ costs 1.
#
# | name | shape | meaning |
# |---|---|---|
# | `n_x`, `n_a` | | number of characters in the vocabulary; number of units |
# | `X`, `Y` | lists of length `T` | inputs and targets, as indices of characters; `X[0]` is `None` |
# | $\mathtt{x_t}$ | $(n_x, 1)$ | the input as a column: 1 at index `X[t]`, else 0; all 0 for `None` |
# | `Wax`, `Waa`, `b` | $(n_a, n_x)$, $(n_a, n_a)$, $(n_a, 1)$ | into the state |
# | `Wya`, `by` | $(n_x, n_a)$, $(n_x, 1)$ | from the state to the scores |
# | `parameters` | | the dict of these five |
#
# This is the cell of `rnn_cell` with a batch of one (the bias `ba` is called `b` here), and as many predictions as characters.

# %% [markdown]
# ## A loss means nothing alone
#
# Is 16 nats for a name good? The two counting inventors can be scored as well: each gives a probability to every letter of every name. A third knows nothing and calls all 25 characters equally likely.

# %% tags=["experiment"]
def counting_loss(names, memory):
    """Mean loss of a name, in nats, for probabilities that were counted on these same names."""
    counts = count_letters(names, memory)
    nats = sum(-n * np.log(n / after.total()) for after in counts.values() for n in after.values())
    return nats / len(names)


def baselines(names):
    steps = np.mean([len(name) + 1 for name in names])
    uniform = steps * np.log(len(set("".join(names))) + 1)
    letters, pairs = counting_loss(names, 0), counting_loss(names, 1)
    return {"uniform": uniform, "letters": letters, "pairs": pairs}


for who, nats in baselines(elements).items():
    print(f"{who:<8} {nats:5.1f} nats for a name")
print(f"triples  {counting_loss(elements, 2):5.1f}, but most triples occur once:", end=" ")
print("these counts recite the list")

# %% [markdown]
# Remember 28.4, 24.8 and 16.2. To fall below *pairs*, a network has to remember more than one letter.

# %% [markdown]
# ## By hand: one step, three characters
#
# Take the characters a, b and newline, with scores 1, 0 and −1, and let b be the target. How should the scores have been? The gradient says it in the simplest way there is: *probability minus truth*. Run the cell.

# %% tags=["experiment"]
scores, target = np.array([1.0, 0.0, -1.0]), 1


def loss_of(scores):
    return -np.log(np.exp(scores[target]) / np.exp(scores).sum())


probabilities = np.exp(scores) / np.exp(scores).sum()
truth = np.array([0.0, 1.0, 0.0])
print("probabilities ", probabilities.round(4), end="   ")
print(f"loss = -log {probabilities[target]:.4f} = {loss_of(scores):.4f}")
print("minus truth   ", (probabilities - truth).round(4), end="   ")
print("the gradient of the loss with respect to the scores")
nudges = 1e-5 * np.eye(3)
slopes = [(loss_of(scores + nudge) - loss_of(scores - nudge)) / 2e-5 for nudge in nudges]
print("measured      ", np.array(slopes).round(4))

# %% [markdown]
# **Change one number.** Set the score of b to 3. Which of the three gradients change their sign? What do they always sum to?

# %% [markdown]
# ## Exercise `clip`: keep the steps short
#
# *10 minutes, 4 points. [Stuck?](#If-you-are-stuck)* A gradient through many steps is now and then very large, and one such step can undo a thousand small ones. The remedy is blunt: no entry may be larger than `maxValue`, or smaller than `-maxValue`. Whatever lies between stays as it is.
#
# **Example.** With `maxValue` 5, the entries −12, −5, 0.3 and 7 become −5, −5, 0.3 and 5.
#
# **Predict.** The gradient (3, 12) is clipped at 5. Does the step still point in the same direction?

# %%
guess_direction = ""  # yes or no, and because?


# %% item="clip"
def clip(gradients, maxValue):
    """Limit every entry of every gradient to the range from -maxValue to maxValue.

    Arguments:
        gradients: dict, in any order, of float64 arrays dWax, dWaa, dWya, db, dby, with entries of
            any size; may be changed in place
        maxValue: a positive number, large or small

    Returns the dict of the five clipped gradients, the same or a new one, as you like; its arrays
    may be float32 or float64, here and in every exercise.
    """
    for name in ("dWax", "dWaa", "dWya", "db", "dby"):
        ### BEGIN SOLUTION
        np.clip(gradients[name], -maxValue, maxValue, out=gradients[name])
        ### END SOLUTION
    return gradients


# %% item="clip" points=4
check_clip(clip)

# %% tags=["experiment"]
with when_written("clip"):
    shapes = {"dWax": (1, 2), "dWaa": (1, 1), "dWya": (2, 1), "db": (1, 1), "dby": (2, 1)}
    gradients = {name: np.zeros(shape) for name, shape in shapes.items()}
    gradients["dWax"] = np.array([[3.0, 12.0]])
    before = gradients["dWax"].copy()
    after = clip(gradients, 5)["dWax"]
    angles = [np.degrees(np.arctan2(step[0, 1], step[0, 0])) for step in (before, after)]
    print(f"You predicted: {guess_direction or 'nothing written'}.")
    print(f"{before[0]} points {angles[0]:.0f}° up, {after[0]} points {angles[1]:.0f}° up.")

# %% [markdown]
# **Why?** What would you do instead, so that the direction stays?
#
# *Your sentence:*

# %% [markdown]
# ## Exercise `sequence_loss`: read a name
#
# *20 minutes, 10 points. [Stuck?](#If-you-are-stuck)* One pass from left to right. Keep what the way back will need.
#
# $$\underbrace{\mathtt{a_t}}_{(n_a,\,1)} = \tanh\big(\mathtt{Wax}\,\underbrace{\mathtt{x_t}}_{(n_x,\,1)} + \mathtt{Waa}\,\mathtt{a_{t-1}} + \mathtt{b}\big), \qquad \underbrace{\mathtt{p_t}}_{(n_x,\,1)} = \mathrm{softmax}(\mathtt{Wya}\,\mathtt{a_t} + \mathtt{by}), \qquad \mathrm{loss} = \sum_t -\log \mathtt{p_t}[\mathtt{Y_t}]$$
#
# In words: mix input and memory, squash, score every character, normalise; then look up one number, the probability of the target, and add its $-\log$.
#
# A product of `Wax` with a column of zeros and a single 1 picks one column of `Wax`. You may write the product or pick the column; both are right.
#
# **Example.** With all parameters zero every character has probability $1/n_x$. For `n_x = 7`, `X = [None, 4]` and `Y = [4, 2]` the loss is $2 \ln 7 = 3.8918$.
#
# **Predict.** All parameters zero, 25 characters, a name of 8 letters: what is the loss?

# %%
guess_loss = None  # a number


# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    """The loss of one name: how surprising are the characters Y to a network that reads X?

    Arguments, which must not be changed in place:
        X: list of T >= 1 inputs; X[0] is None, the zero vector, and every other one an index (int)
        Y: list of T targets, indices
        a_prev: (n_a, 1), the state before the first step
        parameters: dict, in any order, of Wax (n_a, n_x), Waa (n_a, n_a), Wya (n_x, n_a),
            b (n_a, 1), by (n_x, 1)

    Returns a tuple:
        loss: float, the sum over the T steps of -log(probability of Y[t]); scores may be in the
            thousands
        cache: the tuple (probabilities, states) of two lists, for the way back: T arrays (n_x, 1),
            and T + 1 arrays (n_a, 1), where states[0] is a_prev and states[t + 1] is the state
            after X[t]
    """
    probabilities, states = [], [a_prev]
    loss = 0.0
    for t in range(len(X)):
        # A. Mix: input, memory and bias; squash. Mind that X[t] may be None.
        # B. Score and normalise: a probability for every character, also for large scores.
        # C. Look up: the probability of the target; add its -log to the loss.
        # D. Keep: probabilities and state.
        ### BEGIN SOLUTION
        z = parameters["Waa"] @ states[-1] + parameters["b"]
        if X[t] is not None:
            z = z + parameters["Wax"][:, [X[t]]]  # the product with a one-hot column picks a column
        states.append(np.tanh(z))
        scores = parameters["Wya"] @ states[-1] + parameters["by"]
        weights = np.exp(scores - scores.max())
        probabilities.append(weights / weights.sum())
        loss -= float(np.log(probabilities[-1][Y[t], 0]))
        ### END SOLUTION
    cache = (probabilities, states)
    return loss, cache


# %% item="sequence_loss" points=10
check_sequence_loss(sequence_loss)

# %% tags=["experiment"]
with when_written("sequence_loss"):
    zeros = {name: 0 * value for name, value in initial_parameters(4, 25, rng).items()}
    nitrogen = encode("nitrogen", letter_to_ix)
    X, Y = [None, *nitrogen], [*nitrogen, letter_to_ix["\n"]]
    measured = sequence_loss(X, Y, np.zeros((4, 1)), zeros)[0]
    print(f"You predicted: {guess_loss or 'nothing written'}. Measured: {measured:.4f}")
    print("A loss can also be read backwards:", end=" ")
    print(f"exp(-loss) is the probability of the whole name, {25.0**-9:.1g}.")

# %% [markdown]
# **Why?** Eight letters, but nine steps: what is the ninth for, and what would the network do without it?
#
# *Your sentence:*

# %% [markdown]
# **Next.** Passed early? For 3 characters, add up `exp(-loss)` over all 27 targets of 3 steps. What must come out?

# %% [markdown]
# ## Exercise `sequence_gradients`: back through a name
#
# *30 minutes, 12 points. [Stuck?](#If-you-are-stuck)* You have both halves already: *probability minus truth* from the worked case, and the way back through time from `rnn_cell`.
#
# - **A. At the scores:** $\mathtt{ds_t} = \mathtt{p_t} - \mathtt{truth_t}$, $(n_x, 1)$. Into `dWya` $(n_x, n_a)$ and `dby` $(n_x, 1)$.
# - **B. At the state:** two gradients arrive and add, one from the scores through `Wya`, one carried from step $t+1$ through `Waa`.
# - **C. Through tanh:** from there to `dz` $(n_a, 1)$. Into `dWax` $(n_a, n_x)$, `dWaa` $(n_a, n_a)$ and `db` $(n_a, 1)$.
# - **D. Carry:** from `dz` to the state before.
#
# Weights are used at every step, so each of the five is a sum over all steps.
#
# **Example.** In the worked case, $\mathtt{ds}$ is (0.6652, −0.7553, 0.0900); with one unit in state 0.5, `dWya` is (0.3326, −0.3776, 0.0450), as a column.
#
# **Predict.** The name of no letters: `X = [None]`, `Y = [newline]`, `a_prev` all zero. Which of the five gradients are exactly zero?

# %%
guess_zero = ""  # names, and because?


# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    """The gradients of the loss of one name.

    Arguments, which must not be changed in place:
        X, Y, parameters: as in sequence_loss
        cache: the tuple (probabilities, states) from sequence_loss

    Returns a tuple:
        gradients: dict of dWax, dWaa, dWya, db, dby, each with the shape of what it belongs to;
            not clipped
        a: the list of T + 1 states, as in the cache; a[-1] is the last
    """
    probabilities, states = cache
    gradients = {"d" + name: np.zeros(np.shape(value)) for name, value in parameters.items()}
    # Walk from the last step to the first: A, B, C, D.
    ### BEGIN SOLUTION
    carried = 0.0
    for t in reversed(range(len(X))):
        ds = probabilities[t].copy()
        ds[Y[t]] -= 1
        gradients["dWya"] += ds @ states[t + 1].T
        gradients["dby"] += ds
        dz = (parameters["Wya"].T @ ds + carried) * (1 - states[t + 1] ** 2)
        if X[t] is not None:
            gradients["dWax"][:, [X[t]]] += dz
        gradients["dWaa"] += dz @ states[t].T
        gradients["db"] += dz
        carried = parameters["Waa"].T @ dz
    ### END SOLUTION
    return gradients, states


# %% item="sequence_gradients" points=12
check_sequence_gradients(sequence_gradients, sequence_loss)

# %% tags=["experiment"]
with when_written("sequence_loss and sequence_gradients"):
    parameters = {name: value + 0.1 for name, value in initial_parameters(3, 5, rng).items()}
    silence = np.zeros((3, 1))
    for X, Y in (([None], [0]), ([None, 2], [2, 0])):
        cache = sequence_loss(X, Y, silence, parameters)[1]
        gradients, _ = sequence_gradients(X, Y, parameters, cache)
        zero = [name for name, value in gradients.items() if not value.any()]
        print(f"X = {X}, Y = {Y}: zero are {zero}")
    print(f"You predicted: {guess_zero or 'nothing written'}.\n")

    def loss_with(**weights):
        return sequence_loss(X, Y, silence, weights)[0]

    # The ruler is yours: choose another name, other sizes, or break your function on purpose.
    gradient_check(loss_with, parameters, gradients)

# %% [markdown]
# **Why?** `dWax` has one column for each character. For the name *tin*, which columns are zero, and why is that good news for the running time?
#
# *Your sentence:*

# %% [markdown]
# **Next.** Passed early? Every column of `dby` and every column of `dWya` sums to the same number. Which, and why?

# %% [markdown]
# ## Exercise `sample`: write a name
#
# *20 minutes, 10 points. [Stuck?](#If-you-are-stuck)* Now the network writes. At each step it gives probabilities; one character is **drawn** by them, and what was drawn is the next input. The first input is the zero vector, as in reading, and so is the first state.
#
# ![A loop. The state gives probabilities for all characters; one of them is drawn by chance; it is written down and comes back as the next input. A drawn newline ends the loop.](figures/char_lm_sampling.svg)
#
# Drawing is not choosing the most probable: a character of probability 0.3 must come in about 30 of 100 draws. All chance comes from `rng`, a `numpy.random.Generator`; look at its methods `choice` (with `p=`) and `random`.
#
# **Example.** With all parameters zero, 25 characters and `max_length=3`, one sample in 25 is `[newline]` alone, and most end because they are full: three characters, and the newline that was added.
#
# **Predict.** Always take the *most probable* character instead of drawing. How many different names come out of 100 calls?

# %%
guess_different = None  # a number


# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    """Invent one name.

    Arguments; parameters and char_to_ix must not be changed:
        parameters: dict as in sequence_loss
        char_to_ix: dict from each of the n_x characters, newline among them, to its index
        rng: a numpy.random.Generator; the same seed gives the same name
        max_length: int >= 1, the most characters that may stand before the newline

    Returns a list of indices (int). Drawing stops when newline is drawn, or after max_length other
    characters; in both cases newline is the last entry, and stands nowhere else.
    """
    newline = char_to_ix["\n"]
    state = np.zeros(np.shape(parameters["b"]))
    # A. Step: the state from the last character (none yet) and the state before;
    #    then the probabilities.
    # B. Draw one index by them, and keep it.   C. Stop at the newline or when full.
    ### BEGIN SOLUTION
    indices = []
    while len(indices) < max_length:
        z = parameters["Waa"] @ state + parameters["b"]
        if indices:
            z = z + parameters["Wax"][:, [indices[-1]]]
        state = np.tanh(z)
        scores = (parameters["Wya"] @ state + parameters["by"]).ravel()
        weights = np.exp(scores - scores.max())
        indices.append(int(rng.choice(len(weights), p=weights / weights.sum())))
        if indices[-1] == newline:
            return indices
    return [*indices, newline]
    ### END SOLUTION


# %% item="sample" points=10
check_sample(sample)

# %% tags=["experiment"]
with when_written("sample"):
    untrained = initial_parameters(50, len(letter_to_ix), rng) | {"b": rng.standard_normal((50, 1))}
    # huge scores: the largest takes all the probability
    greedy = {**untrained, "Wya": 1e6 * untrained["Wya"]}
    for who, network in (("most probable", greedy), ("drawn", untrained)):
        samples = [sample(network, letter_to_ix, rng, max_length=8) for _ in range(100)]
        names = [decode(indices, ix_to_letter) for indices in samples]
        print(f"{who:<14} {len(set(names)):>3} different names of 100", end=", ")
        print(f"such as {', '.join(names[:3])}")
    print(f"You predicted for the most probable: {guess_different or 'nothing written'}.")

# %% [markdown]
# **Why?** A network without chance can write one name only. Which two things enter each step, and which of them could differ between two calls?
#
# *Your sentence:*

# %% [markdown]
# **Next.** Passed early? Let it finish *your* beginning: feed the letters of `"ti"` first, then draw.

# %% [markdown]
# ## Exercise `optimize`: learn from one name
#
# *10 minutes, 6 points. [Stuck?](#If-you-are-stuck)* Four of your functions' results in a row: the loss, the gradients, the gradients clipped at 5, and a step against them: each parameter loses `learning_rate` times its clipped gradient.
#
# **Example.** With learning rate 0.01, a parameter of 0.5 whose gradient is −20 becomes 0.55.
#
# **Predict.** Take one step on *zinc* with an untrained network. With which of the rates 0.01, 0.1, 1 and 10 will *zinc* be less surprising afterwards?

# %%
guess_rates = ""  # some of 0.01, 0.1, 1, 10


# %% item="optimize" uses=["clip", "sequence_loss", "sequence_gradients"]
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    """One step of gradient descent on one name.

    Arguments; X, Y and a_prev must not be changed:
        X, Y, a_prev: as in sequence_loss
        parameters: dict as in sequence_loss; CHANGED IN PLACE, the dict then holds the new values
        learning_rate: number >= 0

    Returns a tuple:
        loss: float, the loss before the step
        gradients: dict of the five gradients, clipped at 5
        a_last: (n_a, 1), the state after the last step of X
    """
    ### BEGIN SOLUTION
    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    gradients, a = sequence_gradients(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for name in parameters:
        parameters[name] -= learning_rate * gradients["d" + name]
    return loss, gradients, a[-1]
    ### END SOLUTION


# %% item="optimize" points=6
check_optimize(optimize, sequence_loss, sequence_gradients, clip)

# %% tags=["experiment"]
with when_written("optimize"):
    zinc = encode("zinc", letter_to_ix)
    X, Y, silence = [None, *zinc], [*zinc, letter_to_ix["\n"]], np.zeros((50, 1))
    for rate in (0.01, 0.1, 1, 10):
        parameters = initial_parameters(50, len(letter_to_ix), np.random.default_rng(0))
        before, _, _ = optimize(X, Y, silence, parameters, rate)
        after = sequence_loss(X, Y, silence, parameters)[0]
        print(f"rate {rate:<5} loss of zinc {before:.1f} before, {after:.1f} after")
    print(f"You predicted: {guess_rates or 'nothing written'}.")

# %% [markdown]
# **Why?** The gradient promises that the loss falls. Over what distance does the promise hold?
#
# *Your sentence:*

# %% [markdown]
# ## Exercise `model`: learn from all of them
#
# *25 minutes, 10 points. [Stuck?](#If-you-are-stuck)* Go through the names again and again, one step on each. A round through all names is an **epoch**; each epoch has a new random order, and the state starts at zero for every name. The number of steps need not be a whole number of epochs.
#
# `initial_parameters` and `encode` stand in the first cell. Loop over `Progress(range(…))`, from the same cell, to watch the steps go by.
#
# **Example.** With 3 names and `num_iterations=7`, each name is seen twice, and one of them a third time; `losses` has 7 entries.
#
# **Predict.** After how many steps will the network be better than counting *pairs*? And which ending will it learn first?

# %%
guess_steps = None  # a number
guess_ending = ""  # a few letters


# %% item="model" uses=["clip", "sequence_loss", "sequence_gradients", "sample", "optimize"]
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    """Train a network of n_a units on a list of names, one name in each step.

    Arguments; data, ix_to_char and char_to_ix must not be changed:
        data: list of names (str); all their characters are in char_to_ix
        ix_to_char, char_to_ix: dicts from index to character and back, as from `vocabulary`
        num_iterations: int >= 1, the number of steps
        n_a: int, the number of units
        rng: a numpy.random.Generator; the same seed gives the same network
        learning_rate: number >= 0, for every step

    Every epoch takes each name once, in a new random order; every name starts from a state of
    zeros.

    Returns a tuple:
        parameters: dict as in sequence_loss, after the last step
        losses: list of num_iterations floats, the loss of each step as `optimize` returned it
    Raises ValueError if data is empty.
    """
    ### BEGIN SOLUTION
    if not data:
        raise ValueError("data holds no names; a model needs at least one to learn from")
    parameters = initial_parameters(n_a, len(char_to_ix), rng)
    losses, order = [], []
    for _ in Progress(range(num_iterations)):
        if len(order) == 0:
            order = list(rng.permutation(len(data)))
        name = encode(data[order.pop()], char_to_ix)
        X = [None, *name]
        Y = [*name, char_to_ix["\n"]]
        losses.append(optimize(X, Y, np.zeros((n_a, 1)), parameters, learning_rate)[0])
    return parameters, losses
    ### END SOLUTION


# %% item="model" points=10
check_model(model, sequence_loss)

# %% [markdown]
# ## Experiment: watch it learn
#
# The losses of single names jump about: *tin* is cheap, *rutherfordium* is not. A running mean shows the trend; at each step it keeps 99.9 % of the past. One trap: started at the first loss, such a mean can *rise* while the network learns, only because the first name was short. So the past is weighed by how much of it there is.

# %% tags=["experiment"] alt="Mean loss of a name against training steps, for three runs that nearly coincide: it starts at the uniform line, 28.4 nats, falls below the letters line, 24.8, within a few hundred steps, below the pairs line, 16.2, after about 1,750, and keeps falling to about 9."
def running_mean(losses, keep=0.999):
    """The mean of the losses so far, recent ones weighing most."""
    total = weight = 0.0
    means = []
    for loss in losses:
        total, weight = keep * total + (1 - keep) * loss, keep * weight + (1 - keep)
        means.append(total / weight)
    return np.array(means)


@functools.cache  # trained once; run this cell again after a change in your functions
def trained(file, steps, n_a=50, seed=1):
    names = read_names(file)
    char_to_ix, ix_to_char = vocabulary(names)
    return model(names, ix_to_char, char_to_ix, steps, n_a, np.random.default_rng(seed))


def draw_losses(curves, lines, title):
    _, axes = plt.subplots(figsize=(7.5, 4), layout="constrained")
    for curve in curves:
        steps = range(51, len(curve) + 1)  # a mean of fewer is noise
        axes.plot(steps, curve[50:], color=BLUE, linewidth=1.5)
    for who, nats in lines.items():
        axes.axhline(nats, color="black", linestyle=":", linewidth=1)
        beside = {"xycoords": ("axes fraction", "data"), "va": "center"}
        axes.annotate(f"{who} {nats:.1f}", (1.01, nats), **beside)
    axes.set(xlabel="training step, one name each", ylabel="loss of a name, in nats")
    axes.set(title=title, ylim=(0, None))
    plt.show()


with when_written("model"):
    curves = [running_mean(trained("elements.txt", 6000, seed=seed)[1]) for seed in (1, 2)]
    draw_losses(curves, baselines(elements), "Elements: the running mean of the loss, two seeds")
    below = [int(np.argmax(curve < baselines(elements)["pairs"])) + 1 for curve in curves]
    print(f"The running mean falls below counting pairs at steps {below}.", end=" ")
    print(f"You predicted: {guess_steps or 'nothing written'}.")
    print(f"It ends at {', '.join(f'{curve[-1]:.1f}' for curve in curves)} nats for a name.")

# %% [markdown]
# *Better than pairs* is where memory begins: from there on, the state must hold more than the last letter.
#
# What does the network write on its way? A training that is stopped earlier, with the same seed, is the same training, seen at that stage.

# %% tags=["experiment"]
with when_written("model and sample"):
    untrained = initial_parameters(50, len(letter_to_ix), rng)
    for steps in (0, 100, 500, 2000, 6000):
        network = trained("elements.txt", steps)[0] if steps else untrained
        names = [decode(sample(network, letter_to_ix, rng), ix_to_letter) for _ in range(200)]
        ium = 100 * np.mean([name.endswith("ium") for name in names])
        known = 100 * np.mean([name in elements for name in names])
        print(f"{steps:>5} steps  -ium {ium:3.0f} %  known {known:3.0f} %", end="  ")
        print(", ".join(name[:14] for name in names[:6]))
    print(f"You predicted that it learns {guess_ending or '(nothing written)'} first.", end=" ")
    print("In the list, 67 % end in -ium.")

# %% [markdown]
# Look inside. Each row below is one step through *titanium*: what has just been read, and how probable each next letter is. The true one is framed.

# %% tags=["experiment"] alt="Two heat maps side by side, one row for each step through the name titanium, one column for each next character. After 500 steps most rows are spread over several letters. After 6000 steps most rows are concentrated on one letter, and the frame of the true letter is nearly always on it."
def draw_expectations(name, stages):
    indices = encode(name, letter_to_ix)
    X, Y = [None, *indices], [*indices, letter_to_ix["\n"]]
    read, shown = ["start", *name], [letter.replace("\n", "end") for letter in letter_to_ix]
    networks = [trained("elements.txt", steps)[0] for steps in stages]
    frame = {"fill": False, "edgecolor": "white", "linewidth": 1.8}
    figure, panels = plt.subplots(1, 2, figsize=(11, 4), sharey=True, layout="constrained")
    for axes, steps, network in zip(panels, stages, networks):
        loss, (probabilities, _) = sequence_loss(X, Y, np.zeros((50, 1)), network)
        table = np.hstack(probabilities).T
        picture = axes.imshow(table, cmap="cividis", vmin=0, vmax=1, aspect="auto")
        for t, target in enumerate(Y):
            axes.add_patch(plt.Rectangle((target - 0.5, t - 0.5), 1, 1, **frame))
            percent = f"{100 * table[t, target]:.0f}"
            ink = "black" if table[t, target] > 0.5 else "white"
            axes.text(target, t, percent, ha="center", va="center", fontsize=8, color=ink)
        axes.set_xticks(range(len(shown)), shown, fontsize=8)
        axes.set_yticks(range(len(X)), read)
        axes.set(title=f"after {steps} steps: loss {loss:.1f}", xlabel="next character")
        sure = [f"{read[t]} → {100 * table[t, target]:.0f} %" for t, target in enumerate(Y)]
        print(f"after {steps} steps, the true next character gets: {', '.join(sure)}")
    panels[0].set_ylabel("just read")
    figure.colorbar(picture, ax=panels, label="probability", fraction=0.03)
    plt.show()


with when_written("model and sequence_loss"):
    draw_expectations("titanium", (500, 6000))

# %% [markdown]
# The letters `t` and `i` stand in *titanium* twice each. A pair counter must expect the same after both. Does your network, early and late?

# %% [markdown]
# ## Experiment: does clipping help?
#
# At learning rate 0.01 fewer than 2 steps in 100 have an entry above 5, and clipping changes nothing that one could see. So raise the rate to 0.05, and compare three bounds: your 5, a much smaller one, and none at all. (The cell swaps your `clip` for one with another bound, and puts it back.)
#
# **Predict.** Which bound ends lowest after 2,000 steps, and will it be better than rate 0.01 was?

# %%
guess_bound = ""  # 0.5, 5 or none


# %% tags=["experiment"] alt="Running mean of the loss against steps at learning rate 0.05, two seeds for each bound. With bound 5 and without a bound the loss falls to about 18 and then rises to about 22; with bound 0.5 it falls to about 16 and stays. At rate 0.01 it keeps falling, to below 14."
def run_with_bound(bound, seed, steps=2000):
    yours = globals()["clip"]

    def with_bound(gradients, maxValue):
        return gradients if bound is None else yours(gradients, bound)

    rng = np.random.default_rng(seed)
    globals()["clip"] = with_bound
    try:
        return model(elements, ix_to_letter, letter_to_ix, steps, 50, rng, learning_rate=0.05)[1]
    finally:
        globals()["clip"] = yours


with when_written("model"):
    slow = running_mean(trained("elements.txt", 6000)[1], keep=0.99)[:2000]
    figure, axes = plt.subplots(figsize=(7.5, 4), layout="constrained")
    for bound, colour, style in ((0.5, GREEN, "-"), (5, BLUE, "--"), (None, RED, ":")):
        runs = [running_mean(run_with_bound(bound, seed), keep=0.99) for seed in (1, 2)]
        look = {"color": colour, "linestyle": style, "linewidth": 1.5}
        for run in runs:
            axes.plot(range(51, len(run) + 1), run[50:], **look)
        name = f"bound {bound}" if bound else "no bound"
        ends = ", ".join(f"{np.mean(run[-500:]):.1f}" for run in runs)
        print(f"{name:<9} mean loss of the last 500 steps: {ends}")
        axes.plot([], [], label=name, **look)
    axes.plot(range(51, 2001), slow[50:], color="black", linewidth=1, label="rate 0.01, bound 5")
    print(f"rate 0.01 mean loss of the same 500 steps: {np.mean(slow[-500:]):.1f}.", end=" ")
    print(f"You predicted: {guess_bound or 'nothing written'}.")
    axes.legend(frameon=False)
    axes.set(xlabel="training step", ylabel="loss of a name, in nats", ylim=(10, 35))
    axes.set(title="Learning rate 0.05")
    plt.show()

# %% [markdown]
# Surprised by your 5? At this rate it is too generous: the damage is done by many steps of ordinary size. A bound of 0.5 stops the decline, but the slower rate is better than any bound. Clipping limits single steps; it does not repair a learning rate that is too large for all of them.

# %% [markdown]
# ## Experiment: temperature
#
# Divide all scores by a number $\tau$, the **temperature**, before softmax. That changes how names are *drawn*, never how the network is trained. Dividing `Wya` and `by` does it, so your `sample` needs no change.
#
# **Predict.** As the temperature approaches 0, what happens to the number of different names? And far above 1, to the endings?

# %%
guess_cold = ""
guess_hot = ""


# %% tags=["experiment"] alt="Three curves against temperature from 0.2 to 3. The share of different names rises from about 20 to nearly 100 percent; names copied from the list fall from over 60 percent to none at temperature 2; names ending in -ium stay near 60 percent up to 1 and fall to about 10."
with when_written("model and sample"):
    network, _ = trained("elements.txt", 6000)
    temperatures, rows = (0.2, 0.5, 1.0, 1.5, 2.0, 3.0), []
    for temperature in temperatures:
        scaled = {**network, "Wya": network["Wya"] / temperature, "by": network["by"] / temperature}
        names = [decode(sample(scaled, letter_to_ix, rng), ix_to_letter) for _ in range(200)]
        different = 100 * (len(set(names)) / len(names))
        copied = 100 * np.mean([name in elements for name in names])
        ium = 100 * np.mean([name.endswith("ium") for name in names])
        rows.append((different, copied, ium))
        print(f"τ = {temperature:<4} different {different:3.0f} %", end="  ")
        print(f"copied {copied:3.0f} %  -ium {ium:3.0f} %", end="  ")
        print(", ".join(name[:14] for name in names[:4]))
    print(f"You predicted: cold, {guess_cold or 'nothing written'};", end=" ")
    print(f"hot, {guess_hot or 'nothing written'}.")
    figure, axes = plt.subplots(figsize=(7.5, 3.6), layout="constrained")
    labels = ("different", "copied from the list", "ending in -ium")
    looks = ((BLUE, "o", "-"), (RED, "s", "--"), (GREEN, "^", ":"))
    for curve, label, (colour, marker, style) in zip(np.transpose(rows), labels, looks):
        axes.plot(temperatures, curve, color=colour, marker=marker, linestyle=style)
        axes.annotate(label, (3.05, curve[-1]), color=colour, va="center")
    axes.set(xlabel="temperature", ylabel="percent of 200 names")
    axes.set(xlim=(0.1, 3.9), xticks=temperatures, ylim=(-3, 103))
    plt.show()

# %% [markdown]
# ## Experiment: film titles
#
# Nothing in your functions knows about elements. The second list has 250 film titles, with capitals, digits, accents and signs: 73 characters instead of 25, and no ending that most of them share.
#
# **Predict.** Will 5,000 steps be enough to beat counting pairs here?

# %%
guess_films = ""  # yes or no, and because?


# %% tags=["experiment"] alt="Running mean of the loss of a film title against training steps: from the uniform line at 63 nats down past the letters line at 51, and near the pairs line at 35 at the end."
films = read_names("film_titles.txt")
film_to_ix, ix_to_film = vocabulary(films)
print(f"{len(films)} titles, {len(film_to_ix)} characters: {''.join(film_to_ix).strip()}")
with when_written("model and sample"):
    network, losses = trained("film_titles.txt", 5000, n_a=64)
    curve = running_mean(losses)
    draw_losses([curve], baselines(films), "Film titles: the running mean of the loss")
    pairs = baselines(films)["pairs"]
    print(f"{curve[-1]:.1f} nats for a title, against {pairs:.1f} for pairs.", end=" ")
    print(f"You predicted: {guess_films or 'nothing written'}.")
    elements_curve = running_mean(trained("elements.txt", 6000)[1])
    ends = (("elements", elements, elements_curve[-1]), ("films", films, curve[-1]))
    for who, names, nats in ends:
        characters = np.mean([len(name) + 1 for name in names])
        print(f"{who:<9} {nats / characters:.2f} nats for each character")
    for _ in range(8):
        print("   ", decode(sample(network, film_to_ix, rng), ix_to_film))

# %% [markdown]
# ## Reflect
#
# Two or three sentences each; nobody grades them.

# %% [markdown]
# **1.** Take your most wrong prediction. What did you assume, and what is the case?
#
# *Your answer:*

# %% [markdown]
# **2.** Back to `rnn_cell`: two gradients arrive at each state. Which line of your `sequence_gradients` adds them, and where did each come from?
#
# *Your answer:*

# %% [markdown]
# **3.** At low temperature many names are copies from the list. Suppose the list held the names of a hospital's patients. What would you tell the person who wants to publish the network?
#
# *Your answer:*

# %% [markdown]
# ## If you are stuck
#
# Open one hint at a time.
#
# <details><summary><b>clip</b></summary>
#
# 1. *Reread* the example: what happens to −5, and to 0.3?
# 2. *Question:* which is larger, −12 or −5?
# 3. *Smaller case:* a single number, with `min` and `max`.
# 4. *In words:* for each array, replace what is above the bound by the bound, and what is below its negative by that. numpy has one function for both.
# </details>
#
# <details><summary><b>sequence_loss</b></summary>
#
# 1. *Reread* the drawing of *zinc*, from left to right.
# 2. *Question:* what does `Wax` times the zero vector add to the sum? And what shape has one column of `Wax`, once picked?
# 3. *Smaller case:* all parameters zero; then only `by` not zero.
# 4. *In words:* for every step, mix, squash, score, normalise, look up the target's probability, subtract its logarithm from the loss, keep both arrays.
# </details>
#
# <details><summary><b>sequence_gradients</b></summary>
#
# 1. *Reread* the worked case for A, and your own `rnn_backward` for B, C, D.
# 2. *Question:* `states` has one entry more than `probabilities`. Which entry went *into* step t, and which came *out*?
# 3. *Smaller case:* one step; then two. The check tells you at which number of steps it first fails.
# 4. *In words:* from last to first: probability minus truth; its share for the two output parameters; back through the output matrix, plus what was carried; times the slope; its share for the three others; carry on through the recurrent matrix.
# </details>
#
# <details><summary><b>sample</b></summary>
#
# 1. *Reread* the loop in the drawing: which arrow closes it?
# 2. *Question:* the first step has no character before it. What is its input?
# 3. *Smaller case:* `max_length=1`. Which two kinds of list may come out?
# 4. *In words:* until newline is drawn or the name is full: take a step, draw by the probabilities, write it down, let it be the next input. A full name gets its newline.
# </details>
#
# <details><summary><b>optimize</b></summary>
#
# 1. *Reread* the four results in the first sentence.
# 2. *Question:* which dict must hold the new values when the function returns: one of yours, or the one that was handed in?
# 3. *Smaller case:* learning rate 0. What may change?
# 4. *In words:* loss; gradients; clipped; for every parameter, take away rate times gradient.
# </details>
#
# <details><summary><b>model</b></summary>
#
# 1. *Reread* the example with 3 names and 7 steps.
# 2. *Question:* step 4 of 3 names: which position in the order is that, and of which epoch?
# 3. *Smaller case:* one name, and watch its loss fall.
# 4. *In words:* when the order is used up, draw a new one; take the next name, make inputs and targets, take a step from a state of zeros, note the loss.
# </details>

# %% [markdown]
# ## Checkpoint

# %% tags=["experiment"]
checkpoint(
    ("clip", 10, check_clip, clip),
    ("sequence_loss", 20, check_sequence_loss, sequence_loss),
    ("sequence_gradients", 30, check_sequence_gradients, sequence_gradients, sequence_loss),
    ("sample", 20, check_sample, sample),
    ("optimize", 10, check_optimize, optimize, sequence_loss, sequence_gradients, clip),
    ("model", 25, check_model, model, sequence_loss),
)

# %% [markdown]
# Six passes? Save, and hand in as `README.md` says. Your network forgets the beginning of a long title before it reaches the end; the part `lstm` gives it a memory that lasts.
