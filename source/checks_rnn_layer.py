"""One check for each exercise of the part rnn_layer. What should hold comes from measuring your own code."""

import itertools

import torch

from checks import expect_parts, fail
from checks_states import Exchangeable, measured_gradients, nudge_check, read_weights
from checks_torch import TOLERANCE, build, close, expect_count, expect_gradients_reach, expect_tensor
from checks_torch import in_double, measured_slopes, run


# ---- RNNLayer ---------------------------------------------------------------------------------------------------


def check_rnn_layer(RNNLayer, seed=0):
    """Number of parameters, shapes, the start, each step from the one before, the states, the gradients."""
    __tracebackhide__ = True
    torch.manual_seed(seed)
    for D, H, B, T in ((2, 3, 5, 4), (4, 2, 1, 3), (3, 5, 2, 1)):
        expect_attributes(build("RNNLayer", RNNLayer, D, H), D, H)
        layer = build("RNNLayer", RNNLayer, D, H, Exchangeable(torch.tanh))
        x = torch.randn(B, D, T).transpose(1, 2)  # not contiguous in memory
        all_h = check_layer_outputs(layer, x, D, H, B, T)
        expect_count(f"RNNLayer({D}, {H})", layer, D * H + H * H + H, "D·H + H·H + H", {
            0: "Only nn.Parameters and modules in self are found.", D * H + H * H: "Is the bias missing?",
            D * H + H * H + 2 * H: "H too many: a second bias, or a first state that is trained?"})
        if T > 1:
            expect_gradients_reach("RNNLayer", (all_h * torch.randn_like(all_h)).sum(), layer)
        check_layer_dtype(layer, x, all_h)
        check_layer_weights(layer, x, all_h)
        check_layer_states(layer, x, T)
        check_layer_gradients(layer, x)
    print("passes: parameters, shapes, zero start, every step from the one before, states, gradients")


def expect_attributes(layer, D, H):
    for name, wanted in (("input_size", D), ("hidden_size", H), ("nonlinearity", torch.tanh)):
        if getattr(layer, name, None) is not wanted:
            fail(f"RNNLayer({D}, {H})", f"its {name} is {getattr(layer, name, 'missing')}; it should be {wanted}.",
                 "the given lines of __init__.", "put them back as they were.")


def check_layer_outputs(layer, x, D, H, B, T):
    called = f"RNNLayer({D}, {H}) on x of shape {(B, T, D)}"
    result = run("RNNLayer", layer, x)
    expect_parts(called, result, 2, "all_h and last_h")
    all_h, last_h = result
    axes = "the axes: step t of x is x[:, t], and your loop has one turn for each."
    expect_tensor(called, "all_h", all_h, "(B, T, H)", (B, T, H), axes)
    expect_tensor(called, "last_h", last_h, "(B, H)", (B, H), axes)
    if not close(last_h, all_h[:, -1]):
        fail(called, "last_h is not the state of the last step, all_h[:, -1].", "what you return second.",
             "print it beside all_h[:, 0] and all_h[:, -1].")
    if not close(run("RNNLayer", layer, x)[0], all_h):
        fail(called, "a second call with the same x gives other states.",
             "subgoal B: a state that is kept in self, or never set (torch.empty, torch.rand).",
             "print the state before the first step, in two calls.")
    if not close(run("RNNLayer", layer, x[:1])[0], all_h[:1]):
        fail(called, "the first sequence alone gives other states than within its batch.",
             "what mixes the rows of a batch: the shape of the bias, a sum or product over axis 0.",
             "write (B, H) beside each tensor of a step. Which has no B, and how is it spread?")
    return all_h


def check_layer_dtype(layer, x, all_h):
    hint = ("subgoal B: torch.zeros makes float32 unless it is told otherwise.", "give it the dtype and device of x.")
    try:
        with in_double(layer):
            double = layer(x.double())[0]
    except RuntimeError as error:
        said = str(error).splitlines()[0]
        fail("RNNLayer in float64 on a float64 x", f"it stops: {said[:90]}", *hint)
    if double.dtype != torch.float64 or not close(double, all_h):
        fail("RNNLayer in float64 on a float64 x", f"all_h is {double.dtype}, or differs from float32.", *hint)


