# Stacks all steps into arrays, draws by the cumulative probabilities, and puts new arrays into the dicts.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# base: release
# %% item="clip"
def clip(gradients, maxValue):
    return {name: np.maximum(np.minimum(value, maxValue), -maxValue) for name, value in gradients.items()}
# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    Wax, Waa, Wya, b, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "b", "by"))
    inputs = np.array([np.zeros(len(Wax)) if ix is None else Wax[:, ix] for ix in X])
    states = [a_prev]
    for row in inputs:
        states.append(np.tanh(row[:, None] + Waa @ states[-1] + b))
    scores = np.hstack(states[1:]).T @ Wya.T + by.T
    log_p = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
    return -log_p[np.arange(len(Y)), Y].sum(), ([np.exp(row)[:, None] for row in log_p], states)
# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    probabilities, states = cache
    n_x, T = len(parameters["by"]), len(X)
    truth = np.eye(n_x)[Y].T
    ds = np.hstack(probabilities) - truth
    A, before = np.hstack(states[1:]), np.hstack(states[:-1])
    slope = 1 - A**2
    dz = np.zeros(A.shape)
    carried = np.zeros(len(A))
    for t in range(T - 1, -1, -1):
        dz[:, t] = slope[:, t] * (parameters["Wya"].T @ ds[:, t] + carried)
        carried = parameters["Waa"].T @ dz[:, t]
    onehot = np.array([[ix == i for ix in X] for i in range(n_x)], dtype=float)
    return {"dWya": ds @ A.T, "dby": ds.sum(1, keepdims=True), "dWax": dz @ onehot.T, "dWaa": dz @ before.T,
            "db": dz.sum(1, keepdims=True)}, list(states)
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    name, a, end = [], 0 * parameters["b"], char_to_ix["\n"]
    for _ in range(max_length):
        x = parameters["Wax"][:, [name[-1]]] if name else 0
        a = np.tanh(x + parameters["Waa"] @ a + parameters["b"])
        s = (parameters["Wya"] @ a + parameters["by"])[:, 0]
        p = np.exp(s - s.max()).cumsum()
        name.append(int(np.searchsorted(p, rng.random() * p[-1], side="right")))
        if name[-1] == end:
            break
    else:
        name.append(end)
    return name
# %% item="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    gradients = clip(sequence_gradients(X, Y, parameters, cache)[0], 5.0)
    parameters.update({name: parameters[name] - learning_rate * gradients["d" + name] for name in list(parameters)})
    return float(loss), gradients, cache[1][-1]
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    if not len(data):
        raise ValueError("data is empty")
    epochs = -(-num_iterations // len(data))
    steps = np.concatenate([rng.permutation(len(data)) for _ in range(epochs)])[:num_iterations]
    n_x = len(char_to_ix)
    parameters = {name: rng.uniform(-1, 1, shape) / np.sqrt(n_a) for name, shape in
                  {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_x, n_a), "b": (n_a, 1), "by": (n_x, 1)}.items()}
    losses = np.zeros(num_iterations)
    for j, which in enumerate(steps):
        Y = [char_to_ix[c] for c in data[which] + "\n"]
        losses[j] = optimize([None] + Y[:-1], Y, np.zeros((n_a, 1)), parameters, learning_rate)[0]
    return parameters, list(losses)
