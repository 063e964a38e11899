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
# # A recurrent layer, and how far back it can learn
#
# You will build a recurrent layer in PyTorch, teach it to keep a running average, and then look inside: for every step of a sequence, how much can the loss still say to the state of that step?
#
# | time | points | you need | it prepares |
# |---|---|---|---|
# | about 2 hours | 40, in 5 exercises | the part `rnn_cell`; PyTorch tensors, `nn.Module`, `nn.Linear` | `lstm`: a memory that lasts longer |
#
# Write each prediction *before* you run the cell below it. Predictions are never graded; surprise is what makes the answer stay.
#
# **Save before you run everything: your answers live only in this notebook.**

# %%
import functools
import io

import matplotlib.pyplot as plt
import numpy as np
import torch
from IPython import get_ipython
from IPython.display import display
from torch import nn
from tqdm import tqdm

from checks import checkpoint, when_written
from checks_rnn_layer import check_hidden_gradients, check_loss_fn, check_regression_model
from checks_rnn_layer import check_rnn, check_rnn_layer
from checks_states import nudge_check, read_weights, set_weights

plt.rcParams["figure.facecolor"] = "white"
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False})
BLUE, ORANGE, GREEN, RED, PINK = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7"
torch.set_num_threads(1)  # these networks are small: more threads would only wait for each other


def running_averages(B, T, generator):
    """The task: x (B, T, 1) is random, and y (B, T, 1) holds the average of what came so far."""
    x = torch.randn(B, T, 1, generator=generator)
    return x, x.cumsum(dim=1) / torch.arange(1, T + 1)[:, None]


def name_ends(axes, x, *ends):
    """Names at the ends of lines, from (height, name, colour); of two, the upper one above."""
    places = ("top", "bottom") if len(ends) > 1 else ("center",)
    for (height, name, colour), place in zip(sorted(ends), places):
        axes.annotate(name, (x, height), color=colour, va=place)


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

# %% [markdown]
# ## See it first: what forgetting costs
#
# Numbers come in one by one, and after each you say the average of all so far. Suppose that you remember the last three only, and know how many there were. The best that you can do is drawn dashed; the table tells what it costs, for this and for other memories.

# %% tags=["experiment"] alt="Ten random inputs as dots, their running average as a solid line, and dashed the best answer of someone who remembers the last three inputs only. The two lines agree for three steps, then part."
x, y = running_averages(1, 10, torch.Generator().manual_seed(27))
steps = np.arange(1, 11)
recent = [x[0, max(0, t - 3) : t, 0].sum() / t for t in steps]
figure, axes = plt.subplots(figsize=(7.5, 3.2), layout="constrained")
axes.plot(steps, x[0, :, 0], "o", color="black", markersize=5)
axes.plot(steps, y[0, :, 0], color=BLUE, linewidth=2)
axes.plot(steps, recent, "--", color=RED, linewidth=2)
names = (float(y[0, -1, 0]), "average of all", BLUE), (float(recent[-1]), "memory of 3", RED)
name_ends(axes, 10.2, *names)
axes.annotate("inputs", (steps[2] + 0.15, x[0, 2, 0]), va="center")
axes.set(xlabel="step", ylabel="value", xticks=steps, xlim=(0.7, 12.2))
plt.show()

print("memory   mean squared error at all 10 steps   at the last step")
for memory in (0, 1, 3, 9, 10):
    # a forgotten input adds (1 / steps)² to the squared error, on average
    squares = np.maximum(steps - memory, 0) / steps**2
    print(f"{memory:<9}{squares.mean():<36.3f}{squares[-1]:.3f}")

# %% [markdown]
# Remember the line of 9. Who has forgotten even one of the ten inputs cannot come below 0.001 at all steps, or below 0.01 at the last. Your network will, and nobody tells it how to keep an average.

# %% [markdown]
# ## The idea
#
# In `rnn_cell` you wrote the way back by hand. PyTorch writes it for you: it notes every operation on the way forward, and walks the notes backward. What is left to you is the way forward, packed as an `nn.Module`: a thing that holds weights and can be called.
#
# ![The layer. x of shape (B, T, D) is cut into T steps of shape (B, D). Each step enters a copy of the cell, which passes its state, (B, H), to the next copy; the first one starts from zeros. The T states are stacked into all_h, (B, T, H); the last one is also last_h.](figures/rnn_layer_layer.svg)
#
# | name | shape | meaning |
# |---|---|---|
# | `B`, `T`, `D`, `H` | | sequences in the batch, steps, numbers in an input, numbers in a state |
# | `x`, `x[:, t]` | `(B, T, D)`, `(B, D)` | the inputs; those of step `t`, which counts from 0 |
# | `all_h`, `all_h[:, t]` | `(B, T, H)`, `(B, H)` | the states; $h_t$, the state after `x[:, t]` |
# | `W_x`, `W_h`, `b` | `(D, H)`, `(H, H)`, `(H,)` | into the state: from the input, from the state before, bias |
#
# Two things are turned round from `rnn_cell`, as they are in PyTorch: the batch comes first, and an example is a **row**. So the weights stand on the right.