def check_layer_weights(layer, x, all_h):
    """Measure the three weights; then every state must follow from x, the state before it, and them."""
    W_x, W_h, b = (part.detach().double() for part in read_weights(layer))
    x, all_h = x.double(), all_h.detach().double()
    for name, matrix in (("x[:, 1]", W_x), ("the state before, which the nonlinearity returned,", W_h)):
        if not matrix.any():
            fail("RNNLayer", f"{name} has no influence on the second step, whatever it is.",
                 "subgoal C: what enters the sum, and in which order the steps come.", "mark in your code where each of the three enters: x, state, bias.")
    weights = torch.cat([W_x, W_h])
    if close(weights, weights[:, :1].expand_as(weights)):
        fail("RNNLayer", "all units start with the same weights, so they stay the same for ever.",
             "subgoal A: how the matrices are filled.", "fill them with small random numbers, as nn.Linear does.")
    first = x[:, 0] @ W_x + b
    for t in range(len(all_h[0])):
        past = all_h[:, t - 1] if t else torch.zeros_like(first)
        linear = x[:, t] @ W_x + past @ W_h + b
        if not close(all_h[:, t], torch.tanh(linear)):
            blame_step(t, all_h[:, t], linear, x[:, t] @ W_x + b)


def blame_step(t, found, linear, without_past):
    relations = {"is all zero": 0 * found, "fits if nothing is squashed": linear,
                 "fits a state of zeros as its past": torch.tanh(without_past)}
    fits = [name for name, wanted in relations.items() if close(found, wanted)]
    fits.append("comes from another past")
    fail("RNNLayer", f"all_h[:, {t}] does not follow from x[:, {t}] and {f'all_h[:, {t - 1}]' if t else 'zeros'} "
         f"by the weights that act at the second step. It {fits[0]}.",
         "subgoal B, the state before the first step, and C, what enters the sum.",
         f"with B = 1 and T = {t + 1}, print what goes into the nonlinearity at each step.")


def check_layer_states(layer, x, T):
    all_h, _ = run("RNNLayer", layer, x)
    states = getattr(layer, "states", None)
    if not isinstance(states, list) or len(states) != T:
        got = f"a {type(states).__name__}" + (f" of {len(states)}" if isinstance(states, list) else "")
        fail("RNNLayer", f"after a call on T = {T} steps, layer.states is {got}; it should be the list of the {T} states.",
             "subgoal C: where the list begins, and what is appended to it.",
             "print len(layer.states) after one call, and after two.")
    for t, state in enumerate(states):
        expect_tensor("RNNLayer", f"layer.states[{t}]", state, "(B, H)", tuple(all_h[:, t].shape))
        if not close(state, all_h[:, t]):
            fail("RNNLayer", f"layer.states[{t}] differs from all_h[:, {t}].", "which state is appended when.",
                 "print both for B = 1.")
    loose = [t for t, state in enumerate(states) if not leads_to(state, all_h)]
    if loose:
        fail("RNNLayer", f"layer.states{loose} are copies: no gradient flows from all_h back to them.",
             "`.detach()`, `.clone()`, `.data` or an index where the state is kept.",
             "keep the very tensor that goes into the next step and into the stack.")


def leads_to(state, all_h):
    if not (state.requires_grad and all_h.requires_grad):
        return False
    weight = torch.arange(1.0, 1 + all_h.numel()).reshape(all_h.shape)
    return torch.autograd.grad((weight * all_h).sum(), state, retain_graph=True, allow_unused=True)[0] is not None


def check_layer_gradients(layer, x):
    """The gradient of a number made from all_h, for x, against slopes measured by nudging x."""
    inputs = x.double().contiguous().requires_grad_()
    weight = torch.randn(*x.shape[:2], layer.hidden_size, dtype=torch.float64)
    with in_double(layer):
        (gradient,) = torch.autograd.grad((weight * layer(inputs)[0]).sum(), inputs)
        with torch.no_grad():
            slopes = measured_slopes(lambda value: (weight * layer(value)[0]).sum(), inputs)
    if not close(gradient, slopes):
        fail("RNNLayer", "the states are right, but the gradient that PyTorch finds for x is not the measured slope.",
             "`.detach()` or `.data` between two steps: then no gradient flows through it to earlier steps.",
             "hand the state itself to the next step.")


# ---- RecurrentRegressionModel -----------------------------------------------------------------------------------


class Told(torch.nn.Module):
    """Stands in for a recurrent network: its states are what it is told."""

    def __init__(self, hidden_size):
        super().__init__()
        self.hidden_size, self.all_h = hidden_size, None

    def forward(self, x):
        return self.all_h, self.all_h[:, -1]


