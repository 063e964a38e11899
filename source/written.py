# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
#   autograder:
#     refuses: []
# ---

# %% [markdown]
# # On paper: what ten minutes of thought tell you about hours of training
#
# You have built four recurrent networks and a classifier. Here you put the code aside: five small calculations by hand, then eighteen questions on what you saw. Each answer is short; each rests on your own runs.
#
# | time | points | you need | it prepares |
# |---|---|---|---|
# | about 4 hours, in two sittings | 60: 20 by hand, 40 in words | the five parts before, with their plots; a pocket calculator | a talk with anyone who uses these networks |
#
# Write each prediction *before* you run the cell below it. Predictions are never graded; surprise is what makes the answer stay.
#
# **Save before you run everything: your answers live only in this notebook.**

# %%
import hashlib
import unicodedata

import matplotlib.pyplot as plt
import numpy as np

from checks import checkpoint, when_written
from checks_written import check_gradient_factor, check_parameter_counts
from checks_written import check_reading_a_loss, check_stacked_shapes, check_two_steps
from checks_written import answers_so_far, draw_two_steps

plt.rcParams["figure.facecolor"] = "white"
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False})
BLUE, ORANGE, GREEN, RED, PINK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7"

# %% [markdown]
# ## See it first: a pencil against a network
#
# On paper, a gradient in a linear network changes by the same factor at every step back: the spectral radius of its recurrent matrix. The cell below measures that factor in networks of 32 units with random weights.

# %% tags=["experiment"]
def gradient_sizes(radius, seed, steps, n=32):
    """The norm of a gradient on its way back through a random linear network, after each step."""
    rng = np.random.default_rng(seed)
    W = rng.standard_normal((n, n))
    W *= radius / np.abs(np.linalg.eigvals(W)).max()
    gradient, sizes = rng.standard_normal(n), []
    for _ in range(steps):
        gradient = W.T @ gradient
        sizes.append(np.linalg.norm(gradient))
    return np.array(sizes)


for radius in (0.8, 0.9, 1.1):
    factors = []
    for seed in range(4):
        sizes = gradient_sizes(radius, seed, steps=300)
        factors.append((sizes[299] / sizes[99]) ** (1 / 200))
    measured = ", ".join(f"{factor:.3f}" for factor in factors)
    print(f"pencil: {radius} a step    machine, 4 networks: {measured} a step")

# %% [markdown]
# One number on paper describes a thousand weights. The exercises below are of this kind.

# %% [markdown]
# ## Your numbers
#
# Everyone calculates with other numbers. They are drawn from your student id, by the function below and a seed that is the same for the whole class. Nothing about them is secret.

# %%
numbers_seed = 0  # from course_config.py


def numbers_of(student_id, numbers_seed):
    """The numbers of one student, by name; the same id always gets the same ones.

    Capitals and spaces around the id do not matter. Without an id there are no numbers: {}.
    """
    name = unicodedata.normalize("NFKC", str(student_id)).strip().casefold()
    if not name:
        return {}

    def draw(what, *choices):
        digest = hashlib.sha256(f"{numbers_seed} {name} {what}".encode()).digest()
        return choices[int.from_bytes(digest, "big") % len(choices)]

    return {
        # two_steps
        "h0": draw("h0", 1, 5),
        "W_h": draw("W_h", -1.5, -0.5, 0.5, 1.5),
        "W_x": draw("W_x", 0.1, 0.2),
        "W_y": draw("W_y", -2, 2),
        "x1": draw("x1", 20, 40),
        "x2": draw("x2", 50, 70, 80),
        "y1": draw("y1", 4.4, 5.6, 6.6, 8.6),
        "y2": draw("y2", 3.25, 4.75, 6.25, 7.75),
        # parameter_counts
        "D": draw("D", 12, 15, 20, 24, 30),
        "H": draw("H", 40, 50, 64, 80, 100),
        # gradient_factor
        "p": draw("p", 0.2, 0.3, 0.4),
        "q": draw("q", -0.9, -0.5, 0.5, 0.9),
        "k": draw("k", 10, 20, 30),
        "slope": draw("slope", 0.4, 0.5, 0.6, 0.8),
        # reading_a_loss
        "letters": draw("letters", 5, 6, 7, 8, 9),
        "name_nats": draw("name_nats", 10.7, 12.9, 14.6, 16.3),
        "V": draw("V", 25, 40, 73),
        # stacked_shapes
        "B": draw("B", 32, 48, 64),
        "T": draw("T", 11, 13, 17),
        "E": draw("E", 20, 24, 28),
        "U": draw("U", 50, 60, 100),
        "L": draw("L", 2, 3, 4),
        "C": draw("C", 6, 9, 14),
    }


def show_numbers(numbers):
    """One line for each exercise."""
    for exercise, names in (
        ("two_steps", ("h0", "W_h", "W_x", "W_y", "x1", "x2", "y1", "y2")),
        ("parameter_counts", ("D", "H")),
        ("gradient_factor", ("p", "q", "k", "slope")),
        ("reading_a_loss", ("letters", "name_nats", "V")),
        ("stacked_shapes", ("B", "T", "V", "E", "U", "L", "C")),
    ):
        print(f"{exercise:<17}", ", ".join(f"{name} = {numbers[name]}" for name in names))

# %% [markdown]
# Type your id between the quotes and run the cell. It must be the id under which you hand in: grading draws the numbers anew from the id in the gradebook, whatever stands here.

# %%
student_id = ""
numbers = numbers_of(student_id, numbers_seed)
if numbers:
    print(f"The numbers of {student_id!r}:")
    show_numbers(numbers)
else:
    print("No numbers yet: type your student id between the quotes above, and run this cell again.")

# %% [markdown]
# ## How to answer by hand
#
# Each exercise is a function that returns your answers. Replace the line that raises an error by one line for each answer, such as `h1 = 4.5`, and leave out what you do not know.
#
# - An answer is a number or, in the last exercise, a tuple. Whole numbers, decimals, fractions and expressions such as `3 * numbers["H"]` all count.
# - **Slips cost once.** A later answer that follows correctly from a wrong earlier one of yours earns its points. Only a wrong answer that makes the rest trivial, such as 0, is not followed.
# - The checks look at the *form* of your answers: is it a finite number, do signs and units fit together? Whether an answer is right, only grading says.

