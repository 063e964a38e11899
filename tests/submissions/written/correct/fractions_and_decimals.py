# Everything in fractions and decimals, as on paper; whole numbers come out as fractions too.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% before="two_steps"
from decimal import Decimal
from fractions import Fraction

exact = {name: Fraction(str(value)) for name, value in numbers.items()}
# %% item="two_steps"
def two_steps():
    n = exact
    h1 = n["W_h"] * n["h0"] + n["W_x"] * n["x1"]
    h2 = n["W_h"] * h1 + n["W_x"] * n["x2"]
    yhat1, yhat2 = n["W_y"] * h1, n["W_y"] * h2
    errors = yhat1 - n["y1"], yhat2 - n["y2"]
    loss = sum(error**2 for error in errors)
    dh2 = 2 * n["W_y"] * errors[1]
    dh1 = 2 * n["W_y"] * errors[0] + n["W_h"] * dh2
    dW_h = dh2 * h1 + dh1 * n["h0"]
    return dict(h1=h1, h2=h2, yhat1=yhat1, yhat2=yhat2, loss=loss, dh2=dh2, dh1=dh1, dW_h=dW_h)
# %% item="parameter_counts"
def parameter_counts():
    block = exact["H"] * (exact["D"] + exact["H"] + 1)
    two = block + exact["H"]
    return dict(rnn=block, gru=3 * block, lstm=4 * block, rnn_two=two, gru_two=3 * two, lstm_two=4 * two)
# %% item="gradient_factor"
def gradient_factor():
    radius = abs(exact["p"]) + abs(exact["q"])
    factor = radius ** numbers["k"]
    power, steps = radius, 1
    while Fraction(1, 100) <= power <= 100:
        power, steps = power * radius, steps + 1
    return dict(radius=radius, factor=factor, steps=steps, critical_radius=1 / exact["slope"])
# %% item="reading_a_loss"
def reading_a_loss():
    predictions = Decimal(numbers["letters"] + 1)
    nats = Decimal(str(numbers["name_nats"])) / predictions
    uniform = predictions * Decimal(numbers["V"]).ln()
    return dict(nats_per_step=nats, bits_per_step=nats / Decimal(2).ln(), perplexity=nats.exp(), uniform_nats=uniform)
# %% item="stacked_shapes"
def stacked_shapes():
    B, T, E, U, L, C = (exact[name] for name in "BTEULC")
    states = [L, B, U]
    return dict(embedded=[B, T, E], last_layer_h=[B, T, U], last_step_h=states, last_step_c=states,
                summary=[B, U], logits=[B, C])