# %% tags=["experiment"]
x = torch.arange(12.0).reshape(2, 3, 2)  # two sequences of three steps, two numbers at each
print("x[:, 0], the first step of both sequences:", x[:, 0].tolist())
print("x[0], all steps of the first sequence:    ", x[0].tolist())
print("x[:, 0] through nn.Linear(2, 5) has shape ", tuple(nn.Linear(2, 5)(x[:, 0]).shape))

# %% [markdown]
# ## Exercise `RNNLayer`: every state of every sequence
#
# *25 minutes, 14 points. [Stuck?](#If-you-are-stuck)*
#
# $$\underbrace{h_t}_{(B,\,H)} = f\big(\underbrace{\mathtt{x[:,t]}}_{(B,\,D)}\,\underbrace{\mathtt{W\_x}}_{(D,\,H)} + \underbrace{h_{t-1}}_{(B,\,H)}\,\underbrace{\mathtt{W\_h}}_{(H,\,H)} + \underbrace{\mathtt{b}}_{(H)}\big), \qquad h_{-1} = 0$$
#
# In words: mix what comes in, what was there and a bias; apply the nonlinearity $f$, which is tanh unless the layer was built with another function.
#
# You choose how the weights are kept. `nn.Linear(n, m)` holds a matrix and a bias, and `nn.Linear(n, m, bias=False)` the matrix alone; or make an `nn.Parameter` from a random tensor. What is none of these, PyTorch does not train.
#
# **Example.** One unit, `W_x` = 1, `W_h` = 0.5, `b` = 0, $f(z) = z$: the inputs 1, 0, 0 give the states 1, 0.5, 0.25.
#
# **Predict.** How many parameters has `RNNLayer(1, 32)`? How many more does it need for sequences of 1,000 steps?

# %%
guess_count = None  # a number
guess_more = ""  # how many more, and because?


# %% item="RNNLayer"
class RNNLayer(nn.Module):
    """A recurrent layer: from a batch of sequences to the state after every step.

    RNNLayer(input_size, hidden_size, nonlinearity=torch.tanh)
        input_size: int, D, how many numbers come in at each step
        hidden_size: int, H, how many numbers the state holds
        nonlinearity: a function that maps a tensor to one of the same shape, entry by entry; it is
            kept as layer.nonlinearity, and called from there once at each step

    The layer learns one matrix for the input, one for the state, and ONE bias of H entries: 18
    parameters for RNNLayer(2, 3). All are nn.Parameters, your own or those inside nn.Linear, and
    start from random numbers. The grader finds your weights by what they do, so call and lay them
    out as you like.

    layer(x)
        x: float tensor (B, T, D), which must not be changed in place

    returns a tuple of two tensors with the dtype and on the device of x:
        all_h: (B, T, H), the states; all_h[:, t] is the state after reading x[:, t]
        last_h: (B, H), the state after the last step

    The state before the first step is zero in every call. Afterwards layer.states is the list of
    the T states (B, H), the very tensors that all_h was stacked from.
    """

    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        # A. Weights: what the input, the state and the bias are multiplied with, or added as.
        ### BEGIN SOLUTION
        self.from_input = nn.Linear(input_size, hidden_size)
        self.from_state = nn.Linear(hidden_size, hidden_size, bias=False)
        ### END SOLUTION

    def forward(self, x):
        # B. Start: a state of zeros for each sequence of the batch, like x in dtype and device.
        # C. Step: mix input, state and bias; apply self.nonlinearity; keep the state in the list.
        # D. Stack: the T states side by side, along the axis of time.
        ### BEGIN SOLUTION
        state = x.new_zeros(x.shape[0], self.hidden_size)
        self.states = []
        for t in range(x.shape[1]):
            state = self.nonlinearity(self.from_input(x[:, t]) + self.from_state(state))
            self.states.append(state)
        return torch.stack(self.states, dim=1), state
        ### END SOLUTION


# %% item="RNNLayer" points=14
check_rnn_layer(RNNLayer)

# %% tags=["experiment"]
with when_written("RNNLayer"):
    layer = RNNLayer(1, 32)
    predicted = f"{guess_count or 'nothing written'}; for 1,000 steps {guess_more or 'nothing'}"
    print(f"You predicted: {predicted}.")
    print("Parameters:", sum(parameter.numel() for parameter in layer.parameters()))
    for T in (10, 1000):
        print(f"{T} steps: all_h has shape {tuple(layer(torch.randn(4, T, 1))[0].shape)}")

# %% [markdown]
# **Why?** One of the three weights has no share in the first state. Which, and why?
#
# *Your sentence:*

# %% [markdown]
# **Next.** Passed early? Run a sequence in two halves. What would `forward` have to accept, so that the states are the same as in one go?