# %% [markdown]
# ## Worked: two steps with nothing but numbers
#
# Take the simplest recurrent network there is. One number of memory, no tanh, no bias:
#
# $$h_1 = W_h\,h_0 + W_x\,x_1, \qquad h_2 = W_h\,h_1 + W_x\,x_2, \qquad \hat y_t = W_y\,h_t, \qquad L = (\hat y_1 - y_1)^2 + (\hat y_2 - y_2)^2$$
#
# In words: keep a share of the memory, add a share of the input, predict from the memory; the loss is the sum of the squared errors. Let $h_0 = 1$, $W_h = 1$, $W_x = 0.1$, $W_y = 2$, both inputs 10, both targets 5. Follow each number in the drawing, then run the cell.
#
# ![The two steps with their numbers. Forward: the memory is 1, then 2, then 3; the predictions are 4 and 6, the targets 5 and 5, so the errors are minus 1 and plus 1 and the loss is 2. Backward, dashed: minus 4 reaches the first state from its own prediction and plus 4 from the second state, which makes 0; plus 4 reaches the second state.](figures/written_two_steps.svg)

# %% tags=["experiment"]
first_target = 5


def loss_at(weight):
    """The loss of the worked case for any recurrent weight."""
    state1 = weight * 1 + 0.1 * 10
    state2 = weight * state1 + 0.1 * 10
    return (2 * state1 - first_target) ** 2 + (2 * state2 - 5) ** 2


state1 = 1 * 1 + 0.1 * 10
state2 = 1 * state1 + 0.1 * 10
print(f"forward    states {state1:g} and {state2:g}", end="   ")
print(f"predictions {2 * state1:g} and {2 * state2:g}   loss {loss_at(1):g}")
back2 = 2 * (2 * state2 - 5) * 2  # the slope of a square, then back along W_y
back1 = 2 * (2 * state1 - first_target) * 2 + 1 * back2  # two arrows arrive, and add
slope = back2 * state1 + back1 * 1  # W_h was used twice: two terms
print(f"backward   at the second state {back2:g}, at the first {back1:g};   dW_h = {slope:g}")
print(f"measured   dW_h = {(loss_at(1 + 1e-5) - loss_at(1 - 1e-5)) / 2e-5:.4f} by nudging W_h")

# %% [markdown]
# **Change one number.** Set `first_target = 4`. Which of the two backward numbers move, and does `dW_h`? Decide, run the cell again, then set it back to 5.

# %% [markdown]
# ## Exercise `two_steps`: your own two steps
#
# *25 minutes, 8 points. [Stuck?](#If-you-are-stuck)* The same network with your numbers. All answers are exact: they have few decimals, so do not round.
#
# **Predict.** Before you calculate: will $dL/dW_h$ be positive or negative? Look only at the signs of your numbers, and at whether the predictions will be too high or too low.

# %%
guess_sign = ""  # "positive" or "negative", and because?

# %% tags=["experiment"] alt="The graph of the two steps with your own inputs, targets and weights. States, predictions, loss and gradients are blanks until you have filled them in."
if numbers:
    draw_two_steps(numbers, answers_so_far(globals().get("two_steps", dict)))
    print("Fill the blanks on paper, then below; run this cell again to see them filled.")
else:
    print("The drawing waits for your student id, under “Your numbers”.")


# %% item="two_steps"
def two_steps():
    """The two steps of the linear network, forward and back, with your numbers.

    Your numbers: h0, W_h, W_x, W_y, inputs x1 and x2, targets y1 and y2.

    Returns a dict of exact numbers; None stands for no answer:
        h1, h2: the states
        yhat1, yhat2: the predictions
        loss: the sum of the two squared errors
        dh2, dh1: the gradients of the loss with respect to the states, all routes included
        dW_h: the gradient of the loss with respect to W_h
    """
    h1 = h2 = yhat1 = yhat2 = loss = dh2 = dh1 = dW_h = None
    ### BEGIN SOLUTION
    h1 = numbers["W_h"] * numbers["h0"] + numbers["W_x"] * numbers["x1"]
    h2 = numbers["W_h"] * h1 + numbers["W_x"] * numbers["x2"]
    yhat1 = numbers["W_y"] * h1
    yhat2 = numbers["W_y"] * h2
    loss = (yhat1 - numbers["y1"]) ** 2 + (yhat2 - numbers["y2"]) ** 2
    dh2 = 2 * (yhat2 - numbers["y2"]) * numbers["W_y"]
    dh1 = 2 * (yhat1 - numbers["y1"]) * numbers["W_y"] + numbers["W_h"] * dh2
    dW_h = dh2 * h1 + dh1 * numbers["h0"]
    ### END SOLUTION
    first = {"h1": h1, "h2": h2, "yhat1": yhat1, "yhat2": yhat2, "loss": loss}
    return {**first, "dh2": dh2, "dh1": dh1, "dW_h": dW_h}


# %% item="two_steps" points=8
check_two_steps(two_steps, numbers)

# %% tags=["experiment"]
with when_written("two_steps"):
    slope = two_steps()["dW_h"]
    sign = "not there yet" if slope is None else "positive" if slope > 0 else "negative"
    print(f"You predicted: {guess_sign or 'nothing written'}. By your calculation it is {sign}.")
    print("So, to lower the loss, a gradient step makes W_h", end=" ")
    print("?" if slope is None else "smaller." if slope > 0 else "larger.")

# %% [markdown]
# **Why?** `dW_h` has two terms. Which of them would a test with a single step never see?
#
# *Your sentence:*

# %% [markdown]
# **Next.** Passed early? The ruler of the worked case is yours: write your own numbers into `loss_at`, and measure `dW_h`.

# %% [markdown]
# ## Experiment: where does the slope change its sign?
#
# In the worked case $dL/dW_h = 8$ at $W_h = 1$. The cell below draws the loss for every $W_h$ from −1 to 1.5.
#
# **Predict.** At which $W_h$ is the slope zero, and how large is the loss there? A hint: with $W_h = 1$ the first prediction is too low and the second too high.

# %%
guess_flat = None  # a number between -1 and 1.5

# %% tags=["experiment"] alt="The loss of the worked case against the recurrent weight from minus 1 to 1.5: from 34 on the left it falls to its lowest point near 0.90, where it is 1.6, and rises steeply to 20 on the right. A short line marks the slope of 8 at weight 1."
weights = np.linspace(-1, 1.5, 251)
losses = np.array([loss_at(weight) for weight in weights])
lowest = weights[losses.argmin()]
figure, axes = plt.subplots(figsize=(7, 3.4))
axes.plot(weights, losses, color=BLUE)
axes.plot([0.8, 1.2], [2 - 1.6, 2 + 1.6], color=RED, linewidth=3)
axes.annotate("slope 8 at W_h = 1", (1.0, 2.0), (0.55, 20), arrowprops={"arrowstyle": "-"})
axes.plot([lowest], [losses.min()], color="black", marker="o")
flat = (lowest, losses.min())
axes.annotate(f"flat at {lowest:.2f}", flat, (-0.2, 4), arrowprops={"arrowstyle": "-"})
axes.set(xlabel="recurrent weight W_h", ylabel="loss", ylim=(-1, None))
plt.show()
print(f"You predicted: {guess_flat or 'nothing written'}.", end=" ")
print(f"The slope is zero at W_h = {lowest:.2f}, where the loss is {losses.min():.2f}.")

