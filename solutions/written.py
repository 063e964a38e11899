# Built from source/written.py by `autograder build`; do not edit.
"""Reference solution of the part ``written``."""

import hashlib
import unicodedata
import numpy as np

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


student_id = "script"

numbers = numbers_of(student_id, numbers_seed)


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
    h1 = numbers["W_h"] * numbers["h0"] + numbers["W_x"] * numbers["x1"]
    h2 = numbers["W_h"] * h1 + numbers["W_x"] * numbers["x2"]
    yhat1 = numbers["W_y"] * h1
    yhat2 = numbers["W_y"] * h2
    loss = (yhat1 - numbers["y1"]) ** 2 + (yhat2 - numbers["y2"]) ** 2
    dh2 = 2 * (yhat2 - numbers["y2"]) * numbers["W_y"]
    dh1 = 2 * (yhat1 - numbers["y1"]) * numbers["W_y"] + numbers["W_h"] * dh2
    dW_h = dh2 * h1 + dh1 * numbers["h0"]
    first = {"h1": h1, "h2": h2, "yhat1": yhat1, "yhat2": yhat2, "loss": loss}
    return {**first, "dh2": dh2, "dh1": dh1, "dW_h": dW_h}


def parameter_counts():
    """The number of parameters of one layer, with your input size D and state size H.

    Returns a dict of whole numbers; None stands for no answer:
        rnn, gru, lstm: with one bias in each block
        rnn_two, gru_two, lstm_two: with two biases in each block, as in torch
    """
    rnn = gru = lstm = rnn_two = gru_two = lstm_two = None
    rnn = numbers["H"] * (numbers["D"] + numbers["H"] + 1)
    gru, lstm = 3 * rnn, 4 * rnn
    rnn_two = rnn + numbers["H"]
    gru_two, lstm_two = 3 * rnn_two, 4 * rnn_two
    one = {"rnn": rnn, "gru": gru, "lstm": lstm}
    return {**one, "rnn_two": rnn_two, "gru_two": gru_two, "lstm_two": lstm_two}


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
    radius = abs(numbers["p"]) + abs(numbers["q"])
    factor = radius ** numbers["k"]
    steps = int(np.ceil(np.log(100) / abs(np.log(radius))))
    critical_radius = 1 / numbers["slope"]
    found = {"radius": radius, "factor": factor}
    return {**found, "steps": steps, "critical_radius": critical_radius}


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
    predictions = numbers["letters"] + 1
    nats_per_step = numbers["name_nats"] / predictions
    bits_per_step = nats_per_step / np.log(2)
    perplexity = np.exp(nats_per_step)
    uniform_nats = predictions * np.log(numbers["V"])
    mean = {"nats_per_step": nats_per_step, "bits_per_step": bits_per_step}
    return {**mean, "perplexity": perplexity, "uniform_nats": uniform_nats}


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
    B, T, U = numbers["B"], numbers["T"], numbers["U"]
    embedded = (B, T, numbers["E"])
    last_layer_h = (B, T, U)
    last_step_h = last_step_c = (numbers["L"], B, U)
    summary = (B, U)
    logits = (B, numbers["C"])
    layers = {"embedded": embedded, "last_layer_h": last_layer_h, "last_step_h": last_step_h}
    return {**layers, "last_step_c": last_step_c, "summary": summary, "logits": logits}
