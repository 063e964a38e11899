# Built from source/char_lm.py by `autograder build`; do not edit.
"""Reference solution of the part ``char_lm``."""

import io
import numpy as np
from IPython import get_ipython
from IPython.display import display
from tqdm import tqdm

rng = np.random.default_rng(0)


def encode(name, char_to_ix):
    """The indices of the characters of a name, without a newline."""
    for character in name:
        if character not in char_to_ix:
            known = f"the {len(char_to_ix)} known characters"
            raise ValueError(f"{name!r} holds {character!r}, which is none of {known}")
    return [char_to_ix[character] for character in name]


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
        np.clip(gradients[name], -maxValue, maxValue, out=gradients[name])
    return gradients


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
        z = parameters["Waa"] @ states[-1] + parameters["b"]
        if X[t] is not None:
            z = z + parameters["Wax"][:, [X[t]]]  # the product with a one-hot column picks a column
        states.append(np.tanh(z))
        scores = parameters["Wya"] @ states[-1] + parameters["by"]
        weights = np.exp(scores - scores.max())
        probabilities.append(weights / weights.sum())
        loss -= float(np.log(probabilities[-1][Y[t], 0]))
    cache = (probabilities, states)
    return loss, cache


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
    return gradients, states


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
    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    gradients, a = sequence_gradients(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for name in parameters:
        parameters[name] -= learning_rate * gradients["d" + name]
    return loss, gradients, a[-1]


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
