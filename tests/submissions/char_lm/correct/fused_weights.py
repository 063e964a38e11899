# Puts Wax, Waa and b side by side into one matrix, and Wya and by into another; one column holds input, state and 1.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# base: release
# %% before="clip"
def fuse(parameters):
    W = np.hstack((parameters["Wax"], parameters["Waa"], parameters["b"]))
    return W, np.hstack((parameters["Wya"], parameters["by"]))


def column(ix, state, n_x):
    stack = np.vstack([np.zeros((n_x, 1)), state, [[1.0]]])
    if ix is not None:
        stack[ix, 0] = 1.0
    return stack
# %% item="clip"
def clip(gradients, maxValue):
    names = list(gradients)
    flat = np.concatenate([gradients[name].ravel() for name in names])
    flat[flat > maxValue], flat[flat < -maxValue] = maxValue, -maxValue
    pieces = np.split(flat, np.cumsum([gradients[name].size for name in names])[:-1])
    return {name: piece.reshape(gradients[name].shape) for name, piece in zip(names, pieces)}
# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    W, V = fuse(parameters)
    n_x, T = len(V), len(X)
    A, P = np.empty((T + 1, *a_prev.shape)), np.empty((T, n_x, 1))
    A[0] = a_prev
    loss = 0.0
    for t in range(T):
        A[t + 1] = np.tanh(W @ column(X[t], A[t], n_x))
        scores = V @ np.append(A[t + 1], [[1.0]], axis=0)
        top = scores.max()
        whole = top + np.log(np.exp(scores - top).sum())
        P[t] = np.exp(scores - whole)
        loss += float(whole - scores[Y[t], 0])
    return loss, (list(P), list(A))
# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    probabilities, states = cache
    W, V = fuse(parameters)
    n_x, n_a = parameters["Wya"].shape
    dW, dV = np.zeros_like(W), np.zeros_like(V)
    back = np.zeros((W.shape[1], 1))  # of input, state and 1; only the state's part is carried
    for t in range(len(X) - 1, -1, -1):
        ds = np.array(probabilities[t], dtype=float)
        ds[Y[t], 0] -= 1.0
        dV += ds @ np.append(states[t + 1], [[1.0]], axis=0).T
        da = (V.T @ ds)[:n_a] + back[n_x:-1]
        dz = da * (1 - np.square(states[t + 1]))
        dW += dz @ column(X[t], states[t], n_x).T
        back = W.T @ dz
    dWax, dWaa, db = np.split(dW, [n_x, n_x + n_a], axis=1)
    dWya, dby = np.split(dV, [n_a], axis=1)
    return dict(dWax=dWax, dWaa=dWaa, dWya=dWya, db=db, dby=dby), states
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    newline = char_to_ix["\n"]
    W, V = fuse(parameters)
    n_x, n_a = parameters["Wya"].shape
    stack = np.zeros((n_x + n_a + 1, 1))
    stack[-1] = 1.0  # meets the bias
    name = np.full(max_length + 1, newline, dtype=int)
    for length in range(max_length):
        stack[n_x:-1] = np.tanh(W @ stack)
        scores = V @ stack[n_x:]
        edges = np.cumsum(np.exp(scores - scores.max()))
        name[length] = np.argmax(rng.random() * edges[-1] < edges)  # the first edge above
        if name[length] == newline:
            return name[: length + 1].tolist()
        stack[:n_x] = 0
        stack[name[length]] = 1
    return name.tolist()
# %% item="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    gradients, a = sequence_gradients(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    for name, value in parameters.items():
        np.subtract(value, learning_rate * gradients["d" + name], out=value)
    return loss, gradients, a[len(X)]
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    n_x, left = len(char_to_ix), []
    if not data:
        raise ValueError("There are no names.")
    W = 0.1 * rng.standard_normal((n_a, n_x + n_a))
    parameters = {"Wax": W[:, :n_x].copy(), "Waa": W[:, n_x:].copy(), "b": np.zeros((n_a, 1)),
                  "Wya": 0.1 * rng.standard_normal((n_x, n_a)), "by": np.zeros((n_x, 1))}
    losses = [0.0] * num_iterations
    for j in range(num_iterations):
        left = left or list(data)
        name = left.pop(int(rng.integers(len(left))))  # any of those that this epoch has not seen
        Y = [char_to_ix[character] for character in name] + [char_to_ix["\n"]]
        losses[j], _, _ = optimize([None, *Y[:-1]], Y, np.zeros((n_a, 1)), parameters, learning_rate)
    return parameters, losses
