# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
#   autograder:
#     refuses: [torch]
# ---

# %% [markdown]
# # The RNN cell: one matrix that remembers
#
# You will write a recurrent network and its gradients in plain numpy (the grader refuses torch here), then measure two things on your own code: how far back it **remembers**, and how far back it can **learn**.
#
# | time | points | you need | it prepares |
# |---|---|---|---|
# | about 2 hours | 45, in 4 exercises | matrix product, chain rule, numpy | `char_lm`: a network that invents names |
#
# Write each prediction *before* you run the cell below it. Predictions are never graded; surprise is what makes the answer stay.
#
# **Save before you run everything: your answers live only in this notebook.**

# %%
import matplotlib.pyplot as plt
import numpy as np

from checks import checkpoint, gradient_check, step_fingerprint, when_written
from checks_rnn_cell import check_rnn_backward, check_rnn_forward
from checks_rnn_cell import check_rnn_cell_backward, check_rnn_cell_forward

plt.rcParams["figure.facecolor"] = "white"
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False})
BLUE, ORANGE, GREEN, RED, PINK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7"
rng = np.random.default_rng(0)


def random_parameters(n_x, n_a, n_y):
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_y, n_a)}
    shapes |= {"ba": (n_a, 1), "by": (n_y, 1)}
    return {name: 0.5 * rng.standard_normal(shape) for name, shape in shapes.items()}

# %% [markdown]
# ## See it first: one pulse, then silence
#
# The network below has a single number of memory. It hears one pulse at step 1, then only zeros. The three curves differ in one weight: the one that leads from the memory back to itself.

# %% tags=["experiment"] alt="Three curves of a memory over 20 steps after one pulse: with weight 0.5 it is gone after about 10 steps, with weight 1.0 it fades slowly, with weight 1.5 it stays near 0.86."
figure, axes = plt.subplots(figsize=(7, 3.2))
looks = {0.5: (RED, ":", "o"), 1.0: (GREEN, "--", "s"), 1.5: (BLUE, "-", "^")}
for weight, (colour, style, marker) in looks.items():
    memory = [np.tanh(1.0)]  # step 1: the pulse
    for step in range(2, 21):
        memory.append(np.tanh(weight * memory[-1]))  # silence: only the memory speaks
    axes.plot(range(1, 21), memory, color=colour, linestyle=style, marker=marker, markersize=4)
    axes.annotate(f"weight {weight}", (20.4, memory[-1]), va="center")
    print(f"weight {weight}: after 20 steps the memory holds {memory[-1]:.2g}")
axes.set(xlabel="step", ylabel="memory", xticks=[1, 5, 10, 15, 20], xlim=(0.5, 24), ylim=(-0.05, 1))
plt.show()

# %% [markdown]
# Forgotten, fading, or kept for good: one weight decides. By the end you will know what the same weight does to *learning*.

# %% [markdown]
# ## The idea
#
# A recurrent network reads a sequence one step at a time. It keeps a **state**, a column of `n_a` numbers for each example. At every step it mixes the new input with the state before, by the same weights each time:
#
# ![Three copies of the cell in a row. The initial state a0 enters the first; each copy passes its state on to the next through Waa, reads its input through Wax and makes a prediction through Wya. Dashed arrows run backward: into each state, one from its own loss and one from the following state.](figures/rnn_cell_unrolled.svg)
#
# Two facts follow, and this part is about nothing else.
#
# 1. **The state is the only messenger.** Whatever step 9 knows of step 2 has passed through every state in between.
# 2. **The gradient is a sum over routes.** Read the dashed arrows. A state influences the loss in two ways: through its own prediction, and through the state after it. So two gradients arrive, and they add. A weight is used at every step, so its gradient is a sum over all steps.
#
# Names and shapes, used throughout:
#
# | name | shape | meaning |
# |---|---|---|
# | `x` | `(n_x, m, T)` | inputs: `n_x` numbers, `m` examples side by side (the batch), `T` steps |
# | `a0` | `(n_a, m)` | the state before the first input |
# | `a[:, :, t]` | `(n_a, m)` | the state after reading `x[:, :, t]`; `t` counts from 0 |
# | `y_pred[:, :, t]` | `(n_y, m)` | the prediction of step `t`: one column of probabilities for each example |
#
# Read `d` as "gradient of the loss with respect to": `dWaa` has the shape of `Waa`.

