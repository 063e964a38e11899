# Answers so large that what follows from them would overflow: the grader survives, and they count nothing.
# expect: two_steps=0 parameter_counts=0 gradient_factor=0 reading_a_loss=0 stacked_shapes=0
# %% item="two_steps"
def two_steps():
    return {"h1": 10**400, "h2": 1e308, "yhat1": -1e308, "yhat2": 1e308, "loss": float("inf"), "dh2": 1e308,
            "dh1": 10**18, "dW_h": 1e11}
# %% item="parameter_counts"
def parameter_counts():
    return {"rnn": 2**62, "gru": 10**300, "lstm": 1e300, "rnn_two": 1e18, "gru_two": 10**12, "lstm_two": 10**12}
# %% item="gradient_factor"
def gradient_factor():
    return {"radius": 1e11, "factor": 1e300, "steps": 10**12, "critical_radius": 1e-300}
# %% item="reading_a_loss"
def reading_a_loss():
    return {"nats_per_step": 1e11, "bits_per_step": 1e12, "perplexity": 1e12, "uniform_nats": -1e12}
# %% item="stacked_shapes"
def stacked_shapes():
    keys = ("embedded", "last_layer_h", "last_step_h", "last_step_c", "summary", "logits")
    return dict.fromkeys(keys, (10**9,) * 10_000)
