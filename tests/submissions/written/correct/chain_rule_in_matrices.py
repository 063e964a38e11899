# Solves the two steps as one system of equations, forward and back; the rest by logarithms, namespaces and sliced tuples.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% before="two_steps"
import math
from types import SimpleNamespace

n = SimpleNamespace(**numbers)
# %% item="two_steps"
def two_steps():
    system = np.array([[1, 0], [-n.W_h, 1]])  # times (h1, h2)
    h = np.linalg.solve(system, [n.W_h * n.h0 + n.W_x * n.x1, n.W_x * n.x2])
    yhat = n.W_y * h
    errors = yhat - (n.y1, n.y2)
    dh = np.linalg.solve(system.T, 2 * n.W_y * errors)
    found = dict(zip(("h1", "h2"), h)) | dict(zip(("yhat1", "yhat2"), yhat)) | dict(zip(("dh1", "dh2"), dh))
    found["loss"] = np.linalg.norm(errors) ** 2
    found["dW_h"] = np.vdot(dh, [n.h0, h[0]])
    return found
# %% item="parameter_counts"
def parameter_counts():
    one = n.H * n.D + n.H**2 + n.H
    rnn, gru, lstm = one, one + one + one, one << 2
    return {"rnn": rnn, "gru": gru, "lstm": lstm, "rnn_two": rnn + n.H, "gru_two": gru + 3 * n.H, "lstm_two": lstm + 4 * n.H}
# %% item="gradient_factor"
def gradient_factor():
    eigenvalues = n.p + n.q, n.p - n.q
    radius = max(map(abs, eigenvalues))
    bound = 0.01 if radius < 1 else 100
    return SimpleNamespace(radius=radius, factor=math.exp(n.k * math.log(radius)), steps=1 + math.floor(math.log(bound, radius)),
                           critical_radius=math.exp(-math.log(n.slope))).__dict__
# %% item="reading_a_loss"
def reading_a_loss():
    steps = n.letters + 1
    perplexity = math.exp(n.name_nats) ** (1 / steps)
    return {"perplexity": perplexity, "nats_per_step": math.log(perplexity), "bits_per_step": math.log2(perplexity),
            "uniform_nats": math.fsum(math.log(n.V) for _ in range(steps))}
# %% item="stacked_shapes"
def stacked_shapes():
    last_layer_h = n.B, n.T, n.U
    summary = last_layer_h[::2]
    states = (n.L,) + summary
    return {"embedded": last_layer_h[:2] + (n.E,), "last_layer_h": last_layer_h, "last_step_h": states, "last_step_c": states,
            "summary": summary, "logits": (summary[0], n.C)}