# %% [markdown]
# ## By hand: two steps, one number of memory
#
# Take `Wax = 0.5`, `Waa = 0.8`, no bias, `a0 = 0.5`, and the inputs 1 and 0. The loss is simply the last state. Run the cell, and follow each number in the drawing.
#
# ![The same network with its numbers. Forward: a0 is 0.5, the first state 0.7163, the second 0.5176. Backward, dashed: the gradient starts as 1 at the second state, is multiplied by the slope 0.7321, then by Waa, arrives as 0.5857 at the first state, and continues in the same way to a0 as 0.2281.](figures/rnn_cell_routes.svg)

# %% tags=["experiment"]
Wax, Waa, a0 = np.array([0.5, 0.8, 0.5])
x = np.array([1.0, 0.0])
da = np.array([0.0, 1.0])  # the loss is the last state, so it looks at step 1 only


def states(Waa):
    state0 = np.tanh(Wax * x[0] + Waa * a0)
    state1 = np.tanh(Wax * x[1] + Waa * state0)
    return state0, state1


state0, state1 = states(Waa)
print(f"forward    state 0 = {state0:.4f}   state 1 = {state1:.4f}")

dz1 = da[1] * (1 - state1**2)  # the slope of tanh at z is 1 - tanh(z)²
carried = Waa * dz1  # back through Waa, to state 0
dz0 = (da[0] + carried) * (1 - state0**2)  # two arrows arrive at state 0, and add
da0 = Waa * dz0  # and once more through Waa
print(f"backward   dz1 = {dz1:.4f}   carried = {carried:.4f}   dz0 = {dz0:.4f}   da0 = {da0:.4f}")

dWaa = dz1 * state0 + dz0 * a0  # Waa was used twice: two terms
print(f"dWaa       {dz1 * state0:.4f} (used at step 1) + {dz0 * a0:.4f} (at step 0) = {dWaa:.4f}")

nudge = 1e-5
up = da @ states(Waa + nudge)  # the loss, with Waa a little larger
down = da @ states(Waa - nudge)  # and a little smaller
print(f"measured   {(up - down) / (2 * nudge):.4f} by nudging Waa")

# %% [markdown]
# **Change one number.** Let the loss look at both states: set `da = [1.0, 1.0]`. Which of `dz1`, `carried`, `dz0` and `da0` will move? Decide, then run the cell again.
#
# That cell holds the whole algorithm. What remains is to do it for matrices, for many examples and for any number of steps.

# %% [markdown]
# ## Exercise `rnn_cell_forward`: one step
#
# *20 minutes, 10 points. [Stuck?](#If-you-are-stuck)* Everything else calls this function `T` times.
#
# ![The cell: xt enters through Wax and a_prev through Waa; both meet ba in a sum, tanh makes a_next. From a_next a branch goes through Wya and by and a softmax to yt_pred. Shapes stand on the wires.](figures/rnn_cell_cell.svg)
#
# $$\underbrace{\mathtt{a\_next}}_{(n_a,\,m)} = \tanh\big(\underbrace{\mathtt{Wax}}_{(n_a,\,n_x)}\,\underbrace{\mathtt{xt}}_{(n_x,\,m)} + \underbrace{\mathtt{Waa}}_{(n_a,\,n_a)}\,\underbrace{\mathtt{a\_prev}}_{(n_a,\,m)} + \underbrace{\mathtt{ba}}_{(n_a,\,1)}\big)$$
#
# $$\underbrace{\mathtt{yt\_pred}}_{(n_y,\,m)} = \mathrm{softmax}\big(\underbrace{\mathtt{Wya}}_{(n_y,\,n_a)}\,\mathtt{a\_next} + \underbrace{\mathtt{by}}_{(n_y,\,1)}\big)$$
#
# In words: add what the input says, what the memory says and a bias, and squash the sum. Then **softmax** turns each column of scores into probabilities: take exp of every score, divide by the sum of its column.
#
# **Example.** Scores 0, 0 and ln 2 give 1/4, 1/4 and 1/2. The scores 1000, 1000 and 1000 + ln 2 must give the same, although `np.exp(1000)` overflows.
#
# **Predict.** Add 10 to every entry of `by`. What happens to `yt_pred`?

