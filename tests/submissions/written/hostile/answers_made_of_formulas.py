# Answers with formulas for whoever opens a spreadsheet, and with programs for whoever opens a page.
# expect: two_steps=0 parameter_counts=0 gradient_factor=0 reading_a_loss=0 stacked_shapes=0
# %% item="two_steps"
def two_steps():
    return {key: "=cmd|'/C calc'!A0" for key in ("h1", "h2", "yhat1", "yhat2", "loss", "dh2", "dh1", "dW_h")}
# %% item="parameter_counts"
def parameter_counts():
    return {"=HYPERLINK(\"//evil.example\")": 1, "rnn": "<script>alert(1)</script>"}
# %% item="gradient_factor"
def gradient_factor():
    return {("radius",): 1, b"factor": 2, None: 3}
# %% item="reading_a_loss"
def reading_a_loss():
    return [("nats_per_step", 1)]
# %% item="stacked_shapes"
def stacked_shapes():
    return {"embedded": (float("nan"), -1, 10**30), "logits": "(7, 7)", "summary": {7, 7}}