# %% [markdown]
# Not zero: one weight cannot mend two errors of opposite sign. And the curve is no parabola, although every error is squared: `W_h` is used twice, so it enters the last prediction as a square. With 50 steps it would enter as a 50th power.

# %% [markdown]
# ## Exercise `parameter_counts`: how many numbers does it learn?
#
# *15 minutes, 3 points. [Stuck?](#If-you-are-stuck)* An RNN layer has one block of weights, a GRU three such blocks, an LSTM four. A block reads the input, `D` numbers, and the state, `H` numbers, and makes `H` numbers.
#
# ![One block: a matrix of H rows and D columns for the input, a square matrix of H rows and H columns for the state, and one column of H biases; a dotted second column of biases is what torch adds. Below, an RNN drawn as one block, a GRU as three, an LSTM as four.](figures/written_blocks.svg)
#
# In textbooks a block has **one** bias. The layers of torch keep **two**, one beside each matrix; they are added, so the second brings nothing new, but it counts.
#
# **Example.** An RNN layer with `D = 2` and `H = 3` learns 18 numbers with one bias, and 21 with two.
#
# **Predict.** A plain RNN may have as many parameters as an LSTM of 64 units. About how many units is that: 90, 128 or 256?

# %%
guess_units = None  # a number, and because?


# %% item="parameter_counts"
def parameter_counts():
    """The number of parameters of one layer, with your input size D and state size H.

    Returns a dict of whole numbers; None stands for no answer:
        rnn, gru, lstm: with one bias in each block
        rnn_two, gru_two, lstm_two: with two biases in each block, as in torch
    """
    rnn = gru = lstm = rnn_two = gru_two = lstm_two = None
    ### BEGIN SOLUTION
    rnn = numbers["H"] * (numbers["D"] + numbers["H"] + 1)
    gru, lstm = 3 * rnn, 4 * rnn
    rnn_two = rnn + numbers["H"]
    gru_two, lstm_two = 3 * rnn_two, 4 * rnn_two
    ### END SOLUTION
    one = {"rnn": rnn, "gru": gru, "lstm": lstm}
    return {**one, "rnn_two": rnn_two, "gru_two": gru_two, "lstm_two": lstm_two}


# %% item="parameter_counts" points=3
check_parameter_counts(parameter_counts, numbers)

# %% tags=["experiment"]
with when_written("parameter_counts"):
    counts = answers_so_far(parameter_counts)
    if {"rnn", "gru", "lstm"} <= counts.keys():
        ratios = [float(counts[kind]) / float(counts["rnn"]) for kind in ("rnn", "gru", "lstm")]
        print("RNN : GRU : LSTM =", " : ".join(f"{ratio:g}" for ratio in ratios), "by your counts")
lstm, rnn = 4 * 64**2, 128**2
print(f"Four square matrices of 64 × 64 hold {lstm:,} numbers, one of 128 × 128 holds {rnn:,}.")
print(f"You predicted: {guess_units or 'nothing written'} units.", end=" ")
print("The other pieces grow with H, not with its square: the exact number is a few more than 128.")

# %% [markdown]
# **Why?** An LSTM beats an RNN with the same number of units. Is that because of its gates, or because it has more parameters? Which comparison would tell?
#
# *Your sentence:*

# %% [markdown]
# ## Experiment: powers are merciless
#
# A linear recurrence multiplies a gradient by the same number, $\lambda$, at every step back.
#
# **Predict.** For $\lambda$ = 0.99: how much is left after 100 steps, about a third, a hundredth, or nothing? And how much does $\lambda$ = 1.01 make of it?

# %%
guess_left = ""  # "a third", "a hundredth" or "nothing"
guess_grown = ""  # "about the same", "about 3 times" or "over 1000 times"

# %% tags=["experiment"] alt="Five straight lines on a log scale against the number of steps, up to 100. For 0.9 down to 3e-5, for 0.99 to 0.37, for 1 constant, for 1.01 up to 2.7, for 1.1 up to 14,000."
steps = np.arange(101)
looks = {0.9: (RED, ":"), 0.99: (ORANGE, "--"), 1.0: ("black", "-")}
looks |= {1.01: (GREEN, "--"), 1.1: (BLUE, ":")}
figure, axes = plt.subplots(figsize=(7.5, 3.8))
for factor, (colour, style) in looks.items():
    axes.semilogy(steps, factor**steps, color=colour, linestyle=style, linewidth=2)
    axes.annotate(f"λ = {factor:g}", (101, factor**100.0), va="center")
    print(f"λ = {factor:<5g} after 50 steps {factor**50:9.2g}, after 100 steps {factor**100:9.2g}")
axes.set(xlabel="steps back", ylabel="factor of the gradient", xlim=(0, 116))
plt.show()
print(f"You predicted for 0.99: {guess_left or 'nothing written'};", end=" ")
print(f"for 1.01: {guess_grown or 'nothing written'}.")

# %% [markdown]
# On a log scale a power is a straight line, and its slope is $\log\lambda$. Near 1 a change of one percent decides whether step 1 is heard at step 100; at 0.9 nothing helps.

# %% [markdown]
# ## Exercise `gradient_factor`: vanish or explode?
#
# *20 minutes, 4 points. [Stuck?](#If-you-are-stuck)* Now two units. Your recurrent matrix is
#
# $$W = \begin{pmatrix} p & q \\ q & p \end{pmatrix}$$
#
# with your `p` and `q`. An eigenvector of it is only stretched, never turned: find the two eigenvalues, for example from what $W$ does to $(1, 1)$ and to $(1, -1)$. The **spectral radius** is the larger of their absolute values.
#
# **Example.** For `p = 0.1` and `q = -0.4` the eigenvalues are −0.3 and 0.5, so the radius is 0.5; after 3 steps at most 0.125 of a gradient is left.
#
# **Predict.** Look at your `p` and `q`: will gradients vanish or explode?

# %%
guess_fate = ""  # "vanish" or "explode"