# %%
guess_bias = ""  # "nothing", "all grow", "the largest wins" … and because?


# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    """One step of the cell: the next state and a prediction from it.

    Arguments, float64 arrays that must not be changed in place; here and in every exercise each
    size is at least 1:
        xt: (n_x, m), the inputs of this step, one column per example
        a_prev: (n_a, m), the state before this step
        parameters: dict, in any order, of the arrays
            Wax (n_a, n_x), Waa (n_a, n_a), Wya (n_y, n_a), ba (n_a, 1), by (n_y, 1)

    Returns a tuple; its arrays may be float32 or float64, here and in every exercise:
        a_next: (n_a, m), the state after this step
        yt_pred: (n_y, m), probabilities; each column sums to 1, also for scores in the thousands
        cache: the tuple (a_next, a_prev, xt, parameters), for the way back
    """
    Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
    ba, by = parameters["ba"], parameters["by"]
    # A. Mix: what the input says, what the memory says, and a bias; squash the sum to get a_next.
    # B. Score: one score per class, from the new state.
    # C. Normalise: each column of scores becomes probabilities. Take care of large scores.
    # D. Keep: pack the cache.
    ### BEGIN SOLUTION
    a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)
    scores = Wya @ a_next + by
    weights = np.exp(scores - scores.max(axis=0, keepdims=True))  # same ratios, never above 1
    yt_pred = weights / weights.sum(axis=0, keepdims=True)
    cache = (a_next, a_prev, xt, parameters)
    ### END SOLUTION
    return a_next, yt_pred, cache


# %% item="rnn_cell_forward" points=10
check_rnn_cell_forward(rnn_cell_forward)

# %% tags=["experiment"]
with when_written("rnn_cell_forward"):
    parameters = random_parameters(n_x=3, n_a=5, n_y=2)
    xt, a_prev = rng.standard_normal((3, 4)), rng.standard_normal((5, 4))
    before = rnn_cell_forward(xt, a_prev, parameters)[1]
    after = rnn_cell_forward(xt, a_prev, {**parameters, "by": parameters["by"] + 10})[1]
    print(f"You predicted: {guess_bias or 'nothing written'}.")
    print(f"Largest change of yt_pred: {np.abs(after - before).max():.1e}")

# %% [markdown]
# **Why?** In one sentence: what does softmax look at, if not the scores themselves?
#
# *Your sentence:*

# %% [markdown]
# **Next.** Passed early? Find parameters for which `a_next` forgets `a_prev` completely.

# %% [markdown]
# ## Exercise `rnn_forward`: through time
#
# *15 minutes, 10 points. [Stuck?](#If-you-are-stuck)* Run the cell along the sequence. The way back needs what every step has seen, so keep the caches.
#
# $$\mathtt{a[:,:,t]},\ \mathtt{y\_pred[:,:,t]} = \mathrm{cell}\big(\mathtt{x[:,:,t]},\ \text{the state before}\big), \qquad t = 0, \dots, T-1$$
#
# **Example.** `x` of shape (3, 4, 6) and `a0` of shape (5, 4) give `a` of shape (5, 4, 6); with `n_y = 2`, `y_pred` has shape (2, 4, 6), and `caches[0]` has 6 entries.
#
# **Predict.** Of `T = 6` steps, change the input of step 2 only. Which states `a[:, :, t]` change?

# %%
guess_states = ""  # a list of t, and because?


# %% item="rnn_forward" uses=["rnn_cell_forward"]
def rnn_forward(x, a0, parameters):
    """The cell along a whole sequence, the same parameters at every step.

    Arguments, float64 arrays that must not be changed in place:
        x: (n_x, m, T), the inputs; step t is x[:, :, t]
        a0: (n_a, m), the state before the first step
        parameters: dict as in rnn_cell_forward

    Returns a tuple:
        a: (n_a, m, T), the states; a[:, :, t] is the state after reading x[:, :, t]
        y_pred: (n_y, m, T), the predictions
        caches: the tuple (list of the T caches of rnn_cell_forward in order, x)
    """
    # A. Make room for the T states and the T predictions.
    # B. Step: hand each input and the state before it to the cell; store what comes back.
    # C. Keep: collect the caches.
    ### BEGIN SOLUTION
    n_a, m = a0.shape
    T = x.shape[2]
    a = np.zeros((n_a, m, T))
    y_pred = np.zeros((parameters["by"].shape[0], m, T))
    steps = []
    state = a0
    for t in range(T):
        state, y_pred[:, :, t], cache = rnn_cell_forward(x[:, :, t], state, parameters)
        a[:, :, t] = state
        steps.append(cache)
    caches = (steps, x)
    ### END SOLUTION
    return a, y_pred, caches


# %% item="rnn_forward" points=10
check_rnn_forward(rnn_forward, rnn_cell_forward)

# %% tags=["experiment"]
with when_written("rnn_forward"):
    parameters = random_parameters(n_x=3, n_a=5, n_y=2)
    x, a0 = rng.standard_normal((3, 4, 6)), np.zeros((5, 4))
    changed = x.copy()
    changed[:, :, 2] += 1
    difference = rnn_forward(changed, a0, parameters)[0] - rnn_forward(x, a0, parameters)[0]
    print(f"You predicted: {guess_states or 'nothing written'}.")
    for t in range(6):
        print(f"a[:, :, {t}] moved by {np.abs(difference[:, :, t]).max():.2g}")

# %% [markdown]
# **Why?** Which line of your function carries the past, and how would you notice if it were missing?
#
# *Your sentence:*

# %% [markdown]
# **Next.** Passed early? Run the first half of a sequence, then the second half with the last state as `a0`. What should hold?

# %% [markdown]
# ## Experiment: how long does a nudge live?
#
# Now that you can run a network, measure its memory. Take 32 units, random weights and random inputs. Run it twice; the second time, nudge `a0` a little. How different are the two states after 30 steps?
#
# The size of `Waa` is stated by its **spectral radius**, the largest absolute eigenvalue. Without tanh, a nudge grows or shrinks by about this factor at each step: radius 1.1 gives 1.1³⁰ ≈ 17 after 30 steps.
#
# **Predict.** With tanh and radius 1.1, is the nudge after 30 steps larger than at the start, about the same, or smaller? And which radius would just keep it?

# %%
guess_nudge = ""  # "larger", "same" or "smaller"
guess_radius = None  # a number


# %% tags=["experiment"] alt="Influence of a nudge against steps, on a log scale, one line for each spectral radius: 0.5, 0.9, 1.1 and 1.5 fall, steeper for smaller radius; radius 2 stays near 1; radius 3 rises."
def random_network(radius, seed, n_x=3, n_a=32):
    rng = np.random.default_rng(seed)
    Waa = rng.standard_normal((n_a, n_a))
    Waa *= radius / np.abs(np.linalg.eigvals(Waa)).max()
    Wax = 0.5 * rng.standard_normal((n_a, n_x))
    unused = {"Wya": np.zeros((2, n_a)), "ba": np.zeros((n_a, 1)), "by": np.zeros((2, 1))}
    return {"Wax": Wax, "Waa": Waa, **unused}


def influence(radius, seed, steps=30, m=8):
    """Distance of two runs that differ by a nudge of a0, relative to the nudge, for each step."""
    rng = np.random.default_rng(seed)
    x, a0 = rng.standard_normal((3, m, steps)), rng.uniform(-0.5, 0.5, (32, m))
    nudge = 1e-3 * rng.standard_normal((32, m))
    network = random_network(radius, seed)
    apart = rnn_forward(x, a0 + nudge, network)[0] - rnn_forward(x, a0, network)[0]
    sizes = np.linalg.norm(apart, axis=0) / np.linalg.norm(nudge, axis=0)[:, None]
    return np.exp(np.log(np.maximum(sizes, 1e-12)).mean(axis=0))  # below 1e-12 is rounding


def rough(number):
    """A number with one digit that counts: 100, 0.7, 2e-05."""
    return f"{float(f'{number:.1g}'):g}"


with when_written("rnn_forward"):
    influence(1.0, seed=0, steps=2)
    print(f"You predicted for radius 1.1: {guess_nudge or 'nothing written'}.")
    print(f"You predicted the radius that just keeps it: {guess_radius or 'nothing written'}.")
    figure, axes = plt.subplots(figsize=(7.5, 4))
    axes.plot([0, 30], [1, 1], color="black", linewidth=0.8)
    axes.annotate("as large as at the start", (19, 1.8), fontsize=8)
    looks = {0.5: (RED, ":"), 0.9: (ORANGE, "--"), 1.1: (GREEN, "-.")}
    looks |= {1.5: (BLUE, "-"), 2.0: (PINK, "--"), 3.0: ("black", "-")}
    for radius, (colour, style) in looks.items():
        runs = [influence(radius, seed) for seed in range(3)]
        for run in runs:
            axes.semilogy(range(1, 31), run, style, color=colour, linewidth=0.6, alpha=0.5)
        middle = np.exp(np.mean(np.log(runs), axis=0))
        axes.semilogy(range(1, 31), middle, style, color=colour, linewidth=2)
        end = 29 if middle[-1] > 1e-11 else 18  # what reaches the floor is labelled on its way down
        axes.annotate(f"radius {radius}", (end + 2.5, middle[end]), va="center")
        ends = [run[-1] for run in runs]
        change = "grown" if middle[-1] > 1 else "shrunk"
        least, size, most = rough(min(ends)), rough(middle[-1]), rough(max(ends))
        print(f"radius {radius}: after 30 steps the nudge has {change} to", end=" ")
        print(f"{size} times its first size ({least} to {most})")
    print("1e-12 stands for all that is smaller: rounding hides it.")
    axes.set(xlabel="steps after the nudge", ylabel="influence, relative to the nudge")
    axes.set(xlim=(0, 37), ylim=(3e-13, 1e5))
    plt.show()

# %% [markdown]
# Compare with your prediction. Tanh is steepest at zero, with slope 1; everywhere else it is flatter, and each step multiplies by that slope. So radius 1 is *not* the border here: the nudge dies at 1.1 and at 1.5, and is about kept near 2. At 3 it grows a hundredfold and the two runs part: chaos is not memory either.
#
# **Change one thing.** Make the inputs ten times smaller. Which lines move, which way, and why?

# %% [markdown]
# ## Exercise `rnn_cell_backward`: one step back
#
# *25 minutes, 12 points. [Stuck?](#If-you-are-stuck)* Given how the loss changes with `a_next`, find how it changes with all that made `a_next`. The prediction `yt_pred` plays no role here: its share of the gradient is already inside `da_next`.
#
# Write $\mathtt{z}$ for the sum inside tanh. Three steps, as in the worked case:
#
# - **A. Through tanh:** from `da_next` to `dz`, both $(n_a, m)$. The slope of tanh at `z` is $1 - \tanh(\mathtt{z})^2$. You do not have `z`; what do you have?
# - **B. Back along each wire:** from `dz` to `dxt` $(n_x, m)$ and `da_prev` $(n_a, m)$.
# - **C. Collect for the weights:** from `dz` to `dWax` $(n_a, n_x)$, `dWaa` $(n_a, n_a)$ and `dba` $(n_a, 1)$.
#
# For single numbers, $\mathtt{z} = \mathtt{w}\,\mathtt{u}$ gives $\mathtt{du} = \mathtt{w}\,\mathtt{dz}$ and $\mathtt{dw} = \mathtt{dz}\,\mathtt{u}$. For matrices each is still one product of the same two things; the shapes leave only one way to write it. What several examples share is summed over them. Where a shape cannot tell, as with the square `Waa`, name the axes.
#
# **Example.** In the worked case, step 1 back: `da_next` 1, `a_next` 0.5176, `a_prev` 0.7163 give `dz` 0.7321, `da_prev` 0.5857, `dWaa` 0.5244.
#
# **Predict.** Replace one example by a batch of 4 equal copies, with the same `da_next` for each. Which of the five gradients become 4 times as large?

# %%
guess_copies = ""  # names, and because?


# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    """One step back: the gradients of everything that made a_next.

    Arguments, which must not be changed in place:
        da_next: (n_a, m), gradient of the loss with respect to a_next
        cache: the tuple (a_next, a_prev, xt, parameters) from rnn_cell_forward; parameters is a
            dict in any order

    Returns a dict of float arrays, each with the shape of what it belongs to:
        dxt (n_x, m), da_prev (n_a, m), dWax (n_a, n_x), dWaa (n_a, n_a), dba (n_a, 1);
        the last three are sums over the m examples, not means
    """
    # A. Through tanh.   B. Back along each wire.   C. Collect for the weights.
    ### BEGIN SOLUTION
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }
    ### END SOLUTION


# %% item="rnn_cell_backward" points=12
check_rnn_cell_backward(rnn_cell_backward, rnn_cell_forward)

# %% [markdown]
# How could the check know? It has no solution inside. It nudges every entry of every input of *your* forward function, measures the slope of the loss, and compares. The ruler is yours too: change the sizes, the weights, or break your function on purpose.

# %% tags=["experiment"]
with when_written("rnn_cell_forward and rnn_cell_backward"):
    parameters = random_parameters(n_x=2, n_a=3, n_y=2)
    xt, a_prev, da_next = (rng.standard_normal((rows, 1)) for rows in (2, 3, 3))

    def loss(xt, a_prev, **weights):
        a_next, _, _ = rnn_cell_forward(xt, a_prev, {**parameters, **weights})
        return np.sum(da_next * a_next)  # any number that has da_next as its gradient

    weights = {name: parameters[name] for name in ("Wax", "Waa", "ba")}
    inputs = {"xt": xt, "a_prev": a_prev, **weights}
    gradients = rnn_cell_backward(da_next, rnn_cell_forward(xt, a_prev, parameters)[2])
    gradient_check(loss, inputs, gradients)

    def four(columns):
        return np.repeat(columns, 4, axis=1)

    cache = rnn_cell_forward(four(xt), four(a_prev), parameters)[2]
    copies = rnn_cell_backward(four(da_next), cache)
    print(f"\nYou predicted: {guess_copies or 'nothing written'}.")
    print("With 4 copies the largest entry is")
    for name in gradients:
        ratio = np.abs(copies[name]).max() / np.abs(gradients[name]).max()
        print(f"{name:<8} {ratio:.0f} times as large")

# %% [markdown]
# **Why?** What is different about `dxt` and `da_prev`, that they do not sum over the batch?
#
# *Your sentence:*

# %% [markdown]
# **Next.** Passed early? How large may `eps` be, and how small, before `gradient_check` calls correct gradients wrong?

# %% [markdown]
# ## Exercise `rnn_backward`: back through time
#
# *25 minutes, 13 points. [Stuck?](#If-you-are-stuck)* Walk from the last step to the first with your one-step function. Two subgoals, both in the first drawing: **carry the gradient back**, and **sum over the uses**.
#
# The loss may look at every state; `da[:, :, t]` is what it says to state `t` *directly*. What it says *through later states* comes on the other dashed arrow.
#
# **Example.** In the worked case `da` is 0, then 1; the answers are `da0` 0.2281 and `dWaa` 0.6670.
#
# **Predict.** Someone forgets the carried gradient, and treats each step as if it stood alone. We check the function with `T` = 1, 2 and 4. At which `T` does it first fail, and in which gradients?

# %%
guess_fingerprint = ""  # the first T, and the names


# %% item="rnn_backward" uses=["rnn_cell_backward"]
def rnn_backward(da, caches):
    """Back through time: the gradients of a whole sequence.

    Arguments, which must not be changed in place:
        da: (n_a, m, T); da[:, :, t] is the gradient that step t's loss alone gives to a[:, :, t]
        caches: the tuple (list of T caches, x) from rnn_forward

    Returns a dict of float arrays, each with the shape of what it belongs to, no division by m:
        dx (n_x, m, T), da0 (n_a, m), dWax (n_a, n_x), dWaa (n_a, n_a), dba (n_a, 1)
    """
    ### BEGIN SOLUTION
    steps, x = caches
    total = {"dWax": 0.0, "dWaa": 0.0, "dba": 0.0}
    dx = np.zeros(x.shape)
    carried = np.zeros(da.shape[:2])
    for t in reversed(range(len(steps))):
        gradients = rnn_cell_backward(da[:, :, t] + carried, steps[t])
        dx[:, :, t] = gradients["dxt"]
        carried = gradients["da_prev"]
        for name in total:
            total[name] = total[name] + gradients[name]
    return {"dx": dx, "da0": carried, **total}
    ### END SOLUTION


# %% item="rnn_backward" points=13
check_rnn_backward(rnn_backward, rnn_forward)


# %% tags=["experiment"]
def forgetful(da, caches):
    """Your rnn_backward, called for each step as if it stood alone: the bug, made on purpose."""
    steps, x = caches
    alone = [rnn_backward(da[:, :, [t]], ([steps[t]], x[:, :, [t]])) for t in range(len(steps))]
    sums = {name: sum(one[name] for one in alone) for name in ("dWax", "dWaa", "dba")}
    dx = np.concatenate([one["dx"] for one in alone], axis=2)
    return {"dx": dx, "da0": alone[0]["da0"], **sums}


with when_written("rnn_forward and rnn_backward"):
    single = rnn_forward(np.zeros((3, 4, 1)), np.zeros((5, 4)), random_parameters(3, 5, 2))[2]
    rnn_backward(np.zeros((5, 4, 1)), single)  # waits here until it is written
    print(f"You predicted: {guess_fingerprint or 'nothing written'}.")
    print("The fingerprint of forgetting:")
    step_fingerprint(rnn_forward, forgetful)

# %% [markdown]
# **Why?** Why can a test with `T = 1` never find this bug?
#
# *Your sentence:*

# %% [markdown]
# **Next.** Passed early? Make the other famous bug, overwriting `dWaa` instead of summing, and read its fingerprint.

# %% [markdown]
# ## Experiment: how far back does learning reach?
#
# Let the loss look at the last of 40 states only, and split `dWaa` by route: what reaches `Waa` through its last use, its last but one, and so on. Cutting the sequence to its last `k` steps gives the gradient of all routes up to length `k`; training on such pieces is common, and is called truncated backpropagation.
#
# **Predict.** How many steps back do you need, so that the error of `dWaa` is below 1 %, for radius 0.5, 1.1 and 1.5?

# %%
guess_reach = {0.5: None, 1.1: None, 1.5: None}  # numbers of steps, 1 to 40


# %% tags=["experiment"] alt="Three panels for spectral radius 0.5, 1.1 and 1.5. Bars: share of dWaa by route length, falling from the left, slower for larger radius. Line: the error if longer routes are cut, below 1 percent after a few steps for 0.5 and only after most of the 40 steps for 1.5."
def routes(radius, seed, T=40, m=8):
    """dWaa of the last k steps alone, for k = 1 … T; the loss looks at the last state only."""
    rng = np.random.default_rng(seed)
    x, a0 = rng.standard_normal((3, m, T)), np.zeros((32, m))
    steps, _ = rnn_forward(x, a0, random_network(radius, seed))[2]
    da = np.zeros((32, m, T))
    da[:, :, -1] = rng.standard_normal((32, m))
    pieces = [(da[:, :, -k:], (steps[-k:], x[:, :, -k:])) for k in range(1, T + 1)]
    return [rnn_backward(*piece)["dWaa"] for piece in pieces]


with when_written("rnn_forward and rnn_backward"):
    routes(1.0, seed=0, T=2)
    figure, panels = plt.subplots(1, 3, figsize=(9, 3.2), sharey=True, layout="constrained")
    for axes, radius in zip(panels, (0.5, 1.1, 1.5)):
        runs = [routes(radius, seed) for seed in range(4)]
        shares, errors = [], []
        for upto in runs:
            sizes = np.linalg.norm(np.diff([np.zeros((32, 32)), *upto], axis=0), axis=(1, 2))
            shares.append(100 * sizes / sizes.sum())
            missing = np.linalg.norm(upto[-1] - upto, axis=(1, 2))
            errors.append(100 * missing / np.linalg.norm(upto[-1]))
        share, error = np.mean(shares, axis=0), np.mean(errors, axis=0)
        axes.bar(range(1, 41), share, color="#9ecae8", edgecolor=BLUE, linewidth=0.5)
        axes.plot(range(1, 41), error, color=RED, marker="o", markersize=2.5)
        axes.set(title=f"radius {radius}", xlabel="route length k, in steps")
        enough = [int(np.argmax(below)) + 1 for below in np.array(errors) < 1]
        print(f"radius {radius}: error below 1 % from k = {enough} on, in 4 networks", end="; ")
        print(f"at k = 5 it is {error[4]:.1f} %")
        print(f"    You predicted: {guess_reach.get(radius) or 'nothing written'}.")
    panels[0].set_ylabel("percent")
    panels[0].annotate("bars: share of\nroutes of length k", (8, 40), fontsize=9)
    panels[2].annotate("dots: error if longer\nroutes are cut", (14, 50), fontsize=9)
    plt.show()

# %% [markdown]
# The two experiments are one: what cannot be remembered cannot be learned. Where a nudge has died out on its way forward, the gradient dies on its way back, through the same slopes and the same `Waa`. At radius 0.5, five steps hold nearly everything, and nothing further back can teach this network. At 1.5, cutting at five steps loses about half of `dWaa`.

# %% [markdown]
# ## Reflect
#
# Two or three sentences each; nobody grades them, and `char_lm` builds on them.

# %% [markdown]
# **1.** Take your most wrong prediction. What did you assume, and what is the case?
#
# *Your answer:*

# %% [markdown]
# **2.** Back to the worked case: without looking, how does `dWaa` come to have two terms, and which of them would `Waa = 0` remove?
#
# *Your answer:*

# %% [markdown]
# **3.** A friend sets the radius to 3, "so that nothing is forgotten". What do your two experiments say?
#
# *Your answer:*

# %% [markdown]
# ## If you are stuck
#
# Open one hint at a time.
#
# <details><summary><b>rnn_cell_forward</b></summary>
#
# 1. *Reread* the drawing of the cell: which wire goes into `Wya`?
# 2. *Question:* each column of `yt_pred` is one example. Which axis do you sum over, and what shape must that sum have to divide a `(n_y, m)` array?
# 3. *Smaller case:* scores 0, 0, ln 2 in one column; then the same plus 1000.
# 4. *In words:* for each column, subtract its largest score from all of it, take exp, divide by the column's sum.
# </details>
#
# <details><summary><b>rnn_forward</b></summary>
#
# 1. *Reread* the first drawing from left to right. Which arrow enters the second cell from the left?
# 2. *Question:* which variable changes its value in each turn of the loop, and what is it before the first?
# 3. *Smaller case:* the first cell of this notebook does it for one number and `T = 20`.
# 4. *In words:* start with a0; for every step in order, call the cell, keep what came back, let the new state be the past of the next step.
# </details>
#
# <details><summary><b>rnn_cell_backward</b></summary>
#
# 1. *Reread* subgoals A, B, C, and the worked case.
# 2. *Question:* what shape must the result have, and which two arrays from cache and `dz` can make it?
# 3. *Smaller case:* `n_a = n_x = m = 1`, by hand, with the numbers of the worked case; then `m = 2` with two different columns.
# 4. *In words:* the slope follows from the height of tanh alone. Along a wire the gradient meets the same matrix, read from the other side. A weight's gradient pairs what left the weight with what entered it, summed over examples.
# </details>
#
# <details><summary><b>rnn_backward</b></summary>
#
# 1. *Reread* the dashed arrows: which two reach a state in the middle, and which one the last?
# 2. *Question:* what is the carried gradient before the first turn of the loop, and where has it arrived after the last?
# 3. *Smaller case:* `T = 2` and one number, as in the worked case. Write your variables beside its lines.
# 4. *In words:* from last to first: join the two arrows, call the one-step function, put the input's gradient in its place, add the weights' gradients to their totals, hand on the state's.
# </details>

# %% [markdown]
# ## Checkpoint

# %% tags=["experiment"]
checkpoint(
    ("rnn_cell_forward", 20, check_rnn_cell_forward, rnn_cell_forward),
    ("rnn_forward", 15, check_rnn_forward, rnn_forward, rnn_cell_forward),
    ("rnn_cell_backward", 25, check_rnn_cell_backward, rnn_cell_backward, rnn_cell_forward),
    ("rnn_backward", 25, check_rnn_backward, rnn_backward, rnn_forward),
)

# %% [markdown]
# Four passes? Save, and hand in as `README.md` says. The next part, `char_lm`, gives this network letters, and lets it invent names.
