# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
#   autograder:
#     refuses: [torch.nn.RNN, torch.nn.LSTM, torch.nn.GRU, torch.nn.RNNCell, torch.nn.LSTMCell, torch.nn.GRUCell]
# ---

# %% [markdown]
# # LSTM: gates that decide what to keep
#
# You will write a long short-term memory (LSTM) twice: in numpy, with its gradients, and as a layer in torch. Then you will measure what makes its memory long. It is not the name.
#
# | time | points | you need | it prepares |
# |---|---|---|---|
# | about 3 hours | 60, in 7 exercises | the parts `rnn_cell` and `rnn_layer` | `last_names`: reading names with such layers |
#
# Write each prediction *before* you run the cell below it. Predictions are never graded; surprise is what makes the answer stay.
#
# **Save before you run everything: your answers live only in this notebook.**

# %%
import matplotlib.pyplot as plt
import numpy as np
import torch

from checks import checkpoint, gradient_check, step_fingerprint, when_written
from checks_lstm import check_lstm_backward, check_lstm_cell_backward
from checks_lstm import check_lstm_cell_forward, check_lstm_forward
from checks_lstm import check_lstm_parameter_count, lstm_case
from checks_lstm_layers import check_LSTM, check_LSTMLayer

plt.rcParams["figure.facecolor"] = "white"
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False})
BLUE, ORANGE, GREEN, RED, PINK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7"
torch.set_num_threads(1)  # these networks are small: more threads would only wait for each other
rng = np.random.default_rng(0)


def sigmoid(z):
    """Between 0 and 1, entry by entry: 1 / (1 + exp(-z)), written so that nothing overflows."""
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def softmax(scores):
    """Each column of scores as probabilities."""
    weights = np.exp(scores - scores.max(axis=0, keepdims=True))
    return weights / weights.sum(axis=0, keepdims=True)

# %% [markdown]
# ## See it first: hold, ignore, replace
#
# Two memories of one number hear the same noise. At the two marked steps the input is a message that should be remembered until the next. The first memory is a recurrent cell. The second has gates: at a mark it drops what it holds and takes the input; at all other steps it does neither. (Here the gates are set by hand. A network has to learn when to use them.)

# %% tags=["experiment"] alt="Inputs as grey dots over 40 steps, and two memories. The memory with gates takes the value 0.8 at the mark of step 4, holds it exactly until the mark of step 24, then holds -0.5. The recurrent cell follows the noise."
messages = {4: 0.8, 24: -0.5}
heard = [messages.get(t, noise) for t, noise in enumerate(0.5 * rng.standard_normal(40))]
gated, plain = [0.0], [0.0]
for t, x in enumerate(heard):
    keep, write = (0, 1) if t in messages else (1, 0)
    gated.append(keep * gated[-1] + write * x)
    plain.append(np.tanh(0.9 * plain[-1] + x))
figure, axes = plt.subplots(figsize=(7.5, 3.2))
axes.plot(heard, ".", color="0.6")
axes.plot(plain[1:], color=RED, linestyle=":", marker="s", markersize=3)
axes.plot(gated[1:], color=BLUE, linewidth=2)
axes.plot(*zip(*messages.items()), "o", color="black", markersize=9, fillstyle="none")
axes.annotate("gates", (39.5, gated[-1]), color=BLUE, va="center")
axes.annotate("recurrent cell", (39.5, plain[-1]), color=RED, va="center")
axes.annotate("message", (4, 0.8), xytext=(5, 1.1))
axes.set(xlabel="step", ylabel="memory", xlim=(-1, 47), ylim=(-1.3, 1.4))
plt.show()
print(f"At step 23, 19 steps after the message 0.8: gates {gated[24]:.2f},", end=" ")
print(f"recurrent cell {plain[24]:.2f}.")

# %% [markdown]
# ## The idea: a memory that nothing squashes
#
# A recurrent cell sends its whole state through a matrix and tanh at every step. That is what made memories and gradients fade in `rnn_cell`. An LSTM keeps a second state beside it, the **memory** `c`, and touches it as little as possible. Watch the cell grow, one gate at a time.
#
# **1. Forget.** A **gate** is a small layer that ends in a sigmoid, $1/(1+e^{-z})$: a number between 0 and 1 for each unit. The forget gate decides how much of each old number stays.
#
# ![Stage 1. The memory c_prev enters on a thick line. The forget gate reads the stack of a_prev and xt through Wf and bf, and a sigmoid; its result ft multiplies the memory.](figures/lstm_forget.svg)
#
# **2. Write.** The candidate `cct` says *what* could be written, between −1 and 1; the input gate `it` says *how much* of it.
#
# ![Stage 2. Two more boxes read the same stack: the input gate with a sigmoid gives it, the candidate with tanh gives cct. The two are multiplied.](figures/lstm_write.svg)
#
# **3. Remember.** What is kept and what is written add up to the new memory. From `c_prev` to `c_next` there is no matrix and no squashing.
#
# ![Stage 3. The thick line goes on: what is written is added to what is kept, and leaves as c_next.](figures/lstm_remember.svg)
#
# **4. Show.** The output gate `ot` decides how much of the memory is seen outside: by the prediction, and by all gates of the next step.
#
# ![Stage 4, the whole cell. A branch of c_next goes through tanh and is multiplied by ot, which the output gate makes from the same stack. The product is a_next.](figures/lstm_show.svg)
#
# | name | shape | meaning |
# |---|---|---|
# | `a_prev`, `a_next` | `(n_a, m)` | the output before and after this step, what `rnn_cell` called the state |
# | `c_prev`, `c_next` | `(n_a, m)` | the memory before and after |
# | `[a_prev; xt]` | `(n_a + n_x, m)` | output before and input, stacked: `a_prev` above, `xt` below |
# | `Wf`, `Wi`, `Wc`, `Wo` | `(n_a, n_a + n_x)` | of forget gate, input gate, candidate, output gate; biases `bf`, `bi`, `bc`, `bo` are `(n_a, 1)` |
#
# $\ast$ is the product entry by entry. `n_x`, `n_a`, `n_y`, `m` and `T` mean what they meant in `rnn_cell`.

