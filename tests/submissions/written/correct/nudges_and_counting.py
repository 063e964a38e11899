# Measures every gradient by nudging, in fractions, where it is exact for such losses; counts parameters and steps one by one.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% before="two_steps"
import cmath
import math
from fractions import Fraction
from itertools import count, product


def slope_at(function, place):
    """Exact for polynomials up to the fourth power."""
    up, down, far_up, far_down = (function(place + nudge) for nudge in (1, -1, 2, -2))
    return (8 * (up - down) - (far_up - far_down)) / 12
# %% item="two_steps"
def two_steps():
    h0, W_h, W_x, W_y, x1, x2, y1, y2 = (
        Fraction(str(numbers[name])) for name in ("h0", "W_h", "W_x", "W_y", "x1", "x2", "y1", "y2"))
    second = lambda h2: (W_y * h2 - y2) ** 2
    first = lambda h1, W_h: (W_y * h1 - y1) ** 2 + second(W_h * h1 + W_x * x2)
    whole = lambda W_h: first(W_h * h0 + W_x * x1, W_h)
    h1 = W_h * h0 + W_x * x1
    h2 = W_h * h1 + W_x * x2
    found = {"h1": h1, "h2": h2, "yhat1": W_y * h1, "yhat2": W_y * h2, "loss": whole(W_h)}
    found |= {"dh2": slope_at(second, h2), "dh1": slope_at(lambda h: first(h, W_h), h1), "dW_h": slope_at(whole, W_h)}
    return {name: float(value) for name, value in found.items()}
# %% item="parameter_counts"
def parameter_counts():
    D, H = numbers["D"], numbers["H"]
    found = {}
    for (kind, blocks), (ending, biases) in product({"rnn": 1, "gru": 3, "lstm": 4}.items(), [("", 1), ("_two", 2)]):
        found[kind + ending] = 0
        for _ in range(blocks):
            for _unit in range(H):
                found[kind + ending] += D + H + biases
    return found
# %% item="gradient_factor"
def gradient_factor():
    p, q = numbers["p"], numbers["q"]
    trace, determinant = 2 * p, p * p - q * q
    root = cmath.sqrt(trace**2 - 4 * determinant)
    radius = max(abs((trace + root) / 2), abs((trace - root) / 2))
    factor = 1.0
    for _ in range(numbers["k"]):
        factor *= radius
    steps = next(n for n in count() if radius**n < 1 / 100 or radius**n > 100)
    return {"radius": radius, "factor": factor, "steps": steps, "critical_radius": 1 / numbers["slope"]}
# %% item="reading_a_loss"
def reading_a_loss():
    characters = len("x" * numbers["letters"] + "\n")
    nats = numbers["name_nats"] / characters
    bits = nats / math.log(2)
    return {"nats_per_step": nats, "bits_per_step": bits, "perplexity": math.pow(2, bits),
            "uniform_nats": math.log(numbers["V"] ** characters)}
# %% item="stacked_shapes"
def stacked_shapes():
    size = {axis: numbers[axis] for axis in "BTELUC"}
    axes = {"embedded": "BTE", "last_layer_h": "BTU", "last_step_h": "LBU", "last_step_c": "LBU", "summary": "BU", "logits": "BC"}
    return {name: tuple(size[axis] for axis in letters) for name, letters in axes.items()}