# %% item="gradient_factor"
def gradient_factor():
    """What your matrix W = [[p, q], [q, p]] does to a gradient. Three digits are enough.

    Returns a dict of numbers; None stands for no answer:
        radius: the spectral radius of W
        factor: by what a gradient along the leading eigenvector is multiplied in k steps,
            as an absolute value
        steps: a whole number: after how many steps is that factor below 1/100 for the first time,
            if it shrinks, or above 100, if it grows?
        critical_radius: now every unit has a tanh, and works where the slope of tanh is `slope`,
            at every step. Which spectral radius of W would just keep the gradient's size?
    """
    radius = factor = steps = critical_radius = None
    ### BEGIN SOLUTION
    radius = abs(numbers["p"]) + abs(numbers["q"])
    factor = radius ** numbers["k"]
    steps = int(np.ceil(np.log(100) / abs(np.log(radius))))
    critical_radius = 1 / numbers["slope"]
    ### END SOLUTION
    found = {"radius": radius, "factor": factor}
    return {**found, "steps": steps, "critical_radius": critical_radius}


# %% item="gradient_factor" points=4
check_gradient_factor(gradient_factor, numbers)

# %% tags=["experiment"]
with when_written("gradient_factor"):
    found = answers_so_far(gradient_factor)
    print(f"You predicted: {guess_fate or 'nothing written'}.", end=" ")
    if "radius" in found:
        print(f"By your radius, {float(found['radius']):g}, gradients", end=" ")
        print("vanish." if found["radius"] < 1 else "explode.")

# %% [markdown]
# **Why?** In `rnn_cell`, a network with tanh and radius 1.5 still forgot a nudge, and one with radius 2 about kept it. What does `critical_radius` say about the slopes in that network?
#
# *Your sentence:*

# %% [markdown]
# ## Exercise `reading_a_loss`: nats, bits, perplexity
#
# *15 minutes, 2 points. [Stuck?](#If-you-are-stuck)* A loss can be told in three ways. In **nats**: the mean of $-\log p$ with the natural logarithm, where $p$ is the probability given to the true character. In **bits**: the same with base 2. As **perplexity**: $e$ to the power of the nats, that is, among how many equally likely characters the network seems to choose.
#
# **Example.** A network that always hesitates between 4 characters, each with probability 1/4, has a loss of 1.386 nats or 2 bits for each character, and a perplexity of 4.
#
# **Predict.** What is the perplexity of a guesser who gives the same probability to each of 73 characters?

# %%
guess_perplexity = None  # a number


# %% item="reading_a_loss"
def reading_a_loss():
    """A network as in `char_lm` reads a name of `letters` letters; the loss of the whole name,
    with the newline that ends it, is `name_nats`. Three digits are enough; round at the end alone.

    Returns a dict of numbers; None stands for no answer:
        nats_per_step: the mean loss of one prediction, in nats
        bits_per_step: the same in bits
        perplexity: of the network on this name
        uniform_nats: the loss of the whole name, in nats, if all V characters, newline among them,
            were equally likely at every step
    """
    nats_per_step = bits_per_step = perplexity = uniform_nats = None
    ### BEGIN SOLUTION
    predictions = numbers["letters"] + 1
    nats_per_step = numbers["name_nats"] / predictions
    bits_per_step = nats_per_step / np.log(2)
    perplexity = np.exp(nats_per_step)
    uniform_nats = predictions * np.log(numbers["V"])
    ### END SOLUTION
    mean = {"nats_per_step": nats_per_step, "bits_per_step": bits_per_step}
    return {**mean, "perplexity": perplexity, "uniform_nats": uniform_nats}


# %% item="reading_a_loss" points=2
check_reading_a_loss(reading_a_loss, numbers)

# %% tags=["experiment"]
uniform = np.full(73, 1 / 73)
nats, bits = -np.log(uniform).mean(), -np.log2(uniform).mean()
print(f"73 equal chances: {nats:.3f} nats, {bits:.3f} bits,", end=" ")
print(f"perplexity {np.exp(nats):.0f} from nats and {2**bits:.0f} from bits.", end=" ")
print(f"You predicted: {guess_perplexity or 'nothing written'}.")

# %% [markdown]
# **Why?** A report gives a loss of 2.0 for each character and names no unit. Between which two perplexities do you have to choose?
#
# *Your sentence:*

# %% [markdown]
# ## Exercise `stacked_shapes`: through a model, without running it
#
# *15 minutes, 3 points. [Stuck?](#If-you-are-stuck)* A classifier of texts, as in `last_names`: a batch of `B` texts of `T` characters from an alphabet of `V`; an embedding of size `E`; an LSTM with `L` layers of `U` units; the last layer's last state; a linear layer onto `C` classes. Axes stand in the order of the parts `lstm` and `last_names`.
#
# ![From left to right: characters of shape B, T enter an embedding; its output enters the first of L LSTM layers, drawn on top of each other. The top layer gives last_layer_h, the states of all steps. From the last step of every layer come last_step_h and last_step_c. The state of the top layer alone, called summary, enters a linear layer, which gives logits. Each wire is marked with a question mark.](figures/written_stack.svg)
#
# **Example.** The input has the shape `(B, T)`; with `B = 4` and `T = 9` you would write `(4, 9)`.
#
# **Predict.** How many of the six shapes below contain `T`?

# %%
guess_with_T = None  # a number from 0 to 6


# %% item="stacked_shapes"
def stacked_shapes():
    """The shapes on the wires of the drawing, with your numbers, as tuples.

    Returns a dict of tuples of whole numbers; None stands for no answer:
        embedded: what the embedding returns
        last_layer_h: the states of the top layer at all steps
        last_step_h, last_step_c: the states and cell states of all layers after the last step,
            as your `LSTM` of the part `lstm` returns them
        summary: the state of the top layer after the last step
        logits: the scores of the classes
    """
    embedded = last_layer_h = last_step_h = last_step_c = summary = logits = None
    ### BEGIN SOLUTION
    B, T, U = numbers["B"], numbers["T"], numbers["U"]
    embedded = (B, T, numbers["E"])
    last_layer_h = (B, T, U)
    last_step_h = last_step_c = (numbers["L"], B, U)
    summary = (B, U)
    logits = (B, numbers["C"])
    ### END SOLUTION
    layers = {"embedded": embedded, "last_layer_h": last_layer_h, "last_step_h": last_step_h}
    return {**layers, "last_step_c": last_step_c, "summary": summary, "logits": logits}


# %% item="stacked_shapes" points=3
check_stacked_shapes(stacked_shapes, numbers)

# %% tags=["experiment"]
with when_written("stacked_shapes"):
    shapes = answers_so_far(stacked_shapes)
    with_T = [name for name, shape in shapes.items() if numbers["T"] in tuple(shape)]
    print(f"By your answers {len(with_T)} of {len(shapes)} contain T:", end=" ")
    print(f"{', '.join(with_T) or 'none'}.", end=" ")
    print("You predicted:", "nothing written." if guess_with_T is None else f"{guess_with_T}.")