# %% [markdown]
# ## By hand: one unit, forward and back
#
# Let the gates have the values below. On the way back, the memory hears of the loss on *two* routes: through `a_next`, and from the step after, as `dc_next`.
#
# ![The way back. Dashed: da_next goes to ot, and through tanh and ot into c_next. There dc_next from the following step joins it. The sum goes to ft, it and cct, and through ft on to c_prev as dc_prev.](figures/lstm_routes.svg)

# %% tags=["experiment"]
c_prev, ft, it, cct, ot = 2.0, 0.9, 0.5, -1.0, 0.6
da_next, dc_next = 1.0, 0.5


def one_unit(c_prev):
    kept, written = ft * c_prev, it * cct
    return ot * np.tanh(kept + written), kept + written


a_next, c_next = one_unit(c_prev)
print(f"forward   kept {ft * c_prev:.4f}, written {it * cct:.4f}:", end="   ")
print(f"c_next = {c_next:.4f}   a_next = {a_next:.4f}")
through_a = da_next * ot * (1 - np.tanh(c_next) ** 2)  # the slope of tanh, at c_next
print(f"backward  through a_next {through_a:.4f}, from the step after {dc_next}:", end="   ")
print(f"together {through_a + dc_next:.4f}")
dc_prev = (through_a + dc_next) * ft
print(f"          through the forget gate: dc_prev = {dc_prev:.4f}")

nudge = 1e-5
(a_up, c_up), (a_down, c_down) = one_unit(c_prev + nudge), one_unit(c_prev - nudge)
slope = (da_next * (a_up - a_down) + dc_next * (c_up - c_down)) / (2 * nudge)
print(f"measured            {slope:.4f} by nudging c_prev")

# %% [markdown]
# **Change one number.** Make the memory large: `c_prev = 8`. Which of the two routes dies, and why does the other not care?

# %% [markdown]
# ## Exercise `lstm_cell_forward`: one step
#
# *20 minutes, 10 points. [Stuck?](#If-you-are-stuck)* The fourth drawing, as code.
#
# $$\mathtt{ft} = \sigma\big(\underbrace{\mathtt{Wf}}_{(n_a,\,n_a+n_x)}\underbrace{[\mathtt{a\_prev};\mathtt{xt}]}_{(n_a+n_x,\,m)} + \underbrace{\mathtt{bf}}_{(n_a,\,1)}\big), \quad \text{in the same way } \mathtt{it} \text{ and } \mathtt{ot}; \qquad \mathtt{cct} = \tanh(\mathtt{Wc}\,[\mathtt{a\_prev};\mathtt{xt}] + \mathtt{bc})$$
#
# $$\underbrace{\mathtt{c\_next}}_{(n_a,\,m)} = \mathtt{ft} \ast \mathtt{c\_prev} + \mathtt{it} \ast \mathtt{cct}, \qquad \underbrace{\mathtt{a\_next}}_{(n_a,\,m)} = \mathtt{ot} \ast \tanh(\mathtt{c\_next}), \qquad \underbrace{\mathtt{yt\_pred}}_{(n_y,\,m)} = \mathrm{softmax}(\mathtt{Wy}\,\mathtt{a\_next} + \mathtt{by})$$
#
# In words: keep a share of the old, add a share of the new, show a share of the result. `sigmoid` and `softmax` stand in the first cell. The first four exercises are for numpy; the grader refuses torch there.
#
# **Example.** With all parameters zero, every gate is 1/2 and the candidate 0: `c_prev = 2` becomes `c_next = 1`, and `a_next = tanh(1) / 2 = 0.3808`.
#
# **Predict.** Can `a_next` be larger than 1? Can `c_next`?

# %%
guess_limits = ""  # for each of the two: yes or no, and because?


