"""Tools that measure a recurrent layer: its weights by what they do, its gradients by nudging its states.

A layer's nonlinearity is swapped for one that writes down what it is given and answers what it is told; so one sees,
and sets, the state between two steps, whatever the layer calls its weights and however it keeps them.
"""

import contextlib
import itertools

import numpy as np
import torch

from checks import fail
from checks_torch import close, expect_tensor, in_double, run


class Exchangeable:
    """A nonlinearity that can be exchanged while a layer has it, wherever the layer keeps it."""

    def __init__(self, function):
        self.function = function

    def __call__(self, z):
        return self.function(z)


@contextlib.contextmanager
def nonlinearity_of(layer, function):
    """While inside, the layer has another nonlinearity."""
    kept = layer.nonlinearity
    if isinstance(kept, Exchangeable):
        kept.function, own = function, kept.function
        try:
            yield
        finally:
            kept.function = own
        return
    del layer.nonlinearity  # if it is a module, it cannot be overwritten by a function
    layer.nonlinearity = function
    try:
        yield
    finally:
        del layer.nonlinearity
        layer.nonlinearity = kept


def sums_of(layer, x, first_state):
    """What the nonlinearity is given at each step, (T, B, H), if the first step's answer is first_state (B, H)."""
    sums = []

    def record(z):
        # states kept as columns, (H, B), are right too
        flipped = z.shape != first_state.shape and z.T.shape == first_state.shape
        sums.append(z.T if flipped else z)
        if len(sums) > 1:
            return z
        return first_state.T if flipped else first_state

    with nonlinearity_of(layer, record):
        run("RNNLayer", layer, x)
    if len(sums) != x.shape[1]:
        fail("RNNLayer", f"self.nonlinearity was called {len(sums)} times for {x.shape[1]} steps; it should be once each.",
             "subgoal C: the nonlinearity that the layer was built with, applied to the sum.",
             "count in your loop: how often is self.nonlinearity called in one turn?")
    expect_tensor("RNNLayer, self.nonlinearity", "its argument", sums[1], "(B, H)", tuple(first_state.shape))
    return torch.stack(sums)


def read_weights(layer):
    """The weights of an RNNLayer as they act: W_x (D, H), W_h (H, H) and b (H,), so that a step is
    nonlinearity(x_t @ W_x + h @ W_h + b), whatever the layer calls them and however it keeps them."""
    D, H = layer.input_size, layer.hidden_size
    like = next(layer.parameters()).detach()
    x, state = like.new_zeros(1 + D + H, 2, D), like.new_zeros(1 + D + H, H)
    x[1 : 1 + D, 1] = torch.eye(D)  # then one input at a time is 1, then one entry of the state
    state[1 + D :] = torch.eye(H)
    sums = sums_of(layer, x, state)[1]
    return sums[1 : 1 + D] - sums[0], sums[1 + D :] - sums[0], sums[0]


def set_weights(layer, W_x, W_h, b):
    """Give an RNNLayer the weights W_x (D, H), W_h (H, H) and b (H,), whatever it calls its own.

    Every weight gets a number as a name; the gradient writes the names where the weights are kept.
    """
    parameters = list(layer.parameters())
    measured = torch.cat([part.flatten() for part in read_weights(layer)])
    names = torch.arange(1, 1 + len(measured)).to(measured)
    places = torch.autograd.grad(measured @ names, parameters)
    wanted = torch.cat([torch.as_tensor(part).to(measured).flatten() for part in (W_x, W_h, b)])
    with torch.no_grad():
        for parameter, place in zip(parameters, places):
            parameter.copy_(wanted[place.round().long().clamp(1, len(wanted)) - 1])
    if not close(torch.cat([part.flatten() for part in read_weights(layer)]), wanted):
        fail("set_weights", "this layer's weights cannot be told apart by what they do.",
             "whether the check of RNNLayer passes.", "run that check.")


def measured_gradients(model, x, y, loss_fn, last_timestep_only=False, eps=1e-4):
    """dL/dh_t (T, B, H) in float64, without any derivative: the loss moves this much when one entry of a state is nudged."""
    layer, T = model.recurrent_net, x.shape[1]
    own, shape = layer.nonlinearity, (x.shape[0], layer.hidden_size)
    own = own.function if isinstance(own, Exchangeable) else own
    x, y, slopes = x.double(), y.double(), torch.zeros(T, *shape, dtype=torch.float64)

    def nudged(t, place, size):
        steps = itertools.count()

        def pushed(z):
            state = own(z)
            if next(steps) == t:
                state = state.clone()
                state[place if state.shape == shape else place[::-1]] += size
            return state

        with nonlinearity_of(layer, pushed):
            return loss_fn(model(x)[0], y, last_timestep_only)

    with torch.no_grad(), in_double(model):
        for t in range(T):
            for place in np.ndindex(shape):
                slopes[t][place] = (nudged(t, place, eps) - nudged(t, place, -eps)) / (2 * eps)
    return slopes


def nudge_check(hidden_gradients, model, x, y, loss_fn, last_timestep_only=False, show=True):
    """Compare your hidden_gradients with nudges of the states; print a row for each step, return both columns.

    The model is measured in float64, and must be around an RNNLayer. Keep it small: every entry of
    every state is nudged twice.
    """
    slopes = measured_gradients(model, x, y, loss_fn, last_timestep_only)
    with in_double(model):
        yours = run("hidden_gradients", hidden_gradients, model, x.double(), y.double(), last_timestep_only)
    measured = slopes.flatten(1).norm(dim=1)
    if show:
        expect_tensor("hidden_gradients", "what came back", yours, "(T,)", tuple(measured.shape))
        print(f"{'step':<6}{'yours':>12}{'measured':>12}")
        for t in range(len(measured)):
            verdict = "ok" if abs(yours[t] - measured[t]) <= 1e-3 * measured.max() else "differs"
            print(f"{t:<6}{float(yours[t]):>12.6g}{float(measured[t]):>12.6g}  {verdict}")
    return yours, slopes
