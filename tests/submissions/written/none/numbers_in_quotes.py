# Answers in quotes are texts.
# expect: two_steps=0 parameter_counts=0 gradient_factor=0 reading_a_loss=0 stacked_shapes=0
# %% item="two_steps"
def two_steps():
    return dict.fromkeys(("h1", "h2", "yhat1", "yhat2", "loss", "dh2", "dh1", "dW_h"), "4.5")
# %% item="parameter_counts"
def parameter_counts():
    return dict.fromkeys(("rnn", "gru", "lstm", "rnn_two", "gru_two", "lstm_two"), "4.5")
# %% item="gradient_factor"
def gradient_factor():
    return dict.fromkeys(("radius", "factor", "steps", "critical_radius"), "4.5")
# %% item="reading_a_loss"
def reading_a_loss():
    return dict.fromkeys(("nats_per_step", "bits_per_step", "perplexity", "uniform_nats"), "4.5")
# %% item="stacked_shapes"
def stacked_shapes():
    keys = ("embedded", "last_layer_h", "last_step_h", "last_step_c", "summary", "logits")
    return dict.fromkeys(keys, "(32, 13)")