# %% [markdown]
# **Why?** What would go wrong, and would you notice, if `summary` were taken as `last_layer_h[:, -1]` for a batch of texts of different lengths, padded at the end?
#
# *Your sentence:*

# %% [markdown]
# ## In your own words
#
# Eighteen questions; a person reads your answers. Most want three things: a **claim**, a **reason**, and an **observation** from your own runs of the earlier parts: a number, a plot, a name that your network wrote. The words stated are what a good answer needs; nobody counts them.
#
# Write each answer in place of *YOUR ANSWER HERE* (double-click the cell). Formulas may be typed as in code, `Waa.T @ dz`, or in LaTeX.

# %% [markdown]
# ### The cell
#
# **1. Memory of the cell.** *(2 points, about 50 words)* What passes from one step of the cell in `rnn_cell` to the next, and how does it come to hold what was read long ago? What is tanh for, and what is softmax for?

# %% [markdown] item="memory_of_the_cell" points=2
# ### BEGIN SOLUTION
# **Model answer.** Only the state passes on. At each step `Waa` mixes the old state into the new one, so that what was read before leaves its trace in the numbers of the state. Tanh makes the step non-linear and keeps every entry between −1 and 1, however long the sequence is. Softmax only reads the state out: it turns scores into probabilities and remembers nothing.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | state_carries | 1 | says that the state alone passes on, and that the recurrent weights mix the old state into the new one | The state is the only messenger between steps: say how the old state enters the new one. |
# | two_functions | 1 | tanh: bounded or non-linear state; softmax: probabilities for reading out, no part of the memory | Tanh shapes the memory, softmax only reads it: give each function its job. |
# ### END SOLUTION

# %% [markdown]
# **2. Gradients of the cell.** *(4 points, 5 to 8 formulas)* For $\mathtt{a\_next} = \tanh(\mathtt{z})$ with $\mathtt{z} = \mathtt{Wax}\,\mathtt{xt} + \mathtt{Waa}\,\mathtt{a\_prev} + \mathtt{ba}$ and a batch of `m` examples, derive `dz`, `dxt`, `da_prev`, `dWax`, `dWaa` and `dba` from `da_next`. Give the shape of each, and one sentence on why the weights' gradients are sums over the batch.

# %% [markdown] item="gradients_of_the_cell" points=4
# ### BEGIN SOLUTION
# **Model answer.** Through tanh, whose slope at z is 1 − tanh(z)²: `dz = da_next * (1 - a_next**2)`, shape (n_a, m), element by element. Entry (i, j) of z is Σ_k Wax[i, k] xt[k, j] + Σ_k Waa[i, k] a_prev[k, j] + ba[i]. Back along each wire, sum over all i that xt[k, j] reaches: `dxt = Wax.T @ dz`, (n_x, m); `da_prev = Waa.T @ dz`, (n_a, m). For a weight, sum over all j that it was used for: `dWax = dz @ xt.T`, (n_a, n_x); `dWaa = dz @ a_prev.T`, (n_a, n_a); `dba = dz.sum(axis=1, keepdims=True)`, (n_a, 1). The same weight acts on every example, and the loss adds the examples up, so its gradient adds up their shares.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | through_tanh | 1 | dz = da_next · (1 − a_next²), element by element, with a reason or the slope of tanh | The slope of tanh follows from its height: 1 − a_next². Start with dz. |
# | along_the_wires | 1 | dxt and da_prev with the transposed matrices on the left, and their shapes | Going back along a wire, the gradient meets the transposed matrix. Check by shapes. |
# | into_the_weights | 1 | dWax = dz xtᵀ and dWaa = dz a_prevᵀ, with shapes | A weight's gradient pairs what left it with what entered it. |
# | sum_over_the_batch | 1 | dba sums over the examples, and a sentence says why: the weights are shared by all examples | The weights are shared by all examples: their gradients are sums over the batch. |
# ### END SOLUTION

# %% [markdown]
# **3. Photographs or reviews?** *(2 points, about 50 words)* One group wants to name the species on photographs of birds, another to tell from film reviews whether the writer liked the film. For which of the two would you choose a recurrent network, and what about the data decides?

# %% [markdown] item="photographs_or_reviews" points=2
# ### BEGIN SOLUTION
# **Model answer.** For the reviews. A review is a sequence: it is read in one order, its length varies, and a word such as "not" changes what comes later, so a state that is carried along fits. A photograph has a fixed size and no first pixel; what matters are neighbours in two directions and the same pattern at any place, which convolutions fit better.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | reviews_are_sequences | 1 | chooses the reviews, because of order, varying length or dependence on earlier words | What in the data has an order and a varying length? That is what a recurrent network is made for. |
# | photographs_are_not | 1 | says what in photographs does not fit: no natural order, fixed size, neighbourhood in two dimensions | Also say why the other problem does not fit: a photograph has no first pixel. |
# ### END SOLUTION

# %% [markdown]
# ### Learning through time
#
# **4. To the power of T − t.** *(2 points, about 60 words)* In a linear recurrence $h_t = W h_{t-1} + x_t$ the loss looks at $h_T$ only. How does its gradient at $h_t$ depend on $W$? When does it vanish as $T - t$ grows, when does it explode, and what decides on the border?

# %% [markdown] item="power_of_the_matrix" points=2
# ### BEGIN SOLUTION
# **Model answer.** dL/dh_t = (Wᵀ)^(T−t) dL/dh_T. Along an eigenvector with eigenvalue λ the gradient is multiplied by λ^(T−t). If all \|λ\| < 1, it vanishes exponentially; if some \|λ\| > 1, the part along that direction grows exponentially; \|λ\| = 1 is the border, where size is kept. So the spectral radius decides, as in my plot of powers: 0.9 leaves 3e-5 after 100 steps.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | power | 1 | the (transposed) matrix, or its eigenvalues, to the power T − t | Each step back multiplies by the same matrix once more: write the product as a power. |
# | three_cases | 1 | vanishes if the largest absolute eigenvalue is below 1, explodes if above, 1 is the border | Compare the largest absolute eigenvalue with 1, and name all three cases. |
# ### END SOLUTION

# %% [markdown]
# **5. Tanh against ReLU.** *(2 points, about 60 words)* Look at your nine panels of `rnn_layer`, three nonlinearities at three spectral radii. Why did the gradient through tanh not explode, even at radius 1.5? What does ReLU do with a gradient at each unit, and what follows for vanishing and exploding? Give one number or curve from your panels.

