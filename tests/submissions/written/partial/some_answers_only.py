# Of each exercise only the first answers are there; the others were left as None.
# expect: two_steps=2.5 parameter_counts=1 gradient_factor=2 reading_a_loss=0.5 stacked_shapes=1
# base: release
# %% item="two_steps"
def two_steps():
    h1 = h2 = yhat1 = yhat2 = loss = dh2 = dh1 = dW_h = None
    h1 = numbers["W_h"] * numbers["h0"] + numbers["W_x"] * numbers["x1"]
    h2 = numbers["W_h"] * h1 + numbers["W_x"] * numbers["x2"]
    yhat1 = numbers["W_y"] * h1
    first = {"h1": h1, "h2": h2, "yhat1": yhat1, "yhat2": yhat2, "loss": loss}
    return {**first, "dh2": dh2, "dh1": dh1, "dW_h": dW_h}
# %% item="parameter_counts"
def parameter_counts():
    rnn = gru = lstm = rnn_two = gru_two = lstm_two = None
    rnn = numbers["H"] * (numbers["D"] + numbers["H"] + 1)
    one = {"rnn": rnn, "gru": gru, "lstm": lstm}
    return {**one, "rnn_two": rnn_two, "gru_two": gru_two, "lstm_two": lstm_two}
# %% item="gradient_factor"
def gradient_factor():
    radius = factor = steps = critical_radius = None
    radius = abs(numbers["p"]) + abs(numbers["q"])
    factor = radius ** numbers["k"]
    return {"radius": radius, "factor": factor, "steps": steps, "critical_radius": critical_radius}
# %% item="reading_a_loss"
def reading_a_loss():
    nats_per_step = bits_per_step = perplexity = uniform_nats = None
    nats_per_step = numbers["name_nats"] / (numbers["letters"] + 1)
    mean = {"nats_per_step": nats_per_step, "bits_per_step": bits_per_step}
    return {**mean, "perplexity": perplexity, "uniform_nats": uniform_nats}
# %% item="stacked_shapes"
def stacked_shapes():
    embedded = last_layer_h = last_step_h = last_step_c = summary = logits = None
    embedded = (numbers["B"], numbers["T"], numbers["E"])
    last_layer_h = (numbers["B"], numbers["T"], numbers["U"])
    layers = {"embedded": embedded, "last_layer_h": last_layer_h, "last_step_h": last_step_h}
    return {**layers, "last_step_c": last_step_c, "summary": summary, "logits": logits}
