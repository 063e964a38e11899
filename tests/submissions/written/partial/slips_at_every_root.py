# The first answer of every exercise is a slip, and everything else follows from it.
# expect: two_steps=7 parameter_counts=2 gradient_factor=3 reading_a_loss=1.5 stacked_shapes=2.5
# %% item="two_steps"
def two_steps():
    n = numbers
    h1 = n["W_h"] * n["h0"] + n["W_x"] * n["x1"] + 1
    h2 = n["W_h"] * h1 + n["W_x"] * n["x2"]
    yhat1, yhat2 = n["W_y"] * h1, n["W_y"] * h2
    loss = (yhat1 - n["y1"]) ** 2 + (yhat2 - n["y2"]) ** 2
    dh2 = 2 * (yhat2 - n["y2"]) * n["W_y"]
    dh1 = 2 * (yhat1 - n["y1"]) * n["W_y"] + n["W_h"] * dh2
    return dict(h1=h1, h2=h2, yhat1=yhat1, yhat2=yhat2, loss=loss, dh2=dh2, dh1=dh1, dW_h=dh2 * h1 + dh1 * n["h0"])
# %% item="parameter_counts"
def parameter_counts():
    rnn = numbers["H"] * (numbers["D"] + numbers["H"] + 1) + 7
    two = rnn + numbers["H"]
    return dict(rnn=rnn, gru=3 * rnn, lstm=4 * rnn, rnn_two=two, gru_two=3 * rnn + 3 * numbers["H"], lstm_two=4 * two)
# %% item="gradient_factor"
def gradient_factor():
    radius = abs(numbers["p"]) + abs(numbers["q"]) + 0.05
    steps = int(np.ceil(np.log(100) / abs(np.log(radius))))
    critical_radius = 1 / numbers["slope"]
    return dict(radius=radius, factor=radius ** numbers["k"], steps=steps, critical_radius=critical_radius)
# %% item="reading_a_loss"
def reading_a_loss():
    nats = numbers["name_nats"] / (numbers["letters"] + 3)
    uniform = (numbers["letters"] + 1) * np.log(numbers["V"])
    return dict(nats_per_step=nats, bits_per_step=nats / np.log(2), perplexity=np.exp(nats), uniform_nats=uniform)
# %% item="stacked_shapes"
def stacked_shapes():
    B, T, E, U, L, C = (numbers[name] for name in "BTEULC")
    last = (L, B, U)
    return dict(embedded=(T, B, E), last_layer_h=(T, B, U), last_step_h=last, last_step_c=last, summary=(B, U), logits=(B, C))
