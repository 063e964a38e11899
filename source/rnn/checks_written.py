"""One check for each exercise worked by hand, of its form alone: it knows no right answer, and gives none away."""

import math
import numbers as kinds

import numpy as np

from checks import NotWritten, fail

COUNT, NUMBER, SHAPE = "a whole number above 0", "a number", "a tuple of whole numbers above 0"


def answers_of(exercise, numbers, **forms):
    """What an exercise returns: every answer must be there, and of its form."""
    __tracebackhide__ = True
    name = exercise.__name__
    if not numbers:
        raise NotWritten(f"{name}: there are no numbers to calculate with, because student_id is empty.\n"
                         "Next: type your id between the quotes under “Your numbers”, run that cell, then this one.")
    try:
        answers = exercise()
    except NotImplementedError:
        raise NotWritten(f"{name}: not written yet.\n"
                         "Next: replace the line below YOUR CODE HERE by a line for each answer.") from None
    if not isinstance(answers, dict) or set(forms) - set(answers):
        fail(name, f"came back as a {type(answers).__name__}; it should be a dict with {', '.join(forms)}.",
             "the last lines of the function: they came with the notebook.", "put `return` and its dict back.")
    found = {key: read(name, key, answers[key], form) for key, form in forms.items() if answers[key] is not None}
    missing = [key for key in forms if key not in found]
    if missing:
        fail(name, f"{len(found)} of {len(forms)} answers are there. Without an answer: {', '.join(missing)}.",
             "the names on the left of your lines.", "answer them too, or leave them: they cost only their own points.")
    return found


def read(name, key, value, form):
    """An answer as plain numbers; a message if it is none, with what students type most often by mistake."""
    if form == SHAPE:
        if isinstance(value, np.ndarray):
            value = value.tolist()
        if not isinstance(value, (tuple, list)):
            wrong(name, key, value, form, "write the sizes in brackets, separated by commas.")
        return tuple(int(read(name, f"{key}[{place}]", size, COUNT)) for place, size in enumerate(value))
    if isinstance(value, (tuple, list)):
        wrong(name, key, value, form, "a decimal comma makes two numbers: write 4.5, not 4,5.")
    if hasattr(value, "item") and np.size(value) == 1:
        value = value.item()
    if isinstance(value, (bool, str, bytes, complex)) or not isinstance(value, kinds.Number):
        wrong(name, key, value, form, "write a number or an expression, without quotes.")
    if not math.isfinite(value):
        wrong(name, key, value, form, "look for a division by zero.")
    if form == COUNT and (value != round(value) or value <= 0):
        wrong(name, key, value, form, "what is counted here, and can there be a part of one?")
    return float(value)


def wrong(name, key, value, form, next_step):
    fail(name, f"{key} is {value!r}; it should be {form}.", f"the line that begins with `{key} =`.", next_step)


def expect(holds, name, found, where, next_step):
    if not holds:
        fail(name, found, where, next_step)


def passed(answers):
    print(f"passes: {len(answers)} answers of the right form, which fit together; only grading knows the values")


def check_two_steps(two_steps, numbers):
    """Eight finite numbers; the loss and the sign of dh2 fit the predictions that were given."""
    __tracebackhide__ = True
    keys = ("h1", "h2", "yhat1", "yhat2", "loss", "dh2", "dh1", "dW_h")
    found = answers_of(two_steps, numbers, **dict.fromkeys(keys, NUMBER))
    expect(found["loss"] > 0, "two_steps", f"loss is {found['loss']:g}, but a sum of squares is above 0.",
           "the two errors, before they are squared.", "write both errors down: prediction minus target.")
    uphill = (found["yhat2"] - numbers["y2"]) * numbers["W_y"]
    expect(found["dh2"] * uphill > 0, "two_steps",
           "dh2 has the sign of going down; a gradient points to where the loss grows.",
           "the sign of the last error, prediction minus target, and of W_y.",
           "make h2 a little larger in your mind: does the last error grow or shrink?")
    passed(found)