def check_regression_model(RecurrentRegressionModel, seed=0):
    """Number of parameters, shapes, the same linear readout at every step, gradients; with told states."""
    __tracebackhide__ = True
    torch.manual_seed(seed)
    for H, O, B, T in ((3, 4, 2, 6), (5, 1, 3, 1)):
        called = f"RecurrentRegressionModel with hidden_size {H} and output_dim {O}"
        net = Told(H)
        model = build("RecurrentRegressionModel", RecurrentRegressionModel, net, O)
        x, net.all_h = torch.randn(B, T, 2), torch.randn(B, T, H, requires_grad=True)
        result = run("RecurrentRegressionModel", model, x)
        expect_parts(called, result, 2, "out and all_h")
        out, all_h = result
        expect_tensor(called, "out", out, "(B, T, output_dim)", (B, T, O))
        expect_tensor(called, "all_h", all_h, "(B, T, H)", (B, T, H))
        if not all_h.requires_grad:
            fail(called, "no gradient flows from all_h back to the recurrent network.", "`.detach()` or `.data` in forward.",
                 "hand the states on as they came.")
        if not close(all_h, net.all_h):
            fail(called, "all_h is not what the recurrent network returned first.", "what you return second.",
                 "print it beside self.recurrent_net(x)[0].")
        expect_count(f"{called}, its network left out", model, H * O + O, "H·output_dim + output_dim", {
            0: "Only nn.Parameters and modules in self are found.", H * O: "Is the bias missing?"})
        expect_gradients_reach("RecurrentRegressionModel", (out * torch.randn_like(out)).sum(), model)
        check_readout(called, model, net, x, out)
        if getattr(model, "recurrent_net", None) is not net:
            fail(called, "model.recurrent_net is not the network that the model was given.", "the given lines of __init__.",
                 "put them back as they were.")
    print("passes: parameters, shapes, one linear readout for all steps, states handed on, gradients")


def check_readout(called, model, net, x, out):
    """Told states that are zero but for one entry show each weight of the readout by itself."""
    H, states = net.hidden_size, net.all_h
    if torch.autograd.grad(out.sum(), states, allow_unused=True)[0] is None:
        fail(called, "no gradient flows from out back to the states.", "`.detach()` or `.data` in forward.",
             "hand the states on as they came.")
    net.all_h = torch.cat([torch.zeros(1, H), torch.eye(H)])[:, None]  # (1 + H, 1, H)
    answers = run("RecurrentRegressionModel", model, x[:1, :1].expand(1 + H, 1, -1))[0].detach()[:, 0]
    bias, matrix = answers[0], answers[1:] - answers[0]
    for t in range(out.shape[1]):
        if not close(out[:, t], states[:, t] @ matrix + bias):
            fail(called, f"out[:, {t}] is no linear function of all_h[:, {t}], or not the same at every step.",
                 "which states the readout reads, and what happens to its answer.",
                 "with H = 1, T = 2 and states you choose: does twice the state move out by twice as much?")
    net.all_h = states


# ---- loss_fn ----------------------------------------------------------------------------------------------------

#: errors of predictions (B, T) -> the mean of their squares, at all steps and at the last one, by hand
ERRORS = {((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)): (91 / 6, 22.5), ((0.0, 0.0, 0.0, 2.0),): (1.0, 4.0), ((3.0,), (-1.0,)): (5.0, 5.0)}


def check_loss_fn(loss_fn, seed=0):
    """Errors small enough to square by hand, at all steps and at the last one; and the gradient."""
    __tracebackhide__ = True
    torch.manual_seed(seed)
    for errors, wanted in ERRORS.items():
        error = torch.tensor(errors)[..., None]
        y = torch.randn(error.shape)
        for last, value in zip((False, True), wanted):
            called = f"loss_fn with last_timestep_only={last} for the errors {error[..., 0].tolist()}"
            pred = (y + error).requires_grad_()
            loss = run("loss_fn", loss_fn, pred, y, last)
            expect_tensor(called, "the loss", loss, "()", ())
            if not close(loss, torch.tensor(value)):
                blame_loss(called, float(loss.detach()), value, error, last)
            if not loss.requires_grad:
                fail(called, "the value is right, but no gradient flows back to pred.",
                     "`.item()`, `.detach()`, `float(...)`, `torch.tensor(...)`.", "stay with tensor operations.")
            (gradient,) = torch.autograd.grad(loss, pred)
            counts = torch.zeros_like(error)
            counts[:, -1 if last else slice(None)] = 1
            if not close(gradient, 2 * error * counts / counts.sum()):
                fail(called, "the value is right, but its gradient is not that of a mean of squares.",
                     "which part of pred the loss reads.", "print pred.grad after loss.backward().")
    print("passes: mean of squares at all steps, at the last step, gradients")


