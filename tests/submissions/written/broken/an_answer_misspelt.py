# A name on the left is misspelt and the line with None was deleted, so the function stops with a NameError.
# expect: two_steps=0 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% item="two_steps"
def two_steps():
    state1 = numbers["W_h"] * numbers["h0"] + numbers["W_x"] * numbers["x1"]
    return {"h1": h1, "h2": None, "yhat1": None, "yhat2": None, "loss": None, "dh2": None, "dh1": None, "dW_h": None}