# %% [markdown] item="tanh_against_relu" points=2
# ### BEGIN SOLUTION
# **Model answer.** The slope of tanh is 1 only at zero and smaller everywhere else; where states grow, units saturate and the slope falls towards 0. So growth brakes itself: in my panels at radius 1.5, the message through tanh even shrank a little, while with the identity it grew by about five powers of ten. ReLU passes a gradient unchanged where the unit is active and stops it where it is not. Nothing brakes growth, so it can explode; but about half of the units are off, so at radius 1 its message still died.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | tanh_brakes | 1 | slope at most 1 and small where units saturate, with an observation from the own panels | The slope of tanh is at most 1 and shrinks as states grow. Show it with one of your panels. |
# | relu_passes_or_stops | 1 | slope 1 or 0: no brake, so it can explode; inactive units pass nothing | The slope of ReLU is 1 or 0. Say what each of the two does to a long product. |
# ### END SOLUTION

# %% [markdown]
# **6. A loss at every step.** *(2 points, about 60 words)* With a loss at every step, the gradient norms in `rnn_layer` stayed nearly level over time, even at radius 0.5. A friend concludes: "So the network can learn at step 1 what it will need at step 30." What is wrong with that? Say which plot shows it.

# %% [markdown] item="loss_at_every_step" points=2
# ### BEGIN SOLUTION
# **Model answer.** The level curve is a sum over losses, and at every step the loss of that step itself and of the next few make up nearly all of it. What the loss of step 30 says to the state of step 1 still passes 29 matrices and slopes, and vanishes as before: in the map of loss step against state step, at radius 0.5, only a narrow band beside the diagonal is bright. The network learns what helps at once, not what helps later.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | local_gradients | 1 | the norm at a step comes mostly from its own loss and near ones | Split the gradient by the loss that it comes from: which losses make up most of it? |
# | far_losses_vanish | 1 | the far losses' share still passes the same product; refers to the map of loss step against state step, or its numbers | The way from step 30 to step 1 is as long as before. Point to the map that shows it. |
# ### END SOLUTION

# %% [markdown]
# **7. Two limits.** *(2 points, about 60 words)* Name two limits of plain recurrent networks that you met in your runs. For each say where it comes from, in one sentence, and support at least one of them by something that you saw.

# %% [markdown] item="two_limits" points=2
# ### BEGIN SOLUTION
# **Model answer.** (1) They forget: what reaches a state from many steps back was multiplied by `Waa` and by slopes below 1 at each step; my nudge at radius 0.9 had shrunk to about a ten-thousandth after 30 steps. (2) They are hard to train over long spans: gradients pass the same product and vanish, or explode, so far causes teach nothing. Others: steps must be computed one after the other, because each needs the state before; everything must fit into a state of fixed size.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | first_limit | 1 | a true limit with its cause, supported by an observation of the student's own | Add the cause of this limit, and a number or plot of yours that shows it. |
# | second_limit | 1 | another true limit with its cause; the observation may stand here instead | A second limit needs its own cause: fading, training, step after step, or the size of the state. |
# ### END SOLUTION

# %% [markdown]
# **8. From 40 to NaN.** *(2 points, about 50 words)* A training loss falls for 300 steps, jumps to 40, and then reads `nan` for ever. What most likely happened, and why does it never recover? Give two cures, and say why each helps.

# %% [markdown] item="loss_to_nan" points=2
# ### BEGIN SOLUTION
# **Model answer.** The gradient exploded: one step was so large that the weights landed far away, numbers overflowed to inf, and inf − inf or 0 · inf is nan. Every weight that meets a nan becomes nan, and no gradient leads back. Cures: clip the gradients, so that no single step is that large; a smaller learning rate, so that steps stay where the slope holds; a recurrent matrix that starts with spectral radius near 1, so that gradients do not grow; a softmax or loss that cannot overflow.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | cause | 1 | exploding gradient or too large a step, then overflow; nan spreads to all weights | Follow one very large step: what becomes of the weights, of the next loss, and of nan once it is in a weight? |
# | two_cures | 1 | two fitting cures, each with the reason why it helps | Give two cures, and for each the step of the accident that it prevents. |
# ### END SOLUTION

# %% [markdown]
# **9. What is clipping for?** *(2 points, about 60 words)* What does clipping prevent, and what can it not repair? Use what you saw in `char_lm` at learning rate 0.05, and say which of the two ways in the drawing you would choose, and why.
#
# ![A plane with a gradient that points steeply up, beyond a square and a circle around the origin. Clipped entry by entry it ends on the edge of the square and points in another direction. Clipped by its norm it ends on the circle and points in the same direction as before.](figures/written_clipping.svg)

# %% [markdown] item="what_clipping_is_for" points=2
# ### BEGIN SOLUTION
# **Model answer.** Clipping limits how far one step can go, so that a rare huge gradient, such as an exploding one, does not destroy what was learned. It does nothing for gradients that vanish, and it does not repair a learning rate that is too large for ordinary steps: at 0.05 the bound 5 changed little, 0.5 kept the loss near 16, and rate 0.01 with hardly any clipping was better than both. I would clip by norm, which shortens the step and keeps its direction; entry by entry bends it.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | what_it_prevents | 1 | single huge steps, as from exploding gradients; a choice between the two ways with a reason | Clipping limits the length of single steps. Say what that saves, and what each way does to the direction. |
# | what_it_cannot | 1 | does not help vanishing gradients or too large a rate, with an observation from the runs at 0.05 | Compare your runs at 0.05 with the one at 0.01: what did no bound repair? |
# ### END SOLUTION

# %% [markdown]
# **10. RMSprop and Adam.** *(2 points, about 60 words)* Gradients of recurrent networks differ by powers of ten, between weights and between moments of training. How do RMSprop and Adam deal with that? What does Adam add, and which problem of this notebook do both leave unsolved?

# %% [markdown] item="rmsprop_and_adam" points=2
# ### BEGIN SOLUTION
# **Model answer.** Both keep, for every weight, a running mean of the squared gradient and divide by its root. So steps have about the same size whether gradients are tiny or huge; flat stretches are crossed, and a sudden large gradient is tamed. Adam also averages the gradient itself (momentum), which smooths the noise of single examples, and corrects both means for their start at zero. Neither brings back what vanished on its way: rescaling a gradient that holds nothing of step 1 does not teach step 1.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | scaling | 1 | divides each weight's step by the root of the running mean of its squared gradient, so that steps have similar sizes | Say by what each weight's step is divided, and what that does to large and to tiny gradients. |
# | momentum_and_limit | 1 | Adam adds a mean of the gradient (and the correction of its start); vanished information stays lost | Name what Adam averages besides the squares, and what no rescaling can bring back. |
# ### END SOLUTION

