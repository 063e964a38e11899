# Prints samples while it trains, with a sample that raises.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=0 optimize=6 model=10
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    newline, n_x = char_to_ix["\n"], len(char_to_ix)
    x, a, indices = np.zeros((n_x, 1)), np.zeros(parameters["b"].shape), []
    while len(indices) < max_length:
        new = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        s = parameters["Wya"] @ new + parameters["by"]
        p = np.exp(s - s.max()).ravel()
        p = p / p.sum()
        index = rng.choice(range(27), p=p)
        indices.append(int(index))
        a = new
        x = np.eye(n_x)[:, [index]]
        if index == newline: return indices
    return indices + [newline]

# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    if not data:
        raise ValueError("no names")
    newline, n_x = char_to_ix["\n"], len(char_to_ix)
    parameters = initial_parameters(n_a, n_x, rng)
    examples, losses, a_prev = list(data), [], np.zeros((n_a, 1))
    for j in range(num_iterations):
        if j % len(data) == 0: rng.shuffle(examples)
        name = [char_to_ix[c] for c in examples[j % len(data)]]
        X, Y = [None, *name], [*name, newline]
        loss, _, _ = optimize(X, Y, np.zeros((n_a, 1)), parameters, learning_rate)
        if j % 50 == 0: print(sample(parameters, char_to_ix, rng))
        losses.append(loss)
    return parameters, losses
