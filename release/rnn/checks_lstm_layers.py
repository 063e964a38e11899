"""The checks of LSTMLayer and LSTM. What should hold is measured on your own layer, whatever its weights are called."""

import contextlib
import copy
import itertools

import torch

from checks import expect_parts, fail
from checks_rnn_layer import listen
from checks_torch import close, count, expect_count, expect_gradients_reach, expect_tensor, measured_slopes, run


READY_MADE = (torch.nn.RNNBase, torch.nn.RNNCellBase)


@contextlib.contextmanager
def in_float64():
    """While inside, new tensors and modules are float64: what is measured then is exact to many digits."""
    usual = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(usual)


def expect_own_work(called, module):
    if any(isinstance(part, READY_MADE) for part in module.modules()):
        fail(called, "it holds a ready-made layer of torch, which is what this exercise has you write.",
             "what __init__ puts into self.", "build it from torch.nn.Linear or torch.nn.Parameter.")


def check_LSTMLayer(LSTMLayer, seed=0):
    """Number of parameters, shapes, the start, the gates at their limits and between, the gradients."""
    __tracebackhide__ = True
    torch.manual_seed(seed)
    for D, H, B, T in ((2, 3, 5, 4), (4, 2, 1, 3), (3, 5, 2, 1)):
        layer = run("LSTMLayer", LSTMLayer, D, H)
        for name, wanted in (("input_size", D), ("hidden_size", H)):
            if getattr(layer, name, None) != wanted:
                fail(f"LSTMLayer({D}, {H})", f"its {name} is {getattr(layer, name, 'missing')}; it should be {wanted}.",
                     "the given lines of __init__.", "put them back as they were.")
        expect_own_work(f"LSTMLayer({D}, {H})", layer)
        check_size(layer, D, H)
        x = torch.randn(B, D, T).transpose(1, 2)  # not contiguous in memory
        check_outputs(layer, x, f"LSTMLayer({D}, {H}) on x of shape {(B, T, D)}", B, T, H)
        with in_float64():
            check_start(LSTMLayer(D, H), D)
            check_between(shaken(LSTMLayer(D, H)), D)
            check_layer_gradients(LSTMLayer(D, H), x.double().contiguous())
    with in_float64():
        check_limits(shaken(LSTMLayer(3, 8), 1e12))
        check_every_weight(shaken(LSTMLayer(2, 3)))
    print("passes: parameters, shapes, zero start, gates open, shut and between, memory, gradients")


def check_size(layer, D, H):
    one, gates = D * H + H * H + H, "four gates with a bias each"
    if count(layer) == 4 * (one + H):
        return  # two biases whose sum counts
    expect_count(f"LSTMLayer({D}, {H})", layer, 4 * one, gates, {
        0: "Only nn.Parameters and modules in self are found.", one: "That is one gate.",
        4 * (one - H): "Are the biases missing?", 3 * one: "That is three gates.",
        4 * one - 3 * H: "Has each gate a bias of its own?"})


def check_outputs(layer, x, called, B, T, H):
    all_h, last = outputs_of(called, layer, x)
    expect_tensor(called, "all_h", all_h, "(B, T, H)", (B, T, H))
    expect_parts(f"{called}, second result", last, 2, "h_last and c_last")
    expect_tensor(called, "h_last", last[0], "(B, H)", (B, H))
    expect_tensor(called, "c_last", last[1], "(B, H)", (B, H))
    if not close(last[0], all_h[:, -1]):
        fail(called, "h_last is not the output of the last step, all_h[:, -1].", "what you return second, and in which order.",
             "print it beside all_h[:, 0] and all_h[:, -1].")
    if not close(outputs_of(called, layer, x)[0], all_h):
        fail(called, "a second call with the same x gives other outputs.",
             "h and c before the first step: kept in self, or never set (torch.empty).",
             "print both before the first step, in two calls.")
    if not close(outputs_of(called, layer, x[:1])[0], all_h[:1]):
        fail(called, "the first sequence alone gives other outputs than within its batch.",
             "what mixes the rows of a batch: the shape of a bias, a sum or product over axis 0.",
             "write (B, H) beside each tensor of a step. Which has no B, and how is it spread?")
    if T > 1 and not close(outputs_of(called, layer, x[:, :1])[0], all_h[:, :1]):
        fail(called, "the output of the first step depends on later inputs.", "which x each turn of your loop reads.",
             "change x[:, -1] and see which outputs move.")


def outputs_of(called, layer, x):
    result = run(called, layer, x)
    expect_parts(called, result, 2, "all_h, and the tuple (h_last, c_last)")
    return result


def shaken(layer, scale=1.0):
    """The layer with random parameters, so that no gate resembles another."""
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(scale * torch.randn_like(parameter))
    return layer