# %% item="lstm_cell_forward" refuses=["torch"]
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """One step of the cell: the next output, the next memory and a prediction.

    Arguments, float64 arrays that must not be changed in place; here and in every exercise each
    size is at least 1:
        xt: (n_x, m), the inputs of this step, one column per example
        a_prev: (n_a, m), the output of the step before
        c_prev: (n_a, m), the memory of the step before
        parameters: dict, in any order, of the arrays
            Wf, Wi, Wc, Wo (n_a, n_a + n_x); their first n_a columns meet a_prev, the others xt
            bf, bi, bc, bo (n_a, 1); Wy (n_y, n_a); by (n_y, 1)

    Returns a tuple; its arrays may be float32 or float64, here and in every exercise. It is right
    also for memories in the hundreds, and for sums and scores in the thousands:
        a_next: (n_a, m), the output of this step
        c_next: (n_a, m), the memory after this step
        yt_pred: (n_y, m), probabilities; each column sums to 1
        cache: the tuple (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
    """
    # A. Forget: how much of each old number stays?   B. Write: how much of which new number enters?
    # C. Remember: join the two to c_next.            D. Show: how much of the memory is seen?
    # E. Predict, and pack the cache.
    ### BEGIN SOLUTION
    both = np.concatenate([a_prev, xt])
    ft = sigmoid(parameters["Wf"] @ both + parameters["bf"])
    it = sigmoid(parameters["Wi"] @ both + parameters["bi"])
    cct = np.tanh(parameters["Wc"] @ both + parameters["bc"])
    c_next = ft * c_prev + it * cct
    ot = sigmoid(parameters["Wo"] @ both + parameters["bo"])
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    cache = (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
    ### END SOLUTION
    return a_next, c_next, yt_pred, cache


# %% item="lstm_cell_forward" points=10
check_lstm_cell_forward(lstm_cell_forward)

# %% tags=["experiment"]
with when_written("lstm_cell_forward"):
    _, silence, parameters = lstm_case(rng, steps=1, n_x=3, n_a=5, n_y=2, m=4)
    for bias in ("bf", "bi", "bc"):
        parameters[bias] = np.full((5, 1), 9.0)
    a, c = silence, np.zeros((5, 4))
    for step in range(1, 31):
        a, c, _, _ = lstm_cell_forward(np.zeros((3, 4)), a, c, parameters)
        if step in (1, 3, 10, 30):
            print(f"step {step:>2}: largest memory {c.max():6.2f}, largest output {a.max():.4f}")
    print(f"You predicted: {guess_limits or 'nothing written'}.")

# %% [markdown]
# **Why?** Two squashings stand on the way to `a_next`, and one before anything is written. Which one keeps `c_next` within limits?
#
# *Your sentence:*

# %% [markdown]
# **Next.** Passed early? Find biases for which the cell is a plain recurrent cell: the old memory is dropped, the new one shown in full.

# %% [markdown]
# ## Exercise `lstm_forward`: through time
#
# *10 minutes, 8 points. [Stuck?](#If-you-are-stuck)* As in `rnn_cell`, with a second thing to hand on. The output before the first step is `a0`; the memory begins empty, with zeros.
#
# **Example.** `x` of shape (3, 4, 6) and `a0` of shape (5, 4) give `a` and `c` of shape (5, 4, 6), with `n_y = 2` a `y` of shape (2, 4, 6), and `caches[0]` with 6 entries.
#
# **Predict.** Something is written once; from then on the forget gate stands at 0.9, and nothing else is written. What share is left after 50 more steps? And at 0.99?

# %%
guess_left = {0.9: None, 0.99: None}  # shares between 0 and 1


# %% item="lstm_forward" uses=["lstm_cell_forward"] refuses=["torch"]
def lstm_forward(x, a0, parameters):
    """The cell along a whole sequence, the same parameters at every step; the memory begins empty.

    Arguments, float64 arrays that must not be changed in place:
        x: (n_x, m, T), the inputs; step t is x[:, :, t]
        a0: (n_a, m), the output before the first step; the memory before it is all zeros
        parameters: dict as in lstm_cell_forward

    Returns a tuple, in this order:
        a: (n_a, m, T), the outputs; a[:, :, t] is the output after reading x[:, :, t]
        y: (n_y, m, T), the predictions
        c: (n_a, m, T), the memories
        caches: the tuple (list of the T caches of lstm_cell_forward in order, x)
    """
    ### BEGIN SOLUTION
    T = x.shape[2]
    a = np.zeros((*a0.shape, T))
    c = np.zeros_like(a)
    y = np.zeros((parameters["by"].shape[0], *x.shape[1:]))
    steps = []
    state, memory = a0, np.zeros(a0.shape)
    for t in range(T):
        state, memory, y[:, :, t], cache = lstm_cell_forward(x[:, :, t], state, memory, parameters)
        a[:, :, t], c[:, :, t] = state, memory
        steps.append(cache)
    caches = (steps, x)
    ### END SOLUTION
    return a, y, c, caches


# %% item="lstm_forward" points=8
check_lstm_forward(lstm_forward, lstm_cell_forward)

# %% tags=["experiment"]
with when_written("lstm_forward"):
    x = np.zeros((1, 1, 51))
    x[:, :, 0] = 40.0  # written at step 0; cct is tanh(x), so nothing later
    for forget in (0.5, 0.9, 0.99):
        weights = {"W" + gate: np.zeros((1, 2)) for gate in "fio"}
        biases = {"b" + gate: np.zeros((1, 1)) for gate in "ico"}
        parameters = {**weights, "Wc": np.array([[0.0, 1.0]]), **biases}
        parameters |= {"bf": np.full((1, 1), np.log(forget / (1 - forget)))}  # the sigmoid, undone
        parameters |= {"Wy": np.zeros((1, 1)), "by": np.zeros((1, 1))}
        c = lstm_forward(x, np.zeros((1, 1)), parameters)[2][0, 0]
        print(f"forget gate {forget}: bf = {parameters['bf'][0, 0]:.2f},", end=" ")
        print(f"left after 50 steps {c[50] / c[0]:.2g}.", end="  ")
        print(f"You predicted: {guess_left.get(forget) or 'nothing written'}.")

# %% [markdown]
# **Why?** Half of an LSTM's gates stand near 0.5 before training. What does that say about its memory on the first day?
#
# *Your sentence:*

# %% [markdown]
# ## Exercise `lstm_cell_backward`: one step back
#
# *30 minutes, 12 points. [Stuck?](#If-you-are-stuck)* Everything that you need stands in the cache and in the drawing of the way back.
#
# - **A. Join:** two gradients arrive at `c_next`, as in the worked case. Add them, $(n_a, m)$.
# - **B. To the gates:** from there to `ft`, `it` and `cct`; from `da_next` to `ot`. In $\mathtt{p} = \mathtt{u} \ast \mathtt{v}$, `du` is `dp ∗ v`. Then through each squashing: a sigmoid of height $s$ has slope $s(1-s)$, a tanh of height $s$ has slope $1-s^2$. That gives four `dz`, $(n_a, m)$.
# - **C. Back along the wires:** each `dz` gives its `dW` $(n_a, n_a+n_x)$ and `db` $(n_a, 1)$. All four gates read the same stack, so its gradient, $(n_a+n_x, m)$, is a sum of four. Its upper rows are `da_prev`.
# - **D. To the memory before:** `dc_prev` $(n_a, m)$.
#
# Find them by formula: nudging each weight is right too, but too slow for the sizes at grading.
#
# **Example.** In the worked case: `through_a` 0.1544, together 0.6544, `dc_prev` 0.5890.
#
# **Predict.** Set `dc_next` to zero: the loss looks at `a_next` only. Which of the eleven gradients are then zero?

# %%
guess_zero = ""  # names or "none", and because?


# %% item="lstm_cell_backward" refuses=["torch"]
def lstm_cell_backward(da_next, dc_next, cache):
    """One step back: the gradients of everything that made a_next and c_next.

    Arguments, which must not be changed in place:
        da_next: (n_a, m), gradient of the loss with respect to a_next
        dc_next: (n_a, m), gradient that comes to c_next from the following step, not through a_next
        cache: the tuple of ten from lstm_cell_forward; its parameters are a dict in any order

    Returns a dict of float arrays, each with the shape of what it belongs to:
        dxt (n_x, m), da_prev (n_a, m), dc_prev (n_a, m),
        dWf, dWi, dWc, dWo (n_a, n_a + n_x), dbf, dbi, dbc, dbo (n_a, 1);
        those of weights and biases are sums over the m examples, not means
    """
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    ### BEGIN SOLUTION
    seen = np.tanh(c_next)
    dc = dc_next + da_next * ot * (1 - seen**2)  # two routes lead into the memory
    slopes = {
        "f": dc * c_prev * ft * (1 - ft),
        "i": dc * cct * it * (1 - it),
        "c": dc * it * (1 - cct**2),
        "o": da_next * seen * ot * (1 - ot),
    }
    both = np.concatenate([a_prev, xt])
    dboth = sum(parameters["W" + gate].T @ dz for gate, dz in slopes.items())
    gradients = {"da_prev": dboth[: len(a_prev)], "dxt": dboth[len(a_prev) :], "dc_prev": dc * ft}
    for gate, dz in slopes.items():
        gradients["dW" + gate] = dz @ both.T
        gradients["db" + gate] = dz.sum(axis=1, keepdims=True)
    return gradients
    ### END SOLUTION


# %% item="lstm_cell_backward" points=12
check_lstm_cell_backward(lstm_cell_backward, lstm_cell_forward)

# %% tags=["experiment"]
with when_written("lstm_cell_forward and lstm_cell_backward"):
    x, a_prev, parameters = lstm_case(rng, steps=1, n_x=2, n_a=3, n_y=1, m=1)
    c_prev, da_next, dc_next = rng.standard_normal((3, 3, 1))
    names = [kind + gate for kind in "Wb" for gate in "fico"]
    inputs = {"xt": x[:, :, 0], "a_prev": a_prev, "c_prev": c_prev}
    inputs |= {name: parameters[name] for name in names}

    def loss(xt, a_prev, c_prev, **weights):
        a_next, c_next, _, _ = lstm_cell_forward(xt, a_prev, c_prev, {**parameters, **weights})
        return np.sum(da_next * a_next) + np.sum(dc_next * c_next)

    cache = lstm_cell_forward(x[:, :, 0], a_prev, c_prev, parameters)[3]
    # The ruler is yours: other sizes, other numbers, or a bug made on purpose.
    gradient_check(loss, inputs, lstm_cell_backward(da_next, dc_next, cache))
    quiet = lstm_cell_backward(da_next, 0 * dc_next, cache)
    zero = [name for name, value in quiet.items() if not value.any()]
    print(f"\nWith dc_next = 0, zero are: {zero or 'none'}.", end=" ")
    print(f"You predicted: {guess_zero or 'nothing written'}.")

# %% [markdown]
# **Why?** `dWo` does not change at all when you change `dc_next`. Follow the dashed arrows: why?
#
# *Your sentence:*

# %% [markdown]
# ## Exercise `lstm_backward`: back through time
#
# *20 minutes, 12 points. [Stuck?](#If-you-are-stuck)* Two lanes lead from step to step, so two gradients come back. The loss looks at the outputs: `da[:, :, t]` is what it says to output `t` directly.
#
# ![Three steps in a row, joined by two lanes: the memory c, thick, above, and the output a below. Dashed arrows run back along both lanes, and each step hears its own da from above.](figures/lstm_lanes.svg)
#
# **Example.** For `T = 1` the answers are those of `lstm_cell_backward` with a `dc_next` of zeros.
#
# **Predict.** Someone carries the lower lane back and forgets the upper one. We check with `T` = 1, 2 and 4. Which gradients are wrong at `T = 2`? (The memory begins empty.)

# %%
guess_lane = ""  # "all", or which not?


# %% item="lstm_backward" uses=["lstm_cell_backward"] refuses=["torch"]
def lstm_backward(da, caches):
    """Back through time: the gradients of a whole sequence.

    Arguments, which must not be changed in place:
        da: (n_a, m, T); da[:, :, t] is the gradient that step t's loss alone gives to a[:, :, t]
        caches: the tuple (list of T caches, x) from lstm_forward

    Returns a dict of float arrays, each with the shape of what it belongs to, no division by m:
        dx (n_x, m, T), da0 (n_a, m),
        dWf, dWi, dWc, dWo (n_a, n_a + n_x), dbf, dbi, dbc, dbo (n_a, 1)
    """
    ### BEGIN SOLUTION
    steps, x = caches
    dx = np.zeros((*x.shape[:2], da.shape[2]))
    da_carried = dc_carried = np.zeros(da.shape[:2])
    total = dict.fromkeys(("dWf", "dWi", "dWc", "dWo", "dbf", "dbi", "dbc", "dbo"), 0.0)
    for t in reversed(range(da.shape[2])):
        gradients = lstm_cell_backward(da[:, :, t] + da_carried, dc_carried, steps[t])
        dx[:, :, t] = gradients["dxt"]
        da_carried, dc_carried = gradients["da_prev"], gradients["dc_prev"]
        for name in total:
            total[name] = total[name] + gradients[name]
    return {"dx": dx, "da0": da_carried, **total}
    ### END SOLUTION


# %% item="lstm_backward" points=12
check_lstm_backward(lstm_backward, lstm_forward)


# %% tags=["experiment"]
def without_upper_lane(da_next, dc_next, cache):
    """Your cell's way back, deaf to what comes along the memory: the bug, made on purpose."""
    return own_cell_backward(da_next, 0 * dc_next, cache)


with when_written("lstm_forward and lstm_backward"):
    own_cell_backward = lstm_cell_backward
    single = lstm_forward(np.zeros((3, 4, 1)), np.zeros((5, 4)), lstm_case(rng, 1)[2])[3]
    lstm_backward(np.zeros((5, 4, 1)), single)  # waits here until it is written
    print(f"You predicted: {guess_lane or 'nothing written'}.")
    print("The fingerprint of a forgotten memory:")
    lstm_cell_backward = without_upper_lane
    try:
        step_fingerprint(lstm_forward, lstm_backward, case=lstm_case)
    finally:
        lstm_cell_backward = own_cell_backward

# %% [markdown]
# **Why?** At `T = 2` two matrices look innocent. What would you have needed in step 0 to catch `dWf`?
#
# *Your sentence:*

# %% [markdown]
# **Next.** Passed early? Cut the lower lane in the same way, and compare the two fingerprints.

# %% [markdown]
# ## Experiment: whose gradient lives longer?
#
# Sixty steps, 32 units, fresh random weights; the loss looks at the last output only. How large is the gradient that arrives at each earlier step? The four networks differ in one thing: a plain RNN, and LSTMs whose forget bias `bf` starts at 0, 1 or 3. Torch runs them, because it can show the gradient at every step in between; your own functions check it.
#
# **Predict.** Forty steps back, whose gradient is larger: the plain RNN's, or that of the LSTM with forget bias 0? By what factor does bias 3 change it?

# %%
guess_larger = ""  # "RNN", "LSTM" or "about the same"
guess_factor = None  # a number


# %% tags=["experiment"] alt="Two panels, gradient norm on a log scale against steps back from the loss, 0 to 60. Left, at the output: the plain RNN and the LSTM with forget bias 0 fall together to about 1e-12, bias 1 falls to about 1e-4, bias 3 stays near 1. Right, at the memory: the three LSTMs fall in the same way."
def set_forget_bias(layer, bias):
    """Torch has two biases for each gate, whose sum counts; its gates have the order i, f, g, o."""
    H = layer.hidden_size
    with torch.no_grad():
        for name, parameter in layer.named_parameters():
            if name.startswith("bias"):
                parameter[H : 2 * H] = bias if name.startswith("bias_ih") else 0.0
    return layer


def in_our_names(layer):
    """The weights of a torch LSTM as the parameters of lstm_forward."""
    own = {name.removesuffix("_l0"): value.detach() for name, value in layer.named_parameters()}
    W = torch.cat([own["weight_hh"], own["weight_ih"]], dim=1).numpy()
    b = (own["bias_ih"] + own["bias_hh"])[:, None].numpy()
    parameters = {"Wy": np.zeros((1, layer.hidden_size)), "by": np.zeros((1, 1))}
    for gate, w, bias in zip("ifco", np.split(W, 4), np.split(b, 4)):
        parameters |= {"W" + gate: w, "b" + gate: bias}
    return parameters


def gradient_norms(cell, x, upstream):
    """Norms of dL/da and dL/dc, one for each state from the first to the last; x is (T, m, n_x)."""
    a, c = (torch.zeros_like(upstream, requires_grad=True) for _ in range(2))
    outputs, memories = [a], [c]
    for xt in x:
        a, c = cell(xt, (a, c)) if isinstance(cell, torch.nn.LSTMCell) else (cell(xt, a), c)
        outputs, memories = [*outputs, a], [*memories, c]
    loss = (upstream * a).sum()
    gradients = torch.autograd.grad(loss, outputs + memories, allow_unused=True)
    norms = [np.nan if gradient is None else float(gradient.norm()) for gradient in gradients]
    return np.reshape(norms, (2, len(x) + 1))


def draw_gradients(T=60, back=40):
    figure, panels = plt.subplots(1, 2, figsize=(10, 3.8), sharey=True, layout="constrained")
    looks = {None: (RED, ":"), 0: (ORANGE, "--"), 1: (GREEN, "-."), 3: (BLUE, "-")}
    for bias, (colour, style) in looks.items():
        name, runs = "plain RNN" if bias is None else f"forget bias {bias}", []
        for seed in range(3):
            torch.manual_seed(seed)
            kind = torch.nn.RNNCell if bias is None else torch.nn.LSTMCell
            cell = kind(4, 32, dtype=torch.float64)
            if bias is not None:
                set_forget_bias(cell, bias)
            x, upstream = torch.randn(T, 8, 4).double(), torch.randn(8, 32).double()
            runs.append(gradient_norms(cell, x, upstream))
        low, middle, high = np.sort(runs, axis=0)[:, :, ::-1]  # of three seeds; last step first
        for axes, least, line, most in zip(panels, low, middle, high):
            axes.fill_between(range(T + 1), least, most, color=colour, alpha=0.2)
            axes.semilogy(line, color=colour, linestyle=style)
            if np.isfinite(line[-1]):
                axes.annotate(name, (T + 1, line[-1]), color=colour, va="center")
        print(f"{name:<14} {back} steps back: {low[0][back]:.0e} to {high[0][back]:.0e}", end="")
        print("" if bias is None else f", at the memory {low[1][back]:.0e} to {high[1][back]:.0e}")
    for axes, what in zip(panels, ("output, dL/da", "memory, dL/dc")):
        axes.set(title=f"at the {what}", xlabel="steps back from the loss", xlim=(0, 82))
        axes.set_xticks(range(0, 61, 20))
    panels[0].set_ylabel("norm of the gradient")
    plt.show()
    return cell, x, upstream


cell, x, upstream = draw_gradients()
print(f"You predicted: {guess_larger or 'nothing written'}, factor {guess_factor or 'none'}.")
with when_written("lstm_forward and lstm_backward"):
    inputs, a0 = x.permute(2, 1, 0).numpy(), np.zeros((32, 8))
    a, _, _, caches = lstm_forward(inputs, a0, in_our_names(cell))
    da = np.zeros(a.shape)
    da[:, :, -1] = upstream.numpy().T
    own, norms = lstm_backward(da, caches)["da0"], gradient_norms(cell, x, upstream)
    print(f"The last network, norm of da0: {np.linalg.norm(own):.6f} by your functions,", end=" ")
    print(f"{norms[0, 0]:.6f} by torch.")

# %% [markdown]
# The gate makes the memory, not the name: an LSTM that forgets half at each step vanishes like an RNN. Sigmoid(3) is 0.953, and $0.953^{40} \approx 0.14$ is left along the memory alone; the rest arrives by way of the outputs and gates.
#
# **Change one thing.** Set the bias to 6. Does the gradient grow? What would such a memory be bad at?

# %% [markdown]
# ## Exercise `lstm_parameter_count`: how much does it learn?
#
# *5 minutes, 2 points. [Stuck?](#If-you-are-stuck)* Before you build the layer in torch, count what it will hold: the four matrices and four biases. Torch speaks of `input_size`, our `n_x`, and `hidden_size`, our `n_a`.
#
# **Predict.** Double the hidden size. About how many times as many parameters are there?

# %%
guess_times = None  # a number


# %% item="lstm_parameter_count"
def lstm_parameter_count(input_size, hidden_size):
    """How many numbers one LSTM layer learns: its four gates, one bias for each, no prediction.

    Arguments: input_size and hidden_size, int >= 1. Returns an int.
    """
    ### BEGIN SOLUTION
    return 4 * hidden_size * (input_size + hidden_size + 1)
    ### END SOLUTION


# %% item="lstm_parameter_count" points=2
check_lstm_parameter_count(lstm_parameter_count)

# %% tags=["experiment"]
with when_written("lstm_parameter_count"):
    for d, n in ((28, 128), (28, 256)):
        torchs = sum(parameter.numel() for parameter in torch.nn.LSTM(d, n).parameters())
        print(f"d = {d}, n = {n}: you count {lstm_parameter_count(d, n)},", end=" ")
        print(f"torch has {torchs}, with two biases for each gate.")
    times = lstm_parameter_count(28, 256) / lstm_parameter_count(28, 128)
    print(f"Twice the units, {times:.2f} times the parameters.", end=" ")
    print(f"You predicted: {guess_times or 'nothing written'}.")

# %% [markdown]
# ## Exercise `LSTMLayer`: the same in torch
#
# *20 minutes, 10 points. [Stuck?](#If-you-are-stuck)* Torch finds the gradients, so only the way forward is left. Examples are rows now, and the batch comes first:
#
# | numpy | torch | |
# |---|---|---|
# | `x` (n_x, m, T) | `x` (B, T, D) | step t is `x[:, t]`, (B, D) |
# | `a` (n_a, m, T) | `all_h` (B, T, H) | the outputs, called h |
# | `cct` | `g` | the candidate |
# | `W @ [a_prev; xt] + b` | `torch.nn.Linear`, or your own `x_t @ W` | which computes `x @ weight.T + bias` |
#
# The ready-made `torch.nn.LSTM` and its like are not allowed *in the exercise*.
#
# **Example.** `LSTMLayer(2, 3)` on `x` of shape (5, 4, 2) returns `all_h` (5, 4, 3), and a tuple of two (5, 3).
#
# **Predict.** A fresh layer reads a sequence twice, the second time with another first input. What share of the difference of the memories is left 20 steps later?

# %%
guess_share = None  # a number between 0 and 1


# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    """An LSTM along a batch of sequences, built from tensors and simple modules.

    LSTMLayer(input_size, hidden_size): two ints, D and H.

    The weights are parameters of the module: torch.nn.Parameter of your own, or those inside
    torch.nn.Linear. Their names, their order and their layout are yours to choose: four matrices or
    one, either way round, x and h together or apart. Each gate has one bias; two whose sum counts
    are as good. The grader finds your weights by what they do, so call them and lay them out as
    you like.
    """

    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        ### BEGIN SOLUTION
        self.gates = torch.nn.Linear(input_size + hidden_size, 4 * hidden_size)
        ### END SOLUTION

    def forward(self, x):
        """Run the layer.

        Argument: x (B, T, D), a float tensor; B sequences of T steps; not changed in place.

        In every call the first step starts from an output h and a memory c of zeros. The gates f,
        i and o go through a sigmoid, the candidate g through tanh; gradients flow to x and to every
        parameter.

        Returns a tuple:
            all_h: (B, T, H), the output of every step
            last: the tuple (h_last, c_last), each (B, H), after the last step
        """
        ### BEGIN SOLUTION
        h = c = x.new_zeros(x.shape[0], self.hidden_size)
        outputs = []
        for xt in x.unbind(dim=1):
            f, i, g, o = self.gates(torch.cat([h, xt], dim=1)).chunk(4, dim=1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            outputs.append(h)
        return torch.stack(outputs, dim=1), (h, c)
        ### END SOLUTION


# %% item="LSTMLayer" points=10
check_LSTMLayer(LSTMLayer)

# %% tags=["experiment"]
with when_written("LSTMLayer"):
    torch.manual_seed(0)
    layer, x = LSTMLayer(2, 16), torch.randn(1, 21, 2)
    other = torch.cat([x[:, :1] + 1, x[:, 1:]], dim=1)
    with torch.no_grad():
        gaps = [(layer(x[:, :t])[1][1] - layer(other[:, :t])[1][1]).norm() for t in (1, 21)]
    print(f"Left after 20 steps: {gaps[1] / gaps[0]:.1e}.", end=" ")
    print(f"You predicted: {guess_share or 'nothing written'}.")

# %% [markdown]
# **Why?** Your layer keeps nothing between two calls. Which line sees to that, and what would go wrong in training without it?
#
# *Your sentence:*

# %% [markdown]
# **Next.** Passed early? Copy your weights into a `torch.nn.LSTM` and compare the outputs.

# %% [markdown]
# ## Exercise `LSTM`: layers on layers
#
# *10 minutes, 6 points. [Stuck?](#If-you-are-stuck)* Each layer reads *all* outputs of the layer below. Only outputs go up; a memory stays within its layer.
#
# **Example.** `LSTM(2, 3, num_layers=4)` on `x` of shape (5, 6, 2) returns `last_layer_h` (5, 6, 3), and a tuple of two (4, 5, 3).
#
# **Predict.** Which part of `last_step_h` stands in `last_layer_h` as well, and where?

# %%
guess_same = ""  # like last_step_h[...] is last_layer_h[...]


# %% item="LSTM" uses=["LSTMLayer"]
class LSTM(torch.nn.Module):
    """Several of your LSTMLayer, one on top of the other.

    LSTM(input_size, hidden_size, num_layers): three ints, D, H and L >= 1. The first layer reads x,
    every other one reads all outputs of the layer below it. As in LSTMLayer, names are yours to
    choose.
    """

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        ### BEGIN SOLUTION
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = torch.nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)
        ### END SOLUTION

    def forward(self, x):
        """Run all layers.

        Argument: x (B, T, D), a float tensor; not changed in place.

        Returns a tuple:
            last_layer_h: (B, T, H), all outputs of the last layer
            last: the tuple (last_step_h, last_step_c), each (L, B, H): output and memory of every
                layer after the last step, the first layer first
        """
        ### BEGIN SOLUTION
        last_h, last_c = [], []
        for layer in self.layers:
            x, (h, c) = layer(x)
            last_h.append(h)
            last_c.append(c)
        return x, (torch.stack(last_h), torch.stack(last_c))
        ### END SOLUTION


# %% item="LSTM" points=6
check_LSTM(LSTM, LSTMLayer)

# %% tags=["experiment"]
with when_written("LSTM"):
    torch.manual_seed(0)
    with torch.no_grad():
        last_layer_h, (last_step_h, last_step_c) = LSTM(2, 3, num_layers=4)(torch.randn(5, 6, 2))
    for layer in range(4):
        steps = [t for t in range(6) if torch.equal(last_step_h[layer], last_layer_h[:, t])]
        print(f"last_step_h[{layer}] equals last_layer_h at steps {steps}")
    print(f"You predicted: {guess_same or 'nothing written'}.")

# %% [markdown]
# **Why?** A friend hands the memory `c` up to the next layer instead of the output. What could the upper layer then see that it should not?
#
# *Your sentence:*

# %% [markdown]
# ## Experiment: who remembers?
#
# The task is that of the first picture. A sequence of symbols, four kinds; two of them are **marked**: the first, and one of the next three. At the end, after `lag` more unmarked symbols, the network must name the symbol that was marked *last*. So it has to hold, to ignore, and to replace. Guessing is right in 1 of 4 cases.
#
# First your own layer, with a short lag; then the ready-made ones of torch, which compute the same and are faster: a plain RNN, and LSTMs with forget bias 0, 1 and 3. Each trains for at most 300 steps, from 3 seeds.
#
# **Predict.** Which of the four still solve lag 10, and which lag 16?

# %%
guess_solves = {10: "", 16: ""}  # some of RNN, 0, 1, 3


# %% tags=["experiment"]
def marked_symbols(B, lag):
    """x (B, lag + 4, 5): four channels for the symbol, one for the mark; y (B,), marked last."""
    symbols, mark = torch.randint(4, (B, lag + 4)), torch.zeros(B, lag + 4, 1)
    last = torch.randint(1, 4, (B,))
    mark[:, 0] = 1
    mark[torch.arange(B), last] = 1
    one_hot = torch.nn.functional.one_hot(symbols, 4)
    return torch.cat([one_hot, mark], dim=2), symbols[torch.arange(B), last]


def train(network, lag, seed, steps=300):
    """Train a network of 16 units on the task; the share of right answers on 500 new sequences."""
    torch.manual_seed(seed)
    read = torch.nn.Linear(16, 4)
    parameters = [*network.parameters(), *read.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=0.02)
    for step in range(steps):
        x, y = marked_symbols(32, lag)
        loss = torch.nn.functional.cross_entropy(read(network(x)[0][:, -1]), y)
        if step % 10 == 0 and loss < 0.05:
            break
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
    x, y = marked_symbols(500, lag)
    with torch.no_grad():
        return float((read(network(x)[0][:, -1]).argmax(dim=1) == y).float().mean())


with when_written("LSTMLayer"):
    torch.manual_seed(1)
    print(f"Your layer, lag 4: {train(LSTMLayer(5, 16), lag=4, seed=1):.0%} right.")

# %% tags=["experiment"] alt="Share of right answers at lags 4, 10 and 16, a dot for each of three seeds, and a line at 25 percent for guessing. At lag 4 all LSTMs are near 100 percent. At lag 10 forget bias 1 and 3 still are; bias 0 guesses, and the plain RNN nearly so. At lag 16 only bias 3 is, the others guess."
def new_network(bias, seed):
    torch.manual_seed(seed)
    if bias is None:
        return torch.nn.RNN(5, 16, batch_first=True)
    return set_forget_bias(torch.nn.LSTM(5, 16, batch_first=True), bias)


lags, biases, networks = (4, 10, 16), (None, 0, 1, 3), {}
figure, axes = plt.subplots(figsize=(8, 3.8), layout="constrained")
looks = {None: (RED, "s"), 0: (ORANGE, "v"), 1: (GREEN, "D"), 3: (BLUE, "o")}
for lag in lags:
    for place, bias in enumerate(biases):
        networks |= {(bias, lag, seed): new_network(bias, seed) for seed in range(3)}
        right = [100 * train(networks[bias, lag, seed], lag, seed) for seed in range(3)]
        name, (colour, marker) = "plain RNN" if bias is None else f"bias {bias}", looks[bias]
        column = 5 * lags.index(lag) + place
        axes.plot([column] * 3, right, marker, color=colour, fillstyle="none", markersize=8)
        label = name.removeprefix("plain ")
        axes.annotate(label, (column, 3), color=colour, ha="center", fontsize=9)
        print(f"lag {lag:>2}, {name:<9} {', '.join(f'{share:.0f} %' for share in sorted(right))}")
    print(f"    You predicted: {guess_solves.get(lag) or 'nothing written'}.")
axes.axhline(25, color="black", linestyle=":", linewidth=1)
axes.annotate("guessing", (13.6, 27))
axes.set(ylabel="percent right, 3 seeds", ylim=(0, 105), xticks=[1.5, 6.5, 11.5])
axes.set_xticklabels([f"lag {lag}" for lag in lags])
plt.show()

# %% [markdown]
# The order is that of the gradient figure: what the gradient cannot reach cannot be learned. With forget bias 0 an LSTM is no better than the plain RNN as soon as the lag exceeds a few steps. Would more training help? Try `steps=1000`.

# %% [markdown]
# ## Experiment: watch the gates
#
# Look inside an LSTM that has learned the task. Its weights, in our names, run through *your* `lstm_forward`, whose caches hold every gate at every step.
#
# **Predict.** What will the forget gate do at the second mark, and the input gate between the marks?

# %%
guess_gates = ""


# %% tags=["experiment"] alt="Two heat maps, 16 units by 20 steps, for one sequence with marks at step 0 and step 3. Left: the forget gate is near 1 nearly everywhere, and drops for many units at the marked steps. Right: the input gate of many units is high at the marked steps and low elsewhere."
with when_written("lstm_forward"):
    network = networks[3, 16, 0]
    torch.manual_seed(0)
    x, _ = marked_symbols(200, lag=16)
    inputs = x.permute(2, 0, 1).double().numpy()  # (n_x, m, T)
    a, _, _, caches = lstm_forward(inputs, np.zeros((16, 200)), in_our_names(network))
    with torch.no_grad():
        apart = np.abs(network(x)[0].permute(2, 0, 1).numpy() - a).max()
    print(f"Your lstm_forward and torch.nn.LSTM differ by at most {apart:.0e}.")
    marked = inputs[4] == 1  # (m, T)
    shown = np.flatnonzero(marked[:, 3])[0]  # a sequence with marks at steps 0 and 3
    figure, panels = plt.subplots(1, 2, figsize=(10, 4), sharey=True, layout="constrained")
    for axes, place, name in zip(panels, (4, 5), ("forget gate ft", "input gate it")):
        gate = np.stack([cache[place] for cache in caches[0]], axis=2)  # (n_a, m, T)
        order = np.argsort(gate[:, marked].mean(axis=1))
        picture = axes.imshow(gate[order, shown], cmap="cividis", vmin=0, vmax=1, aspect="auto")
        axes.set(title=f"{name}, one sequence", xlabel="step; marks at 0 and 3")
        axes.set_xticks([0, 3, 10, 19])
        at, between = gate[:, marked].mean(axis=1), gate[:, ~marked].mean(axis=1)
        print(f"{name}: mean {at.mean():.2f} at marks, {between.mean():.2f} elsewhere;", end=" ")
        print(f"the unit that moves most: {at[np.abs(at - between).argmax()]:.2f} and", end=" ")
        print(f"{between[np.abs(at - between).argmax()]:.2f}")
    panels[0].set_ylabel("unit, sorted")
    figure.colorbar(picture, ax=panels, label="0 shut, 1 open", fraction=0.03)
    plt.show()
    print(f"You predicted: {guess_gates or 'nothing written'}.")

# %% [markdown]
# Nobody told it: at a mark, many units let go of the old and take in the new; in between they keep. It is the first picture of this notebook, learned.

# %% [markdown]
# ## Reflect
#
# Two or three sentences each; nobody grades them.

# %% [markdown]
# **1.** Take your most wrong prediction. What did you assume, and what is the case?
#
# *Your answer:*

# %% [markdown]
# **2.** Back to `rnn_cell`: there the gradient passed through `Waa` and a slope at every step. What does it pass through along the memory of an LSTM, and when does that not vanish?
#
# *Your answer:*

# %% [markdown]
# **3.** "An LSTM solves the vanishing gradient." What do your experiments say to that, and what is harder for a memory that never forgets?
#
# *Your answer:*

# %% [markdown]
# ## If you are stuck
#
# Open one hint at a time.
#
# <details><summary><b>lstm_cell_forward</b></summary>
#
# 1. *Reread* the four stages; each adds one or two lines of code.
# 2. *Question:* which axis counts the units, and along which one does `a_prev` stand above `xt`?
# 3. *Smaller case:* all parameters zero, as in the example; then only `bf` = 40.
# 4. *In words:* stack; four times weights, bias and squashing; a share of the old plus a share of the new; a share of its tanh; scores and softmax.
# </details>
#
# <details><summary><b>lstm_forward</b></summary>
#
# 1. *Reread* your `rnn_forward`: what is new is the second lane.
# 2. *Question:* which two variables change in each turn of the loop, and what is each before the first?
# 3. *Smaller case:* `T = 1`, then `T = 2` with the forget gate open.
# 4. *In words:* start with a0 and zeros; at every step call the cell, store three things and the cache, hand on two.
# </details>
#
# <details><summary><b>lstm_cell_backward</b></summary>
#
# 1. *Reread* subgoals A to D beside the drawing of the way back.
# 2. *Question:* what is the gradient of a product with respect to one factor? Which factor meets `ft`?
# 3. *Smaller case:* one unit, one example, `da_next = 0`. Then the other route: `dc_next = 0`.
# 4. *In words:* join at the memory; for each gate, its partner in the product, then its slope; each matrix pairs what left it with the stack; the stack collects from four; the old memory gets its share by the forget gate.
# </details>
#
# <details><summary><b>lstm_backward</b></summary>
#
# 1. *Reread* the drawing of the two lanes. How many dashed arrows enter a step in the middle?
# 2. *Question:* what stands on each lane to the right of the last step?
# 3. *Smaller case:* `T = 2`; the fingerprint tells which lane is broken.
# 4. *In words:* from last to first: join what this step's loss says with the lower lane; call the cell with it and the upper lane; store, add up, hand on both.
# </details>
#
# <details><summary><b>lstm_parameter_count</b></summary>
#
# 1. *Reread* the table of shapes.
# 2. *Question:* how many rows and columns has `Wf`?
# 3. *Smaller case:* one input, one unit, by counting.
# </details>
#
# <details><summary><b>LSTMLayer</b></summary>
#
# 1. *Reread* your `lstm_forward` beside the table.
# 2. *Question:* which shape have h and c before the first step, and from which tensor do you know it?
# 3. *Smaller case:* B = 1, T = 1, H = 1.
# 4. *In words:* make the weights in `__init__`; in `forward` begin with zeros like x, loop over steps, collect h, stack along the axis of time.
# </details>
#
# <details><summary><b>LSTM</b></summary>
#
# 1. *Reread* the sentence on what goes up.
# 2. *Question:* what is the input size of the second layer?
# 3. *Smaller case:* `num_layers=1`: which axis is new?
# 4. *In words:* for each layer, call it on what came from below; note its last h and c; pass its outputs on.
# </details>

# %% [markdown]
# ## Checkpoint

# %% tags=["experiment"]
checkpoint(
    ("lstm_cell_forward", 20, check_lstm_cell_forward, lstm_cell_forward),
    ("lstm_forward", 10, check_lstm_forward, lstm_forward, lstm_cell_forward),
    ("lstm_cell_backward", 30, check_lstm_cell_backward, lstm_cell_backward, lstm_cell_forward),
    ("lstm_backward", 20, check_lstm_backward, lstm_backward, lstm_forward),
    ("lstm_parameter_count", 5, check_lstm_parameter_count, lstm_parameter_count),
    ("LSTMLayer", 20, check_LSTMLayer, LSTMLayer),
    ("LSTM", 10, check_LSTM, LSTM, LSTMLayer),
)

# %% [markdown]
# Seven passes? Save, and hand in as `README.md` says. In `last_names`, layers like these will read names.
