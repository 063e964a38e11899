# The gradient is carried on without W_h.
# expect: two_steps=6.5 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% item="two_steps"
def two_steps():
    n = numbers
    h1 = n["W_h"] * n["h0"] + n["W_x"] * n["x1"]
    h2 = n["W_h"] * h1 + n["W_x"] * n["x2"]
    yhat1, yhat2 = n["W_y"] * h1, n["W_y"] * h2
    loss = (yhat1 - n["y1"]) ** 2 + (yhat2 - n["y2"]) ** 2
    dh2 = 2 * (yhat2 - n["y2"]) * n["W_y"]
    dh1 = 2 * (yhat1 - n["y1"]) * n["W_y"] + dh2
    dW_h = dh2 * h1 + dh1 * n["h0"]
    return dict(h1=h1, h2=h2, yhat1=yhat1, yhat2=yhat2, loss=loss, dh2=dh2, dh1=dh1, dW_h=dW_h)
