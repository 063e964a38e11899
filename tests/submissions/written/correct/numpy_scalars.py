# numpy throughout: single-precision scalars, arrays of no or one axis, eigenvalues by eigvals.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% item="two_steps"
def two_steps():
    h0, W_h, W_x, W_y, x1, x2, y1, y2 = (
        np.float32(numbers[name]) for name in ("h0", "W_h", "W_x", "W_y", "x1", "x2", "y1", "y2"))
    h1 = W_h * h0 + W_x * x1
    h2 = W_h * h1 + W_x * x2
    errors = np.array([W_y * h1 - y1, W_y * h2 - y2])
    dh2 = 2 * W_y * errors[1]
    dh1 = 2 * W_y * errors[0] + W_h * dh2
    return {"h1": h1, "h2": h2, "yhat1": np.array(W_y * h1), "yhat2": np.array([W_y * h2]),
            "loss": errors @ errors, "dh2": dh2, "dh1": dh1, "dW_h": np.dot([dh2, dh1], [h1, h0])}
# %% item="parameter_counts"
def parameter_counts():
    D, H = np.int64(numbers["D"]), np.int64(numbers["H"])
    one, two = np.array([1, 3, 4]) * H * (D + H + 1), np.array([1, 3, 4]) * H * (D + H + 2.0)
    return dict(zip(("rnn", "gru", "lstm", "rnn_two", "gru_two", "lstm_two"), [*one, *two]))
# %% item="gradient_factor"
def gradient_factor():
    p, q = numbers["p"], numbers["q"]
    radius = np.abs(np.linalg.eigvals(np.array([[p, q], [q, p]]))).max()
    sizes = radius ** np.arange(200)
    beyond = (sizes < 0.01) | (sizes > 100)
    return {"radius": radius, "factor": sizes[numbers["k"]], "steps": np.argmax(beyond),
            "critical_radius": np.reciprocal(np.float64(numbers["slope"]))}
# %% item="reading_a_loss"
def reading_a_loss():
    nats = np.float32(numbers["name_nats"]) / (numbers["letters"] + 1)
    bits = nats * np.log2(np.e)
    uniform = -np.log(np.full(numbers["letters"] + 1, 1 / numbers["V"])).sum()
    return {"nats_per_step": nats, "bits_per_step": bits, "perplexity": 2**bits, "uniform_nats": uniform}
# %% item="stacked_shapes"
def stacked_shapes():
    B, T, E, U, L, C = (numbers[name] for name in "BTEULC")
    states = np.zeros((L, B, U))
    return {"embedded": np.array([B, T, E]), "last_layer_h": np.zeros((B, T, U)).shape, "last_step_h": states.shape,
            "last_step_c": states.shape, "summary": states[-1].shape, "logits": (states[-1] @ np.zeros((U, C))).shape}