def memories(layer, x):
    """Outputs and memories of every step, both (B, T, H): the memory of step t is c_last of the first t + 1 steps."""
    with torch.no_grad():
        every = [outputs_of("LSTMLayer", layer, x[:, : t + 1])[1] for t in range(x.shape[1])]
    return tuple(torch.stack(part, dim=1) for part in zip(*every))


def heard(layer, steps):
    """How many entries of each parameter move the outputs of so many steps."""
    outputs = outputs_of("LSTMLayer", layer, torch.randn(4, steps, layer.input_size))[0]
    loss, names = outputs.pow(2).sum(), dict(layer.named_parameters())
    if not loss.requires_grad:
        return {}
    slopes = torch.autograd.grad(loss, list(names.values()), allow_unused=True)
    return {name: 0 if slope is None else int(slope.count_nonzero()) for name, slope in zip(names, slopes)}


def check_every_weight(layer):
    """From the third step on, every single weight has a say."""
    moved = heard(layer, 3)
    idle = [name for name, parameter in layer.named_parameters() if 0 <= moved.get(name, -1) < parameter.numel()]
    if idle:
        fail("LSTMLayer on three steps", f"some entries of {', '.join(idle)} move nothing.",
             "what each gate reads: x_t, and the h of the step before; and whether all four gates are used.",
             "print h at the start of each turn of your loop.")