# %% [markdown]
# ### Names and titles
#
# **11. What invented names show.** *(2 points, about 50 words)* Quote two names that your network of `char_lm` wrote after 6,000 steps: one that shows something it has learned about element names beyond the frequency of letters, and one that shows something it has not. Say what, each time.

# %% [markdown] item="what_invented_names_show" points=2
# ### BEGIN SOLUTION
# **Model answer.** "berronium" is on no list, but has the ending -ium, vowels and consonants in turn, and a usual length: the network has learned which letters follow which, and the plan of an ending over four letters. "drupnttium" shows what it has not: four consonants in a row that nobody could say, so the rule for the middle of a name is only half learned. (It knows nothing of chemistry: no name means anything.)
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | learned | 1 | a quoted name, and a regularity in it that letter frequencies alone do not give: an ending, syllables, a usual length | Quote a name of your own run, and name a pattern in it that takes memory. |
# | not_learned | 1 | a quoted name, and what in it no element name has, or that it is a mere copy, or that it means nothing | Quote a name that fails, and say which rule of the real names it breaks. |
# ### END SOLUTION

# %% [markdown]
# **12. Film titles.** *(3 points, about 80 words)* Why were film titles harder than element names? Give two reasons and one number from your run. Then propose three changes that could improve the titles, and say of each what it would improve.

# %% [markdown] item="why_film_titles_are_harder" points=3
# ### BEGIN SOLUTION
# **Model answer.** There are 73 characters instead of 25, many of them rare, so less is seen of each; and titles are longer and made of words in many languages, without an ending that most share, so much more has to be remembered. In my run the loss was still about as high as counting pairs after 5,000 steps, and higher for each character than with elements. Improvements: more titles, so that rare characters and words are seen more than once; an LSTM or GRU, so that the beginning of a long title is not forgotten; a larger state, longer training or Adam, for a lower loss in the same time; words or word pieces in place of characters, so that spelling need not be learned.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | reasons | 1 | two true reasons: vocabulary, length, variety or languages, too few examples of each pattern | Compare the two lists: characters, lengths, endings, examples of each pattern. Two reasons are needed. |
# | number | 1 | a number from the own run that shows the difference, with what it is compared to | Support it by a number of your run beside a baseline, such as nats for each character. |
# | three_changes | 1 | three different changes, each with what it would improve | Three changes are needed, each with the weakness that it mends. |
# ### END SOLUTION

# %% [markdown]
# ### Gates
#
# **13. Three gates and a candidate.** *(2 points, about 60 words)* What does each gate of an LSTM decide, and what is the candidate? Why do the gates use a sigmoid, and the candidate a tanh? What would go wrong the other way round?

# %% [markdown] item="gates_of_the_lstm" points=2
# ### BEGIN SOLUTION
# **Model answer.** The forget gate decides how much of each entry of the old cell state stays, the input gate how much of the candidate is written, the output gate how much of the cell state is shown as the state. The candidate is the new content. A sigmoid lies between 0 and 1, like a valve: closed, open or between. Tanh lies between −1 and 1, so content can raise or lower an entry. With tanh as a gate, a valve could turn the sign of what it lets through; with a sigmoid as candidate, the cell state could only grow.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | each_gate | 1 | forget: keeps of the old; input: writes of the new; output: shows; candidate: the new content | Give each of the four its own job: keep, write, show, and the content itself. |
# | sigmoid_and_tanh | 1 | sigmoid as a share from 0 to 1, tanh as signed content, and one thing that would go wrong | Compare the ranges: a share lies between 0 and 1, content needs both signs. |
# ### END SOLUTION

# %% [markdown]
# **14. Back along the cell state.** *(2 points, about 60 words)* Which factor does a gradient meet on its direct way from $c_t$ to $c_{t-1}$, and what is missing there that the plain cell has? Why does it vanish more slowly, and when does it vanish all the same? Use your runs with different forget biases in `lstm`.

# %% [markdown] item="back_along_the_cell_state" points=2
# ### BEGIN SOLUTION
# **Model answer.** On the direct way dc_{t−1} = f_t ∗ dc_t: only the forget gate, entry by entry; no matrix and no slope of tanh. With gates near 1 the product of many of them stays near 1. It vanishes all the same if the gates are smaller: 0.9 to the power of 50 is 0.005. In my run over sixty steps, forget bias 0 (gates near one half) let the gradient fall as fast as the plain RNN's, and bias 3 kept it nearly whole.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | only_the_forget_gate | 1 | the factor is f_t, entry by entry, without matrix and without slope of tanh | Differentiate c_t = f_t ∗ c_{t−1} + …: which factor stands before c_{t−1}, and what is not there? |
# | depends_on_the_gate | 1 | slow if gates are near 1, vanishes if not, with an observation from the runs | An LSTM that forgets half of its cell at each step vanishes too. Show it with your forget biases. |
# ### END SOLUTION

# %% [markdown]
# **15. Residual connections.** *(2 points, about 50 words)* A deep network for images often computes $y = x + F(x)$ in each block. What does this have in common with the cell state of an LSTM, seen from the gradient? Name one difference.

# %% [markdown] item="residual_connections" points=2
# ### BEGIN SOLUTION
# **Model answer.** In both, new content is added to what was there, so a gradient has a direct way back on which no weight matrix stands: dy/dx contains the identity, dc_t/dc_{t−1} the forget gate. So layers, or steps, far away still receive a gradient. Differences: the plain sum always keeps everything (factor 1), while the gate may forget; and blocks have weights of their own, while all steps share theirs.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | added_not_replaced | 1 | both add new content to the old, which leaves a direct way for the gradient | Both add instead of replacing: what does the derivative of a sum give? |
# | one_difference | 1 | a true difference: factor 1 against a learned gate, depth against time, own weights against shared ones | Name something that differs: the gate, the shared weights, or depth against time. |
# ### END SOLUTION

# %% [markdown]
# **16. Gates of a GRU.** *(2 points, about 50 words)* A GRU computes $h_t = (1 - z) * h_{t-1} + z * \tilde h_t$, and its candidate $\tilde h_t$ reads $r * h_{t-1}$. How does $z$ help memory and gradient over many steps, and what does $r$ allow?

