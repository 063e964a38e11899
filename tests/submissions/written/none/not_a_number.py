# Every answer is nan, and the shapes hold it.
# expect: two_steps=0 parameter_counts=0 gradient_factor=0 reading_a_loss=0 stacked_shapes=0
# %% item="two_steps"
def two_steps():
    return dict.fromkeys(("h1", "h2", "yhat1", "yhat2", "loss", "dh2", "dh1", "dW_h"), float("nan"))
# %% item="parameter_counts"
def parameter_counts():
    return dict.fromkeys(("rnn", "gru", "lstm", "rnn_two", "gru_two", "lstm_two"), float("nan"))
# %% item="gradient_factor"
def gradient_factor():
    return dict.fromkeys(("radius", "factor", "steps", "critical_radius"), float("nan"))
# %% item="reading_a_loss"
def reading_a_loss():
    return dict.fromkeys(("nats_per_step", "bits_per_step", "perplexity", "uniform_nats"), float("nan"))
# %% item="stacked_shapes"
def stacked_shapes():
    keys = ("embedded", "last_layer_h", "last_step_h", "last_step_c", "summary", "logits")
    return dict.fromkeys(keys, (float("nan"), float("nan")))
