# Keeps everything in dicts keyed by the step, builds one-hot columns, and takes names by j modulo their number.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# base: release
# %% before="clip"
def softmax(x):
    e_x = np.exp(x - np.max(x))
    return e_x / e_x.sum(axis=0)
def update_parameters(parameters, gradients, lr):
    for name in ["Wax", "Waa", "Wya", "b", "by"]:
        parameters[name] += -lr * gradients["d" + name]
    return parameters
# %% item="clip"
def clip(gradients, maxValue):
    dWaa, dWax, dWya, db, dby = gradients["dWaa"], gradients["dWax"], gradients["dWya"], gradients["db"], gradients["dby"]
    for gradient in [dWax, dWaa, dWya, db, dby]:
        gradient[gradient > maxValue] = maxValue
        gradient[gradient < -maxValue] = -maxValue
    return {"dWaa": dWaa, "dWax": dWax, "dWya": dWya, "db": db, "dby": dby}
# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    x, a, y_hat = {}, {}, {}
    a[-1] = np.copy(a_prev)
    loss = 0
    n_x = parameters["by"].shape[0]
    for t in range(len(X)):
        x[t] = np.zeros((n_x, 1))
        if X[t] != None:
            x[t][X[t]] = 1
        a[t] = np.tanh(np.dot(parameters["Wax"], x[t]) + np.dot(parameters["Waa"], a[t - 1]) + parameters["b"])
        y_hat[t] = softmax(np.dot(parameters["Wya"], a[t]) + parameters["by"])
        loss -= np.log(y_hat[t][Y[t], 0])
    return loss, (y_hat, a, x)
# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    (y_hat, a, x) = cache
    gradients = {}
    Waa, Wax, Wya, by, b = parameters["Waa"], parameters["Wax"], parameters["Wya"], parameters["by"], parameters["b"]
    gradients["dWax"], gradients["dWaa"], gradients["dWya"] = np.zeros_like(Wax), np.zeros_like(Waa), np.zeros_like(Wya)
    gradients["db"], gradients["dby"] = np.zeros_like(b), np.zeros_like(by)
    gradients["da_next"] = np.zeros_like(a[0])
    for t in reversed(range(len(X))):
        dy = np.copy(y_hat[t])
        dy[Y[t]] -= 1
        gradients["dWya"] += np.dot(dy, a[t].T)
        gradients["dby"] += dy
        da = np.dot(Wya.T, dy) + gradients["da_next"]
        daraw = (1 - a[t] * a[t]) * da
        gradients["db"] += daraw
        gradients["dWax"] += np.dot(daraw, x[t].T)
        gradients["dWaa"] += np.dot(daraw, a[t - 1].T)
        gradients["da_next"] = np.dot(Waa.T, daraw)
    return gradients, [a[t] for t in range(-1, len(X))]
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    vocab_size = parameters["by"].shape[0]
    n_a = parameters["Waa"].shape[1]
    x = np.zeros((vocab_size, 1))
    a_prev = np.zeros((n_a, 1))
    indices = []
    idx = -1
    counter = 0
    newline_character = char_to_ix["\n"]
    while idx != newline_character and counter != max_length:
        a = np.tanh(np.dot(parameters["Wax"], x) + np.dot(parameters["Waa"], a_prev) + parameters["b"])
        y = softmax(np.dot(parameters["Wya"], a) + parameters["by"])
        idx = rng.choice(range(vocab_size), p=y.ravel())
        indices.append(idx)
        x = np.zeros((vocab_size, 1))
        x[idx] = 1
        a_prev = a
        counter += 1
    if counter == max_length and idx != newline_character:
        indices.append(newline_character)
    return indices
# %% item="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    gradients, a = sequence_gradients(X, Y, parameters, cache)
    gradients = clip(gradients, maxValue=5)
    parameters = update_parameters(parameters, gradients, learning_rate)
    return loss, gradients, a[len(X)]
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    if len(data) == 0:
        raise ValueError("nothing to learn from")
    n_x = len(ix_to_char)
    parameters = {"Wax": rng.standard_normal((n_a, n_x)) * 0.01, "Waa": rng.standard_normal((n_a, n_a)) * 0.01,
                  "Wya": rng.standard_normal((n_x, n_a)) * 0.01, "b": np.zeros((n_a, 1)), "by": np.zeros((n_x, 1))}
    examples = [x.strip() for x in data]
    losses = []
    for j in range(num_iterations):
        if j % len(examples) == 0:
            rng.shuffle(examples)
        index = j % len(examples)
        X = [None] + [char_to_ix[ch] for ch in examples[index]]
        Y = X[1:] + [char_to_ix["\n"]]
        curr_loss, gradients, a_prev = optimize(X, Y, np.zeros((n_a, 1)), parameters, learning_rate)
        if j % 200 == 0:
            print("Iteration: %d, Loss: %f" % (j, curr_loss), sample(parameters, char_to_ix, rng))
        losses.append(curr_loss)
    return parameters, losses