# %% [markdown] item="gates_of_a_gru" points=2
# ### BEGIN SOLUTION
# **Model answer.** Where z is near 0 an entry is copied from step to step: it is remembered, and its gradient passes with factor 1 − z near 1, without matrix or tanh, for as long as the gate stays shut. Where z is near 1 the entry is replaced. The reset gate r lets the candidate ignore parts of the old state: with r = 0 it starts afresh from the input, as at the beginning of a new word, while z still decides what is overwritten.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | update_gate | 1 | z near 0 copies the state, so memory and gradient survive (factor 1 − z) | Put z = 0 into the formula: what becomes of the state, and of its gradient? |
# | reset_gate | 1 | r lets the candidate ignore the old state, entry by entry | Put r = 0 into the candidate: what does it still see? |
# ### END SOLUTION

# %% [markdown]
# **17. GRU or LSTM?** *(2 points, about 50 words)* Name two differences in how they are built; one of them may be a number of yours from `parameter_counts`. When would you take which, and how would you decide between them for a task of your own?

# %% [markdown] item="gru_or_lstm" points=2
# ### BEGIN SOLUTION
# **Model answer.** A GRU has two gates and one state; an LSTM three gates, and a cell state besides the state that it shows. So with equal sizes a GRU has three quarters of the parameters. One gate z both keeps and writes in a GRU, while an LSTM can keep and write at once, and so add up or count. I would take a GRU for few data or little time, an LSTM where long or exact memory matters, and decide by the validation loss of both at equal numbers of parameters, with several seeds.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | two_differences | 1 | two true differences: number of gates, separate cell state, coupled keeping and writing, parameters 3 : 4 | Compare gates, states and parameters: two differences are needed. |
# | choice | 1 | a sensible case for each, and a decision by comparison on validation data | Say when each is worth it, and by which comparison you would decide. |
# ### END SOLUTION

# %% [markdown]
# ### People
#
# **18. What it must not be used for.** *(3 points, about 80 words)* A firm wants to run your classifier of `last_names` over job applications, "to see where people come from". Who could be harmed, and how? What does the classifier in truth measure? Use one entry of your confusion matrix or one recall. State one rule for its use that you would sign.

# %% [markdown] item="misuse_of_the_classifier" points=3
# ### BEGIN SOLUTION
# **Model answer.** Applicants could be sorted out, invited less or watched more because of a name that they did not choose; whoever married, was adopted, or has a grandparent from elsewhere is put into the wrong box, and nobody tells them. The classifier measures how much the spelling of a name resembles lists of names by language: neither birthplace, nor citizenship, nor language, nor skill. And it errs unequally: in my matrix the recall of one language was far below that of another, so the harm falls on some groups more than on others. Rule: no decision about a person, and no record of a person's origin, may rest on it; it may be used to count in bulk only where those counted agreed and the errors for each group are published.
#
# | criterion | points | earned when | comment |
# |---|---|---|---|
# | harm | 1 | who is harmed and by which act: a concrete person or group and a concrete decision | Name somebody and what would happen to them: "it is unfair" is not yet a harm. |
# | what_it_measures | 1 | spelling compared with lists, not origin; unequal errors, shown by a number of the own run | It reads letters, not lives. Show with your confusion matrix for whom it errs most. |
# | rule | 1 | a rule that could be kept and checked, such as no decision about single people | State a rule that one could check: what may never rest on its output? |
# ### END SOLUTION

# %% [markdown]
# ## Reflect
#
# Two or three sentences each; nobody grades these.

# %% [markdown]
# **1.** Take your most wrong prediction of this notebook. What did you assume, and what is the case?
#
# *Your answer:*

# %% [markdown]
# **2.** Which answer above could you not have given before you ran the experiments? Which run changed your mind?
#
# *Your answer:*

# %% [markdown]
# ## If you are stuck
#
# Open one hint at a time.
#
# <details><summary><b>two_steps</b></summary>
#
# 1. *Reread* the worked case with a finger on the drawing.
# 2. *Question:* which two dashed arrows reach the first state? In which order must you calculate them?
# 3. *Smaller case:* forget the second step: `L = (yhat1 − y1)²`. What is `dW_h` then?
# 4. *In words:* errors first; each error, doubled and taken back along W_y, reaches its state; the second state hands on its gradient through W_h; each use of W_h pays gradient times what went in.
# </details>
#
# <details><summary><b>parameter_counts</b></summary>
#
# 1. *Reread* the drawing of one block: three pieces.
# 2. *Question:* how many rows have all three pieces?
# 3. *Smaller case:* `D = 2`, `H = 3` must give 18 and 21.
# 4. *In words:* count one block; take it one, three or four times; then add one more column for each block.
# </details>
#
# <details><summary><b>gradient_factor</b></summary>
#
# 1. *Reread* the example: `p = 0.1` and `q = -0.4`.
# 2. *Question:* what is W times (1, 1)? And W times (1, −1)?
# 3. *Smaller case:* for `steps`, multiply on a pocket calculator until the bound is crossed, and count.
# 4. *In words:* the radius is the larger absolute eigenvalue; powers of it give the factor; logarithms give the steps; with tanh, slope times radius must be 1.
# </details>
#
# <details><summary><b>reading_a_loss</b></summary>
#
# 1. *Reread* in `char_lm`: eight letters, but nine steps.
# 2. *Question:* over how many predictions is the mean taken?
# 3. *Smaller case:* the network that hesitates between 4 characters.
# 4. *In words:* divide the sum by the number of predictions; divide by ln 2 for bits; take e to the power of the nats, or 2 to the power of the bits.
# </details>
#
# <details><summary><b>stacked_shapes</b></summary>
#
# 1. *Reread* the drawing from left to right: which axis disappears where?
# 2. *Question:* which results hold all steps, which all layers, which neither?
# 3. *Smaller case:* one text, one layer, and write the axes' names before their sizes.
# 4. *In words:* embedding adds an axis; a layer keeps batch and time and changes the last axis; "last step" removes time; "all layers" puts layers in front; the linear layer changes the last axis.
# </details>

# %% [markdown]
# ## Checkpoint
#
# The five exercises by hand; the questions you can only check yourself. Is none of them left at *YOUR ANSWER HERE*?

# %% tags=["experiment"]
checkpoint(
    ("two_steps", 25, check_two_steps, two_steps, numbers),
    ("parameter_counts", 15, check_parameter_counts, parameter_counts, numbers),
    ("gradient_factor", 20, check_gradient_factor, gradient_factor, numbers),
    ("reading_a_loss", 15, check_reading_a_loss, reading_a_loss, numbers),
    ("stacked_shapes", 15, check_stacked_shapes, stacked_shapes, numbers),
)

# %% [markdown]
# Five passes, eighteen answers? Save, and hand in as `README.md` says. This was the last part: you now know what these networks can keep, what they lose, and how to find out.