def blame_loss(called, found, value, error, last):
    every, end = ERRORS[tuple(map(tuple, error[..., 0].tolist()))]
    entries, steps = error.numel(), error.shape[1]
    counted = entries // steps if last else entries
    relations = {
        "the sum of the squares": value * counted, "the root of the mean": value**0.5,
        "half of it": value / 2, "its negative": -value, "the value for all steps": every,
        "the last squares divided by all B·T": end / steps,
        "the last sequence of the batch": float((error[-1] ** 2).mean()),
        "the value for the first step": float((error[:, 0] ** 2).mean()), "the mean of the absolute errors":
        float((error[:, -1] if last else error).abs().mean()),
    }  # fmt: skip
    fits = (name for name, other in relations.items() if abs(found - other) < TOLERANCE * max(1, abs(other)))
    guess = next(fits, None)
    fail(called, f"it is {found:.4g}; by hand it is {value:.4g}.{f' It fits {guess}.' if guess else ''}",
         "what is squared, what the mean runs over, and which axis is time.",
         "square these errors by hand, and mark which of them count.")


# ---- hidden_gradients -------------------------------------------------------------------------------------------


def check_hidden_gradients(hidden_gradients, RecurrentRegressionModel, RNNLayer, loss_fn, seed=0):
    """One norm for each step, against nudges of the states, for T = 1 and more and both kinds of loss."""
    __tracebackhide__ = True
    torch.manual_seed(seed)
    worst = 0.0
    for D, H, B, T in ((2, 3, 4, 5), (3, 2, 5, 1)):
        layer = build("RNNLayer", RNNLayer, D, H, Exchangeable(torch.tanh))
        model = build("RecurrentRegressionModel", RecurrentRegressionModel, layer)
        with torch.no_grad():  # weights that start at zero would make every gradient zero
            for parameter in model.parameters():
                parameter.copy_(0.5 * torch.randn_like(parameter))
        x, y = torch.randn(B, T, D), torch.randn(B, T, 1)
        for last in (False, True):
            called = f"hidden_gradients with T={T}, last_timestep_only={last}"
            run("RecurrentRegressionModel", model, x)
            before = [parameter.detach().clone() for parameter in model.parameters()]
            yours = run("hidden_gradients", hidden_gradients, model, x, y, last)
            expect_tensor(called, "what came back", yours, "(T,)", (T,))
            if not all(map(torch.equal, before, model.parameters())):
                fail(called, "it changed the parameters of the model.", "optimizers, and methods that end in _.",
                     "look at gradients only; nothing is trained here.")
            yours, slopes = nudge_check(hidden_gradients, model, x, y, loss_fn, last, show=False)
            measured = slopes.flatten(1).norm(dim=1)
            if not close(yours, measured):
                blame_norms(called, yours.double(), slopes, model, x, y, loss_fn, last)
            worst = max(worst, float((yours - measured).abs().max() / measured.max()))
    print(f"passes: one norm for each step, and they agree with nudged states, worst relative error {worst:.0e}")


def blame_norms(called, yours, slopes, model, x, y, loss_fn, last):
    measured, T = slopes.flatten(1).norm(dim=1), len(slopes)
    where, step = "from which tensors the gradient is taken, and what is made of each.", "run nudge_check for T = 2."
    for relation, values in other_sizes(slopes, model.recurrent_net.states).items():
        if close(yours, values):
            fail(called, f"they differ from what nudges say. They are {relation}.", where, step)
    if T > 1 and close(yours, measured_gradients(model, x, y, loss_fn, not last).flatten(1).norm(dim=1)):
        fail(called, f"they fit last_timestep_only={not last}.", "how last_timestep_only gets to loss_fn.",
             "print the loss for True and for False.")
    if T > 1 and close(yours, direct_norms(model, x, y, loss_fn, last)):
        fail(called, "they hold what each state tells the loss through its own prediction alone; later states are left out.",
             "all_h is stacked from the states: the next step reads a state, not its copy in the stack.",
             "which tensors went into the next step? The docstring says where they are kept.")
    ratio = yours / measured
    factor = f" All are {float(ratio[0]):.3g} times as large." if ratio.std(correction=0) < 1e-4 * ratio.abs().max() else ""
    fail(called, f"they differ from what nudges of the states say.{factor}", where, step)