# %% [markdown]
# ## Exercise `RecurrentRegressionModel`: a number at every step
#
# *10 minutes, 6 points. [Stuck?](#If-you-are-stuck)* A state is not yet an answer. A **readout**, one linear map, makes one from it, the same map at every step:
#
# $$\underbrace{\mathtt{out[:,t]}}_{(B,\,\mathtt{output\_dim})} = \underbrace{h_t}_{(B,\,H)}\,\underbrace{\mathtt{R}}_{(H,\,\mathtt{output\_dim})} + \underbrace{\mathtt{c}}_{(\mathtt{output\_dim})}$$
#
# **Example.** `RNNLayer(2, 3)` with `output_dim=4`: `x` of shape (5, 7, 2) gives `out` of shape (5, 7, 4) and `all_h` of shape (5, 7, 3).
#
# **Predict.** A model with random weights reads zeros, eight times. Does it give the same answer each time?

# %%
guess_zeros = ""  # yes or no, and because?


# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    """A recurrent network with a linear readout: numbers are predicted at every step.

    RecurrentRegressionModel(recurrent_net, output_dim=1)
        recurrent_net: a module such as RNNLayer: it has the attribute hidden_size, and when it is
            called with x it returns a tuple of two, the first of them all_h (B, T, H)
        output_dim: int, how many numbers are predicted at each step

    The readout is one linear map with bias from hidden_size to output_dim, the same at every step:
    with RNNLayer(2, 3) and output_dim=4 the model has 34 parameters, the layer's 18 included. Its
    weights are nn.Parameters, your own or those inside nn.Linear. The grader finds your weights by
    what they do, so call and lay them out as you like.

    model(x)
        x: float tensor (B, T, D), which must not be changed in place

    returns a tuple:
        out: (B, T, output_dim), the predictions
        all_h: (B, T, H), the states as they came from recurrent_net, gradients and all
    """

    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        ### BEGIN SOLUTION
        self.readout = nn.Linear(recurrent_net.hidden_size, output_dim)
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        all_h = self.recurrent_net(x)[0]
        return self.readout(all_h), all_h
        ### END SOLUTION


# %% item="RecurrentRegressionModel" points=6
check_regression_model(RecurrentRegressionModel)

# %% tags=["experiment"]
with when_written("RNNLayer and RecurrentRegressionModel"):
    torch.manual_seed(0)
    model = RecurrentRegressionModel(RNNLayer(1, 32))
    out, _ = model(torch.zeros(1, 8, 1))
    print(f"You predicted: {guess_zeros or 'nothing written'}.")
    print("Answers to zeros:", [round(value, 3) for value in out[0, :, 0].tolist()])

# %% [markdown]
# **Why?** Nothing comes in. What moves the answers, and why do they come to rest?
#
# *Your sentence:*

# %% [markdown]
# ## Exercise `loss_fn`: which answers count?
#
# *10 minutes, 4 points. [Stuck?](#If-you-are-stuck)* The mean of the squared errors, over all steps or over the last step alone. The second is the harder lesson: the network hears once, at the end, whether it was right.
#
# **Example.** One sequence, four steps, errors 0, 0, 0 and 2: the loss at all steps is 1, at the last step alone 4.
#
# **Predict.** A lazy network always answers 0. Which of its losses is larger on ten steps of the running average: at all steps, or at the last?

# %%
guess_lazy = ""  # "all" or "last", and because?


# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    """The mean squared error of predictions, at all steps or at the last one.

    Arguments, which must not be changed in place:
        pred: float tensor (B, T, 1), the predictions, of float32 or float64
        y: tensor of the same shape and dtype, what they should have been
        last_timestep_only: if True, only the last step of each sequence counts

    Returns a tensor of shape (), through which gradients flow back to pred: the mean of the squared
    differences over all entries that count, whether these differences are 0 or in the thousands.
    """
    ### BEGIN SOLUTION
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return ((pred - y) ** 2).mean()
    ### END SOLUTION


# %% item="loss_fn" points=4
check_loss_fn(loss_fn)

# %% tags=["experiment"]
with when_written("loss_fn"):
    x, y = running_averages(5000, 10, torch.Generator().manual_seed(0))
    print(f"You predicted: {guess_lazy or 'nothing written'}.")
    for last in (False, True):
        where = "at the last step" if last else "at all steps"
        print(f"always 0, loss {where}: {float(loss_fn(torch.zeros_like(y), y, last)):.3f}")

# %% [markdown]
# **Why?** Compare with the line of memory 0 in the first table. Where along the sequence is the running average largest?
#
# *Your sentence:*

# %% [markdown]
# ## Experiment: let it learn
#
# 32 units, sequences of ten steps, 64 new ones in every training step. The optimiser Adam takes the steps, with a rate that rises and then falls to almost nothing ("one cycle").
#
# **Predict.** After 1,000 training steps, is the loss below 0.01? Below 0.001, where every one of the ten inputs must be remembered? And is the network then right on sequences of 30 steps too?

# %%
guess_trained = ""  # a number for the loss at all steps
guess_longer = ""  # yes or no, and because?


# %% tags=["experiment"] alt="Two panels, loss against training step on a log scale. Left, loss at all steps, two seeds: it starts near the line of always 0 at 0.29 and falls through the line of forgetting one input, 0.001, to about two ten-thousandths. Right, loss at the last step: from above 0.1 through 0.01 to less than one ten-thousandth."
@functools.cache  # trained once; run this cell again after a change in your classes
def trained(num_layers=1, last_timestep_only=False, seed=1, steps=1000, peak=2e-2):
    """A model, trained on running averages of ten steps, and the loss of every training step."""
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    net = RNNLayer(1, 32) if num_layers == 1 else RNN(1, 32, num_layers)
    model = RecurrentRegressionModel(net)
    optimiser = torch.optim.Adam(model.parameters(), lr=peak)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, peak, total_steps=steps)
    losses = []
    for _ in Progress(range(steps)):
        x, y = running_averages(64, 10, generator)
        loss = loss_fn(model(x)[0], y, last_timestep_only)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        losses.append(loss.item())
    return model, losses


def tested(model, T=10, last_timestep_only=False):
    """The loss of a model on 2,000 sequences that it has not seen."""
    x, y = running_averages(2000, T, torch.Generator().manual_seed(1000))
    with torch.no_grad():
        return float(loss_fn(model(x)[0], y, last_timestep_only))


def draw_losses(axes, runs, lines):
    """Curves from (name, losses, colour, style) in groups of one name, and dotted lines to beat."""
    ends = []
    for name, losses, colour, style in runs:
        smooth = np.convolve(losses, np.ones(20) / 20, mode="valid")
        axes.semilogy(range(20, len(losses) + 1), smooth, style, color=colour, linewidth=1.5)
        ends += [(smooth[-1], name, colour)] if name else []
    name_ends(axes, len(losses) + 15, *ends)
    for name, value in lines.items():
        axes.axhline(value, color="black", linestyle=":", linewidth=1)
        axes.annotate(f"{name}: {value}", (1.02 * len(losses), 1.1 * value), fontsize=8)
    axes.set(xlabel="training step", xlim=(0, 1.4 * len(losses)), xticks=range(0, 1001, 250))


with when_written("RNNLayer, RecurrentRegressionModel and loss_fn"):
    figure, panels = plt.subplots(1, 2, figsize=(9.5, 3.8), sharey=True, layout="constrained")
    lines = {False: {"always 0": 0.293, "one forgotten": 0.001}}
    lines[True] = {"always 0": 0.1, "one forgotten": 0.01}
    for axes, last, seeds in ((panels[0], False, (1, 2)), (panels[1], True, (1,))):
        runs = [trained(last_timestep_only=last, seed=seed) for seed in seeds]
        names = ("two seeds", "") if len(seeds) == 2 else ("one seed",)
        curves = [(name, run[1], BLUE, "-") for name, run in zip(names, runs)]
        draw_losses(axes, curves, lines[last])
        where = "at the last step" if last else "at all steps"
        axes.set(title=f"loss {where}")
        ends = ", ".join(f"{tested(model, 10, last):.1e}" for model, _ in runs)
        print(f"loss {where}, on new sequences: {ends}")
    print(f"You predicted: {guess_trained or 'nothing written'}.")
    panels[0].set_ylabel("mean squared error")
    plt.show()

# %% [markdown]
# Look at one sequence, three times as long as any that it was trained on.

# %% tags=["experiment"] alt="True running average and the network's answer over 30 steps. Up to step 10 the two lines coincide; after it the network's answer follows the inputs too eagerly."
with when_written("RNNLayer, RecurrentRegressionModel and loss_fn"):
    model, _ = trained()
    x, y = running_averages(1, 30, torch.Generator().manual_seed(7))
    with torch.no_grad():
        out, _ = model(x)
    figure, axes = plt.subplots(figsize=(7.5, 3.2), layout="constrained")
    steps = range(1, 31)
    axes.plot(steps, y[0, :, 0], color=BLUE, linewidth=2)
    axes.plot(steps, out[0, :, 0], "--", color=RED, linewidth=2)
    ends = (float(y[0, -1, 0]), "true average", BLUE), (float(out[0, -1, 0]), "network", RED)
    name_ends(axes, 30.3, *ends)
    axes.axvline(10.5, color="black", linewidth=0.8, linestyle=":")
    axes.annotate("longer than in training", (10.9, axes.get_ylim()[1]), va="top", fontsize=9)
    axes.set(xlabel="step", ylabel="average so far", xlim=(0.5, 36))
    plt.show()
    print(f"loss at all of 10 steps {tested(model):.1e}, of 30 {tested(model, 30):.1e}.", end=" ")
    print(f"You predicted: {guess_longer or 'nothing written'}.")

# %% [markdown]
# It has learned to average ten numbers, and not what an average is. But it has learned ten: the first input reaches the tenth answer. How could the loss of the tenth step teach anything to a state nine steps earlier? The rest of this part looks at that.

# %% [markdown]
# ## By hand: three steps, one number
#
# Take $h_t = x_t + 0.5\,h_{t-1}$ with the inputs 1, 1, 1, and let the answers be the states. The right answers are 0, 0, 0. Follow the gradient $dL/dh_t$ from the last step to the first, for both kinds of loss.

# %% tags=["experiment"]
W_h, x, y = 0.5, [1.0, 1.0, 1.0], [0.0, 0.0, 0.0]
h = []
for t in range(3):
    h.append(x[t] + (W_h * h[t - 1] if t else 0.0))
print("states             ", h)

own = [0.0, 0.0, 2 * (h[2] - y[2])]  # what step t's own error says: only the last one counts
dh2 = own[2]
dh1 = own[1] + W_h * dh2  # and what comes back through the step after
dh0 = own[0] + W_h * dh1
print("loss at the last   ", [dh0, dh1, dh2])

own = [2 * (h[t] - y[t]) / 3 for t in range(3)]  # all three count, and the loss is their mean
dh2 = own[2]
dh1 = own[1] + W_h * dh2
dh0 = own[0] + W_h * dh1
print("loss at all steps  ", [round(value, 4) for value in (dh0, dh1, dh2)])

# %% [markdown]
# **Change one number.** Set `W_h = 2`. Which of the two rows grows towards the first step, and by which factor a step?
#
# With the loss at the last step alone, the message to $h_0$ has one road, the long one. With the loss at all steps it has many, and the shortest is no road at all: the first error speaks to the first state directly.
#
# ![Two rows of four states. Above, only the last state has a loss: one dashed road leads from it through all states back to the first. Below, every state has a loss: dashed arrows come down to each state from its own loss, and go back from state to state.](figures/rnn_layer_roads.svg)

# %% [markdown]
# ## Exercise `hidden_gradients`: how loud is the loss at step t?
#
# *20 minutes, 8 points. [Stuck?](#If-you-are-stuck)* For each step, one number: the size of $dL/dh_t$. This is your instrument for the experiments below.
#
# A **norm** is the root of the sum of all squared entries. PyTorch gives the gradient of a loss with respect to any tensor that took part in computing it, and `states` holds those that did.
#
# **Example.** In the worked case, with `last_timestep_only=True`, the norms are 0.875, 1.75 and 3.5.
#
# **Predict.** The same layer, $h_t = x_t + 0.5\,h_{t-1}$, with ten steps and the loss at the last. How many times smaller than at the last step is the norm at the first?

# %%
guess_smaller = None  # a number


# %% item="hidden_gradients" uses=["loss_fn"]
def hidden_gradients(model, x, y, last_timestep_only=False):
    """How strongly the loss depends on the state of each step: the norms of dL/dh_t.

    Arguments, which must not be changed in place:
        model: a RecurrentRegressionModel with output_dim=1 around an RNNLayer; after a call of the
            model, model.recurrent_net.states is the list of its T states (B, H)
        x: float tensor (B, T, D)
        y: float tensor (B, T, 1)
        last_timestep_only: as in loss_fn

    Returns a float tensor (T,): entry t is the norm of the gradient of loss_fn with respect to the
    state of step t, on all ways there are, those through later states included. It is one norm
    over the whole matrix (B, H): the root of the sum of all its squared entries.
    """
    ### BEGIN SOLUTION
    out, _ = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    gradients = torch.autograd.grad(loss, model.recurrent_net.states)
    return torch.stack([gradient.norm() for gradient in gradients])
    ### END SOLUTION


# %% item="hidden_gradients" points=8
check_hidden_gradients(hidden_gradients, RecurrentRegressionModel, RNNLayer, loss_fn)

# %% [markdown]
# How could the check know? It nudges every entry of every state of *your* layer, and looks how far the loss moves. The ruler is yours too: change sizes, weights and nonlinearity. `set_weights(layer, W_x, W_h, b)` finds your weights by what they do, so it works however you keep them.

# %% tags=["experiment"]
def identity(z):
    return z


with when_written("RNNLayer, RecurrentRegressionModel, loss_fn and hidden_gradients"):
    layer = RNNLayer(1, 1, nonlinearity=identity)
    model = RecurrentRegressionModel(layer)
    set_weights(layer, [[1.0]], [[0.5]], [0.0])
    x, y = running_averages(6, 10, torch.Generator().manual_seed(0))
    yours, _ = nudge_check(hidden_gradients, model, x, y, loss_fn, last_timestep_only=True)
    print(f"You predicted: {guess_smaller or 'nothing written'}.", end=" ")
    print(f"The first norm is {float(yours[-1] / yours[0]):.0f} times smaller than the last.")

# %% [markdown]
# **Why?** The gradient of `all_h` itself, the stack, would be another one. Whose message would it leave out?
#
# *Your sentence:*

# %% [markdown]
# ## Experiment: what lets a message through?
#
# On its way back, the message is multiplied at each step by `W_h` and by the slope of the nonlinearity. Vary both: the **spectral radius** of `W_h`, its largest absolute eigenvalue, and three nonlinearities. ReLU is $\max(z, 0)$, with slope 0 or 1; the identity has slope 1 everywhere. 32 units, 30 steps, random weights, three seeds; the loss at the last step alone, and at all steps.
#
# **Predict.** Nine panels: radius 0.5, 1 and 1.5 for each nonlinearity. In which does the message of the last step *grow* on its way to the first? And what will the loss at all steps look like where the other one vanishes?

# %%
guess_grows = ""  # such as "tanh 1.5, …"
guess_all_steps = ""


# %% tags=["experiment"] alt="Nine panels, three nonlinearities by three spectral radii, gradient norm per step on a log scale. With the loss at the last step, the line falls towards step 0 for radius 0.5 everywhere, less for radius 1 with tanh and ReLU, is about flat for the identity at radius 1, falls a little for tanh at 1.5, is about level with large differences between seeds for ReLU at 1.5, and rises by five orders of magnitude for the identity at 1.5. With the loss at all steps the line is nearly flat in every panel but the last."
def random_weights(radius, seed, H=32):
    generator = torch.Generator().manual_seed(seed)
    W_h = torch.randn(H, H, generator=generator)
    W_h *= radius / torch.linalg.eigvals(W_h).abs().max()
    return torch.randn(1, H, generator=generator), W_h, torch.zeros(H)


def random_model(radius, nonlinearity, seed):
    torch.manual_seed(seed)
    layer = RNNLayer(1, 32, nonlinearity)
    model = RecurrentRegressionModel(layer)
    set_weights(layer, *random_weights(radius, seed))
    return model


def log_norms(model, x, y, last_timestep_only):
    return np.log10(hidden_gradients(model, x, y, last_timestep_only).detach().numpy())


with when_written("RNNLayer, RecurrentRegressionModel, loss_fn and hidden_gradients"):
    functions = {"tanh": torch.tanh, "ReLU": torch.relu, "identity": identity}
    looks = {True: (BLUE, "-", "last step"), False: (ORANGE, "--", "all steps")}
    log_norms(random_model(1.0, torch.tanh, 0), *running_averages(2, 2, None), True)
    shared = {"sharex": True, "sharey": True}
    figure, panels = plt.subplots(3, 3, figsize=(9.5, 7.5), layout="constrained", **shared)
    for (name, function), row in zip(functions.items(), panels):
        for radius, axes in zip((0.5, 1.0, 1.5), row):
            axes.axhline(0, color="black", linewidth=0.6)
            found = []
            for last, (colour, style, _) in looks.items():
                runs = []
                for seed in range(3):
                    x, y = running_averages(16, 30, torch.Generator().manual_seed(100 + seed))
                    runs.append(log_norms(random_model(radius, function, seed), x, y, last))
                    axes.plot(runs[-1], style, color=colour, linewidth=0.7, alpha=0.6)
                middle = np.mean(runs, axis=0)
                axes.plot(middle, style, color=colour, linewidth=2.2)
                found.append(f"{middle[-1]:5.1f} → {middle[0]:5.1f}")
            axes.set(title=f"{name}, radius {radius}")
            print(f"{name:<9} radius {radius}   last step {found[0]}   all steps {found[1]}")
    print("each: log10 of the norm, from step 29 back to step 0, mean of 3 seeds")
    print(f"You predicted: grows {guess_grows or '(nothing written)'};", end=" ")
    print(f"all steps: {guess_all_steps or 'nothing written'}.")
    for _, (colour, _, where) in looks.items():
        place = (15, -10) if where == "last step" else (15, 1.5)
        panels[0][0].annotate(f"loss at {where}", place, color=colour)
    for axes in panels[:, 0]:
        axes.set_ylabel("log10 of the norm of dL/dh")
    for axes in panels[2]:
        axes.set(xlabel="step t", xticks=range(0, 30, 5))
    plt.show()

# %% [markdown]
# Read the blue lines. **Radius 1 is the border for the identity alone.** ReLU lets about half of the units through, so at radius 1 its message still dies; tanh is flatter than 1 nearly everywhere, and does not explode even at 1.5. What counts is the product of matrix *and* slope.
#
# Read the orange lines. They are almost level, and look healthy even at radius 0.5. Has the loss at all steps cured the memory?
#
# **Change one thing.** Make the input weights twice as large: `2 * torch.randn(1, H, …)`. What should change with the identity, and what with tanh?

# %% [markdown]
# ## Experiment: who is it that speaks?
#
# The orange line mixes the voices of all steps. Take them apart: let the loss look at step $s$ alone, and ask for the norms at every $t \le s$. That gives one row of a map.
#
# **Predict.** For tanh at radius 0.5, at which distance $s - t$ has the voice fallen to a hundredth? Is the map of your *trained* network more like radius 0.5, or like 1.5?

# %%
guess_distance = None  # a number of steps
guess_map = ""  # 0.5 or 1.5, and because?


# %% tags=["experiment"] alt="Three maps, loss step s downward and state step t to the right, colour the log of the gradient norm. Radius 0.5: a narrow bright band along the diagonal. Radius 1.5: a triangle that fades slowly. Trained network: a triangle that is bright everywhere."
def influence_map(model, x, y):
    """Row s: log10 of the norms of dL_s/dh_t for t = 0 … s; the rest of the row is empty."""
    T = x.shape[1]
    rows = [log_norms(model, x[:, : s + 1], y[:, : s + 1], True) for s in range(T)]
    return np.array([np.append(row, np.full(T - len(row), np.nan)) for row in rows])


def spectral_radius(layer):
    return float(torch.linalg.eigvals(read_weights(layer)[1].detach()).abs().max())


with when_written("RNNLayer, RecurrentRegressionModel, loss_fn and hidden_gradients"):
    x, y = running_averages(16, 30, torch.Generator().manual_seed(5))
    models = {f"radius {radius}": random_model(radius, torch.tanh, 0) for radius in (0.5, 1.5)}
    models["trained"] = trained()[0]
    maps = {name: influence_map(model, x, y) for name, model in models.items()}
    limits = {"vmin": np.nanmin(list(maps.values())), "vmax": np.nanmax(list(maps.values()))}
    figure, panels = plt.subplots(1, 3, figsize=(10, 3.7), sharey=True, layout="constrained")
    print("log10 of the norms 0, 5, 10, 20 and 29 steps before step 29")
    for axes, (name, table) in zip(panels, maps.items()):
        picture = axes.imshow(table, cmap="cividis", **limits)
        axes.set(title=f"tanh, {name}", xlabel="state step t")
        own = np.diag(table)[:, None]
        reach = [int(np.nanargmax(row > -2)) for row in table - own]
        axes.plot(reach, range(30), ".", color=RED, markersize=4)
        voices = ", ".join(f"{table[29, 29 - back]:.1f}" for back in (0, 5, 10, 20, 29))
        far = f"{30 - reach[29]} steps back" if reach[29] else "nowhere"
        print(f"{name:<11} {voices:<31}  below a hundredth: {far}")
    panels[0].set_ylabel("loss step s")
    words = "dots: the furthest state\nthat still hears 1 %"
    panels[0].annotate(words, (29, 3), ha="right", fontsize=8.5)
    figure.colorbar(picture, ax=panels, label="log10 of the norm of dL_s/dh_t", fraction=0.03)
    plt.show()
    torch.manual_seed(1)
    before, after = spectral_radius(RNNLayer(1, 32)), spectral_radius(trained()[0].recurrent_net)
    print(f"Spectral radius: {before:.2f} before training, {after:.2f} after it.", end=" ")
    print(f"You predicted: {guess_distance or 'nothing'} steps; {guess_map or 'nothing written'}.")

# %% [markdown]
# **A healthy-looking gradient can be all local.** At radius 0.5 each state hears its own step and a few after it; supervision at every step makes the sum look level, and carries nothing further. What the trained network has is different: training has raised its radius until the voice of step 29 is heard at step 0.
#
# It could do that because ten steps are few. The voice that teaches a network to remember must get through before there is a memory. We ran the same training with the loss at the last of a *hundred* steps, with two seeds: it ended at 0.0099 and 0.0097, where always answering 0 costs 0.0100. It had learned nothing. The part `lstm` changes the cell, so that the voice gets through.

# %% [markdown]
# ## Exercise `RNN`: layers upon layers
#
# *15 minutes, 8 points. [Stuck?](#If-you-are-stuck)* The states of a layer are a sequence; so another layer can read them.
#
# ![Two rows of three cells. The lower row reads x and passes its states to the right and up; the upper row reads them and passes its own states to the right. A frame around the upper row says last_layer_h, a frame around the last column says last_step_h.](figures/rnn_layer_stack.svg)
#
# **Example.** `RNN(2, 3, 4)` on `x` of shape (5, 7, 2): `last_layer_h` has shape (5, 7, 3), `last_step_h` (4, 5, 3).
#
# **Predict.** `RNNLayer(1, 32)` has 1,088 parameters. And `RNN(1, 32, 2)`?

# %%
guess_stack = None  # a number


# %% item="RNN" uses=["RNNLayer"]
class RNN(nn.Module):
    """A stack of num_layers RNNLayers with tanh: each reads the states of the one below.

    RNN(input_size, hidden_size, num_layers)
        input_size: int, D, the width of the first layer's input
        hidden_size: int, H, the width of every state
        num_layers: int >= 1, L

    Every layer has weights of its own: RNN(2, 3, 2) has 18 + 21 parameters.

    rnn(x)
        x: float tensor (B, T, D), which must not be changed in place

    returns a tuple:
        last_layer_h: (B, T, H), the states of the last layer, at every step
        last_step_h: (L, B, H), the state of every layer, the first one first, after the last step
    """

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        ### BEGIN SOLUTION
        widths = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList([RNNLayer(width, hidden_size) for width in widths])
        ### END SOLUTION

    def forward(self, x):
        ### BEGIN SOLUTION
        last_steps = []
        for layer in self.layers:
            x, last_h = layer(x)
            last_steps.append(last_h)
        return x, torch.stack(last_steps)
        ### END SOLUTION


# %% item="RNN" points=8
check_rnn(RNN, RNNLayer)

# %% tags=["experiment"]
with when_written("RNN"):
    counts = [sum(p.numel() for p in RNN(1, 32, layers).parameters()) for layers in (1, 2, 3)]
    print(f"Parameters with 1, 2 and 3 layers: {counts}.", end=" ")
    print(f"You predicted: {guess_stack or 'nothing written'} for 2.")

# %% [markdown]
# **Why?** How many roads lead from `x[:, 0]` to the last state of the upper layer, for three steps and two layers? Count them in the drawing.
#
# *Your sentence:*

# %% [markdown]
# ## Experiment: is deeper better?
#
# The same training, with two layers.
#
# **Predict.** Will two layers come below 0.001, and by how much do they beat one?

# %%
guess_deeper = ""  # "not at all", "twice as good", "ten times" …


# %% tags=["experiment"] alt="Loss at all steps against training step, on a log scale, two seeds each. One layer ends at about two ten-thousandths, two layers hardly lower; all four curves end well below the line 0.001."
with when_written("RNN"):
    RNN(1, 32, 2)
    figure, axes = plt.subplots(figsize=(7.5, 3.8), layout="constrained")
    curves = []
    for layers, colour, style in ((1, BLUE, "-"), (2, RED, "--")):
        runs = [trained(layers, seed=seed) for seed in (1, 2)]
        name = "1 layer" if layers == 1 else f"{layers} layers"
        curves += [(name, runs[0][1], colour, style), ("", runs[1][1], colour, style)]
        ends = ", ".join(f"{tested(model):.1e}" for model, _ in runs)
        size = sum(parameter.numel() for parameter in runs[0][0].parameters())
        print(f"{layers} layer(s), {size} parameters: loss on new sequences {ends}")
    draw_losses(axes, curves, {"always 0": 0.293, "one forgotten": 0.001})
    axes.set(ylabel="mean squared error at all steps")
    plt.show()
    print(f"You predicted: {guess_deeper or 'nothing written'}.")

# %% [markdown]
# Two layers are hardly better, with three times the parameters and twice the time. One layer was enough: this task needs a memory, not depth.

# %% [markdown]
# ## Reflect
#
# Two or three sentences each; nobody grades them.

# %% [markdown]
# **1.** Take your most wrong prediction. What did you assume, and what is the case?
#
# *Your answer:*

# %% [markdown]
# **2.** Back to `rnn_cell`: there, a nudge of `a0` died out on its way forward at radius 1.1. Here, a message dies on its way back. Which two factors do they meet in common?
#
# *Your answer:*

# %% [markdown]
# **3.** A friend supervises every step, sees level gradients, and reports that the network "now remembers long sequences". Which picture do you ask for, and what would you look for in it?
#
# *Your answer:*

# %% [markdown]
# ## If you are stuck
#
# Open one hint at a time.
#
# <details><summary><b>RNNLayer</b></summary>
#
# 1. *Reread* the drawing of the layer: what enters the first copy from the left?
# 2. *Question:* with rows, which side does a weight stand on? Which sizes must each of your matrices have?
# 3. *Smaller case:* `B` = `D` = `H` = 1 and three steps, as in the example. Then `B` = 2 with two different rows.
# 4. *In words:* begin with zeros and an empty list; for every step, add the input's share, the state's share and the bias, apply the function, append; at the end, stack the list along the second axis.
# </details>
#
# <details><summary><b>RecurrentRegressionModel</b></summary>
#
# 1. *Reread* the equation: which of its letters carry a $t$?
# 2. *Question:* what does `nn.Linear` do to a tensor with three axes?
# 3. *Smaller case:* print the two shapes that `self.recurrent_net(x)` returns.
# 4. *In words:* run the network, keep the first of what it returns, map it to answers, return both.
# </details>
#
# <details><summary><b>loss_fn</b></summary>
#
# 1. *Reread* the example: over how many numbers is each mean taken?
# 2. *Question:* which axis of (B, T, 1) is time, and how do you take its last entry?
# 3. *Smaller case:* errors 1, 2, 3 and 4, 5, 6 in a batch of two. By hand, the losses are 91/6 and 45/2.
# 4. *In words:* if only the last step counts, cut both tensors; then subtract, square, average.
# </details>
#
# <details><summary><b>hidden_gradients</b></summary>
#
# 1. *Reread* the worked case, and its two rows.
# 2. *Question:* which tensors did the next step read: those in `states`, or slices of `all_h`?
# 3. *Smaller case:* T = 2, and `nudge_check`. Which of the two rows differs?
# 4. *In words:* run the model, compute the loss, ask PyTorch for the gradient of the loss with respect to each state, take the norm of each, put them in one tensor. Look up `torch.autograd.grad`, or `retain_grad`.
# </details>
#
# <details><summary><b>RNN</b></summary>
#
# 1. *Reread* the drawing: which arrows go up?
# 2. *Question:* which layer has another input size than the rest? And how does PyTorch learn that a list holds modules?
# 3. *Smaller case:* `num_layers` = 1, then 2; print the shape that goes into each layer.
# 4. *In words:* call the layers in order, each on the states of the one before; collect every layer's last state; stack those along a new first axis.
# </details>

# %% [markdown]
# ## Checkpoint

# %% tags=["experiment"]
gradient_tools = (RecurrentRegressionModel, RNNLayer, loss_fn)
checkpoint(
    ("RNNLayer", 25, check_rnn_layer, RNNLayer),
    ("RecurrentRegressionModel", 10, check_regression_model, RecurrentRegressionModel),
    ("loss_fn", 10, check_loss_fn, loss_fn),
    ("hidden_gradients", 20, check_hidden_gradients, hidden_gradients, *gradient_tools),
    ("RNN", 15, check_rnn, RNN, RNNLayer),
)

# %% [markdown]
# Five passes? Save, and hand in as `README.md` says. The next part, `lstm`, gives the message a road of its own.
