# Treats the loss as a polynomial in W_h, counts the entries of empty arrays, and multiplies the matrix out, step by step.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% before="two_steps"
from numpy.polynomial import Polynomial
# %% item="two_steps"
def two_steps():
    n = numbers
    W_h = Polynomial([0, 1])
    h1 = W_h * n["h0"] + n["W_x"] * n["x1"]
    h2 = W_h * h1 + n["W_x"] * n["x2"]
    loss = (n["W_y"] * h1 - n["y1"]) ** 2 + (n["W_y"] * h2 - n["y2"]) ** 2
    of_h2 = (n["W_y"] * Polynomial([0, 1]) - n["y2"]) ** 2
    of_h1 = (n["W_y"] * Polynomial([0, 1]) - n["y1"]) ** 2 + of_h2(Polynomial([n["W_x"] * n["x2"], n["W_h"]]))
    at = {"h1": h1, "h2": h2, "yhat1": n["W_y"] * h1, "yhat2": n["W_y"] * h2, "loss": loss, "dW_h": loss.deriv()}
    found = {name: value(n["W_h"]) for name, value in at.items()}
    return {**found, "dh1": of_h1.deriv()(found["h1"]), "dh2": of_h2.deriv()(found["h2"])}
# %% item="parameter_counts"
def parameter_counts():
    D, H = numbers["D"], numbers["H"]
    found = {}
    for name, blocks in zip(("rnn", "gru", "lstm"), (1, 3, 4)):
        arrays = [np.empty((H, columns)) for columns in (D, H, 1)] * blocks
        found[name] = sum(array.size for array in arrays)
        found[name + "_two"] = sum(array.size for array in arrays + [np.empty(H)] * blocks)
    return found
# %% item="gradient_factor"
def gradient_factor():
    p, q, k = (numbers[name] for name in "pqk")
    W = np.array([[p, q], [q, p]])
    values, vectors = np.linalg.eigh(W)
    leading = vectors[:, np.argmax(np.abs(values))]
    radius = np.linalg.norm(W, 2)
    factor = np.linalg.norm(np.linalg.matrix_power(W.T, k) @ leading)
    gradient, steps = leading, 0
    while 0.01 <= np.linalg.norm(gradient) <= 100:
        gradient, steps = W.T @ gradient, steps + 1
    return {"radius": radius, "factor": factor, "steps": steps, "critical_radius": numbers["slope"] ** -1}
# %% item="reading_a_loss"
def reading_a_loss():
    each = np.full(numbers["letters"] + 1, numbers["name_nats"] / (numbers["letters"] + 1))
    probability = np.exp(-each).prod()
    steps = each.size
    return {"nats_per_step": each.mean(), "bits_per_step": -np.log2(probability) / steps,
            "perplexity": probability ** (-1 / steps), "uniform_nats": steps * np.log(numbers["V"])}
# %% item="stacked_shapes"
def stacked_shapes():
    B, T, V, E, U, L, C = (numbers[name] for name in "BTVEULC")
    texts = np.zeros((B, T), dtype=int)
    embedded = np.empty((V, E))[texts]
    last_layer_h = np.broadcast_to(0.0, (*texts.shape, U))
    summary = last_layer_h[:, -1]
    last_step_h = np.stack([summary] * L)
    arrays = dict(embedded=embedded, last_layer_h=last_layer_h, last_step_h=last_step_h, last_step_c=0 * last_step_h,
                  summary=summary, logits=summary @ np.zeros((U, C)))
    return {name: array.shape for name, array in arrays.items()}