def other_sizes(slopes, states):
    """What else than one norm for each step could be made of the gradients (T, B, H)."""
    norms, rows = slopes.flatten(1).norm(dim=1), slopes.norm(dim=2)
    return {
        "in reverse order": norms.flip(0), "the squares of the norms": norms**2,
        "sums of entries, not norms": slopes.sum(dim=(1, 2)),
        "sums of absolute values, not norms": slopes.abs().sum(dim=(1, 2)),
        "means of absolute values, not norms": slopes.abs().mean(dim=(1, 2)),
        "means of one norm for each sequence": rows.mean(dim=1), "sums of one norm for each sequence": rows.sum(dim=1),
        "the norms of the states themselves": torch.stack(states).flatten(1).norm(dim=1),
    }  # fmt: skip


def direct_norms(model, x, y, loss_fn, last):
    """The norms of what each state tells the loss through its own prediction, from sequences that end with it."""
    T = x.shape[1]
    ends = [measured_gradients(model, x[:, : t + 1], y[:, : t + 1], loss_fn, True)[-1].norm() for t in range(T)]
    direct = torch.stack(ends) / (1 if last else T)
    direct[: T - 1 if last else 0] = 0
    return direct


# ---- RNN --------------------------------------------------------------------------------------------------------


def check_rnn(RNN, RNNLayer, seed=0):
    """Number of parameters, shapes, who reads whom, the last steps of all layers, gradients."""
    __tracebackhide__ = True
    torch.manual_seed(seed)
    for D, H, L, B, T in ((2, 3, 2, 5, 4), (4, 5, 3, 2, 6), (3, 2, 1, 4, 1)):
        called = f"RNN({D}, {H}, {L})"
        rnn = build("RNN", RNN, D, H, L)
        first, more = D * H + H * H + H, 2 * H * H + H
        expect_count(called, rnn, first + (L - 1) * more, f"{first} + {L - 1}·{more}", {
            0: "A Python list hides its layers; nn.ModuleList shows them.", first: "That is one layer.",
            L * first: "That is as if every layer read x.", (L - 1) * more: "The first layer is missing.",
            first + more: "That is two layers.", first + L * more: "That is one layer too many."})
        layers = [module for module in rnn.modules() if isinstance(module, RNNLayer)]
        heard = listen(layers)
        result = run("RNN", rnn, torch.randn(B, T, D))
        expect_parts(called, result, 2, "last_layer_h and last_step_h")
        expect_tensor(called, "last_layer_h", result[0], "(B, T, H)", (B, T, H))
        expect_tensor(called, "last_step_h", result[1], "(L, B, H)", (L, B, H))
        check_stack(called, result, heard, L if layers else 0)
        expect_gradients_reach(f"{called}, last_layer_h", (result[0] * torch.randn_like(result[0])).sum(), rnn)
    print("passes: parameters, shapes, each layer reads the one below, last steps of all layers, gradients")


def listen(layers):
    """From now on, the layers write down what they read and return: a list that fills as they are called."""
    heard = []
    for layer in layers:
        def heard_forward(x, own=layer.forward):
            result = own(x)
            heard.append((x, *result))
            return result

        layer.forward = heard_forward
    return heard


def check_stack(called, result, heard, calls):
    last_layer_h, last_step_h = result
    if len(heard) != calls:
        fail(called, f"its RNNLayers were called {len(heard)} times; it should be once for each of the {calls} layers.",
             "the loop of forward.", "print a line in each turn.")
    if not last_layer_h.any() or (heard and not close(last_layer_h, heard[-1][1])):
        fail(called, "last_layer_h is not what the last layer returned first.", "what you return first.",
             "print it beside the all_h of the layer that was called last.")
    if not close(last_step_h[-1], last_layer_h[:, -1]):
        fail(called, "last_step_h[-1] is not last_layer_h[:, -1]: the last layer's state after the last step.",
             "the order of the layers in last_step_h, and which layer's states are returned first.",
             "in the drawing, which state belongs to both frames?")
    for number, (below, above) in enumerate(itertools.pairwise(heard)):
        if above[0].shape != below[1].shape or not close(above[0], below[1]):
            fail(called, f"layer {number + 1} does not read the states of layer {number}, all_h (B, T, H).",
                 "what each layer is called with.", "print the shape and the first entries of what goes into each layer.")
    for number, (_, _, last_h) in enumerate(heard):
        if len(heard) == len(last_step_h) and not close(last_step_h[number], last_h):
            fail(called, f"last_step_h[{number}] is not the state of layer {number} after the last step.",
                 "what is collected for last_step_h.", "print it beside the last_h that this layer returned.")