def check_start(layer, D):
    """An empty start: all parameters zero, nothing comes out; and in the first step h says nothing yet."""
    still, H = copy.deepcopy(layer), layer.hidden_size
    with torch.no_grad():
        for parameter in still.parameters():
            parameter.zero_()
    all_h, (_, c) = outputs_of("LSTMLayer", still, torch.randn(2, 3, D))
    if all_h.any() or c.any():
        fail("LSTMLayer with all parameters zero", "h and c should be all zero, and are not.",
             "h and c before the first step; the candidate (tanh(0) is 0, sigmoid(0) is not); what is multiplied, what added.",
             "print h, c and the four gates after the first step.")
    if sum(heard(shaken(layer), 1).values()) > 3 * H * D + 3 * H * (count(layer) // H - 4 * (D + H)) // 4:
        fail("LSTMLayer on one step", "weights move the output that should have nothing to work on yet.",
             "h and c before the first step: both all zero.", "print both before the first turn of your loop.")


def check_between(layer, D):
    """The output is a gate times tanh of the memory, and that gate is the sigmoid of a sum."""
    x = torch.randn(60, 3, D)
    h, c = memories(layer, x)
    gate = h / torch.tanh(c)
    if not bool(((gate > 0) & (gate < 1)).all()):
        raw = " It is a gate times c itself." if bool((h / c < 1).all() & (h / c > 0).all()) else ""
        fail("LSTMLayer", f"h should be tanh(c) times a gate between 0 and 1, and is not.{raw}",
             "how h is made from o and c.", "print o, c and h of one unit after one step.")
    past = torch.cat([torch.zeros_like(h[:, :1]), h[:, :-1]], dim=1)
    read = torch.cat([x, past, torch.ones_like(x[..., :1])], dim=2).flatten(0, 1)
    scores = torch.logit(gate).flatten(0, 1)
    if not close(read @ torch.linalg.lstsq(read, scores).solution, scores):
        fail("LSTMLayer", "the gate that shows the memory is no sigmoid of weights on x_t and h before, plus a bias.",
             "what the output gate reads, and how it is squashed.", "print its value for x = 0 and h = 0: is it sigmoid(bias)?")


def check_limits(layer):
    """With huge weights every gate is 0 or 1, and a candidate -1 or 1: so the memory can only do four things."""
    torch.manual_seed(0)
    h, c = memories(layer, torch.randn(30, 12, layer.input_size))
    before = torch.cat([torch.zeros_like(c[:, :1]), c[:, :-1]], dim=1)
    called = "LSTMLayer with weights so large that gates are 0 or 1"
    possible = [0 * before, before, *(keep * before + sign for keep, sign in itertools.product((0, 1), (-1, 1)))]
    odd = torch.stack([(c - value).abs() for value in possible]).amin(dim=0) > 1e-3
    if bool(odd.any()):
        n, t, unit = (int(index) for index in odd.nonzero()[0])
        fail(called, f"a memory went from {before[n, t, unit]:.4g} to {c[n, t, unit]:.4g}. "
             "It can be kept or dropped, and -1, 0 or 1 added.",
             "the line that makes c: what is multiplied, added, squashed by what.",
             "print f, i, g, and c before and after, for one unit.")
    absent = {"c is never negative": not (c < 0).any(), "a memory is never just kept": not ((c == before) & (c != 0)).any(),
              "a memory never grows beyond 1": not (c.abs() > 1.5).any(),
              "a memory is never dropped": not ((c.abs() < 0.5) & (before.abs() > 0.5)).any(),
              "nothing is ever shown": not h.any()}
    for what, missing in absent.items():
        if missing:
            fail(called, f"in 30 sequences of 12 steps {what}.",
                 "what carries c from one turn of the loop to the next; tanh for the candidate, sigmoid for the gates.",
                 "print f, i, g and c of one unit over three steps.")


def check_layer_gradients(layer, x):
    """Gradients reach every parameter, and the one for x is the slope measured by nudging x."""
    inputs = x.requires_grad_()

    def loss(value):
        all_h, (_, c) = layer(value)
        return (torch.linspace(-1, 2, all_h.numel()).reshape(all_h.shape) * all_h).sum() + c.pow(2).sum()

    if x.shape[1] > 1:
        expect_gradients_reach("LSTMLayer", loss(inputs), layer)
    (gradient,) = torch.autograd.grad(loss(inputs), inputs)
    with torch.no_grad():
        slopes = measured_slopes(loss, inputs)
    if not close(gradient, slopes):
        fail("LSTMLayer", "the outputs are right, but the gradient that PyTorch finds for x is not the measured slope.",
             "`.detach()` or `.data` between two steps: then no gradient flows through it to earlier steps.",
             "hand h and c themselves to the next step.")


# ---- LSTM -------------------------------------------------------------------------------------------------------


def check_LSTM(LSTM, LSTMLayer, seed=0):
    """Number of parameters, shapes, who reads whom, the last steps of all layers, gradients."""
    __tracebackhide__ = True
    torch.manual_seed(seed)
    for D, H, L, B, T in ((2, 3, 2, 5, 4), (4, 5, 3, 2, 6), (3, 2, 1, 4, 2)):
        called = f"LSTM({D}, {H}, {L})"
        stack = run("LSTM", LSTM, D, H, L)
        expect_own_work(called, stack)
        first, more = (count(run("LSTMLayer", LSTMLayer, size, H)) for size in (D, H))
        expect_count(called, stack, first + (L - 1) * more, f"{first} + {L - 1}·{more}", {
            0: "A Python list hides its layers; nn.ModuleList shows them.", first: "That is one layer.",
            L * first: "That is as if every layer read x.", (L - 1) * more: "The first layer is missing.",
            first + L * more: "That is one layer too many."})
        x = torch.randn(B, T, D)
        heard = listen([module for module in stack.modules() if isinstance(module, LSTMLayer)])
        result = run("LSTM", stack, x)
        expect_parts(called, result, 2, "last_layer_h, and the tuple (last_step_h, last_step_c)")
        expect_parts(f"{called}, second result", result[1], 2, "last_step_h and last_step_c")
        expect_tensor(called, "last_layer_h", result[0], "(B, T, H)", (B, T, H))
        for name, value in zip(("last_step_h", "last_step_c"), result[1]):
            expect_tensor(called, name, value, "(L, B, H)", (L, B, H))
        check_stack(called, x, result, heard)
        for part in (result[0], sum(result[1])):  # all layers have a say in either
            expect_gradients_reach(called, part.pow(2).sum(), stack)
    print("passes: parameters, shapes, each layer reads the one below, last steps of all layers, gradients")


def check_stack(called, x, result, heard):
    last_layer_h, (last_step_h, last_step_c) = result
    if not close(last_step_h[-1], last_layer_h[:, -1]):
        fail(called, "last_step_h[-1] is not last_layer_h[:, -1], the last layer's output after the last step.",
             "the order of the layers in last_step_h, and whose outputs are returned first.",
             "print last_step_h[0] and last_step_h[-1] beside last_layer_h[:, -1].")
    if heard and not close(heard[0][0], x):
        fail(called, "the first layer does not read x.", "what the first layer is called with.", "print its shape, and x.shape.")
    for number, (below, above) in enumerate(itertools.pairwise(heard)):
        if above[0].shape != below[1].shape or not close(above[0], below[1]):
            fail(called, f"layer {number + 1} does not read all outputs of layer {number}, (B, T, H).",
                 "what each layer is called with.", "print the shape and the first entries of what goes into each layer.")
    for number, (_, _, (h, c)) in enumerate(heard):
        for name, found, wanted in (("last_step_h", last_step_h, h), ("last_step_c", last_step_c, c)):
            if not close(found[number], wanted):
                fail(called, f"{name}[{number}] is not what layer {number} returned for its last step.",
                     "what you collect from each layer, and along which axis you stack it.",
                     f"print it beside {name}[{number}], for every layer.")