def check_parameter_counts(parameter_counts, numbers):
    """Six whole numbers; more blocks and more biases mean more parameters."""
    __tracebackhide__ = True
    keys = ("rnn", "gru", "lstm", "rnn_two", "gru_two", "lstm_two")
    found = answers_of(parameter_counts, numbers, **dict.fromkeys(keys, COUNT))
    for few, many, why in (("rnn", "gru", "more blocks"), ("gru", "lstm", "more blocks"),
                           ("rnn", "rnn_two", "one bias more"), ("gru", "gru_two", "one bias more in each block"),
                           ("lstm", "lstm_two", "one bias more in each block")):
        expect(found[few] < found[many], "parameter_counts",
               f"{many} = {found[many]:g} is not larger than {few} = {found[few]:g}, although it has {why}.",
               "the drawing of one block, and how often it stands in each layer.",
               "count the pieces of one block for D = 2 and H = 3 first: 18 with one bias.")
    passed(found)


def check_gradient_factor(gradient_factor, numbers):
    """Three positive numbers and a count; the factor is on the same side of 1 as the radius."""
    __tracebackhide__ = True
    found = answers_of(gradient_factor, numbers, radius=NUMBER, factor=NUMBER, steps=COUNT, critical_radius=NUMBER)
    for key in ("radius", "factor", "critical_radius"):
        expect(found[key] > 0, "gradient_factor", f"{key} is {found[key]:g}, but it is an absolute value.",
               "a sign that was kept.", "take the absolute values of the eigenvalues, then the larger one.")
    expect((found["radius"] < 1) == (found["factor"] < 1), "gradient_factor",
           f"radius is {found['radius']:g} and factor {found['factor']:g}: one of them shrinks, the other grows.",
           "how factor comes from radius in k steps.", "calculate it for 1, 2 and 3 steps: which way does it go?")
    expect(found["critical_radius"] >= 1, "gradient_factor",
           "critical_radius is below 1, although the slope of tanh only makes gradients smaller.",
           "what slope and radius must make together.", "say in words what one step back does to a gradient.")
    passed(found)


def check_reading_a_loss(reading_a_loss, numbers):
    """Four positive numbers; a bit is a smaller unit than a nat, and nothing is less perplexed than 1."""
    __tracebackhide__ = True
    keys = ("nats_per_step", "bits_per_step", "perplexity", "uniform_nats")
    found = answers_of(reading_a_loss, numbers, **dict.fromkeys(keys, NUMBER))
    for key in keys:
        expect(found[key] > 0, "reading_a_loss", f"{key} is {found[key]:g}; a loss is minus a logarithm, above 0.",
               "a sign that was lost.", "take a probability of 1/4: which sign has its logarithm?")
    expect(found["bits_per_step"] > found["nats_per_step"], "reading_a_loss",
           "there are fewer bits than nats, although a bit is the smaller unit.",
           "whether you multiplied or divided by ln 2.", "convert the 2 bits of the example into nats.")
    expect(found["perplexity"] >= 1, "reading_a_loss",
           f"perplexity is {found['perplexity']:g}, but nobody chooses among fewer than 1 character.",
           "which base belongs to which unit.", "a certain prediction costs 0 nats: its perplexity is 1.")
    passed(found)


def check_stacked_shapes(stacked_shapes, numbers):
    """Six tuples whose sizes are all sizes of the model."""
    __tracebackhide__ = True
    keys = ("embedded", "last_layer_h", "last_step_h", "last_step_c", "summary", "logits")
    found = answers_of(stacked_shapes, numbers, **dict.fromkeys(keys, SHAPE))
    sizes = {numbers[key] for key in ("B", "T", "V", "E", "U", "L", "C")}
    for key, shape in found.items():
        strange = [size for size in shape if size not in sizes]
        expect(shape and not strange, "stacked_shapes",
               f"{key} is {shape}; {f'{strange[0]} is no size of this model' if strange else 'it has no axes'}.",
               "your numbers B, T, V, E, U, L and C.", "write the letters first, (B, T), then their sizes.")
    passed(found)
