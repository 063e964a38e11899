# Computes in float32, draws with the Gumbel trick, clips without using what clip returns, and learns by recursion on the states.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# base: release
# %% before="clip"
from collections import deque
f = np.float32
# %% item="clip"
def clip(gradients, maxValue):
    for g in gradients.values():
        np.copyto(g, np.sign(g) * np.fmin(np.abs(g), maxValue))
    return gradients
# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    p = {k: v.astype(f) for k, v in parameters.items()}
    probabilities, states, loss = [], [a_prev.astype(f)], f(0)
    for x, y in zip(X, Y):
        z = p["b"] + p["Waa"].dot(states[-1]) + (0 if x is None else p["Wax"][:, x].reshape(-1, 1))
        states.append(np.tanh(z))
        s = p["by"] + p["Wya"].dot(states[-1])
        s = s - s.max()
        log_p = s - np.log(np.exp(s).sum())
        loss = loss - log_p[y, 0]
        probabilities.append(np.exp(log_p))
    return loss, [probabilities, states]
# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    probabilities, states = cache
    p = {k: v.astype(f) for k, v in parameters.items()}
    total = {"d" + k: np.zeros(v.shape, f) for k, v in p.items()}

    def back(t, carried):
        if t < 0:
            return
        ds = probabilities[t] - (np.arange(len(p["by"])) == Y[t]).astype(f)[:, None]
        da = p["Wya"].T @ ds + carried
        dz = da - da * states[t + 1] ** 2
        total["dWya"] += np.outer(ds, states[t + 1])
        total["dby"] += ds
        total["dWaa"] += np.outer(dz, states[t])
        total["db"] += dz
        if t:
            total["dWax"][:, X[t]] += dz[:, 0]
        back(t - 1, p["Waa"].T @ dz)

    back(len(X) - 1, 0)
    return total, tuple(states)
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    out, a, last = [], np.zeros_like(parameters["b"]), None
    while True:
        a = np.tanh((0 if last is None else parameters["Wax"][:, last : last + 1]) + parameters["Waa"] @ a + parameters["b"])
        noisy = (parameters["Wya"] @ a + parameters["by"]).ravel() + rng.gumbel(size=len(parameters["by"]))
        last = noisy.argmax()
        if last == char_to_ix["\n"] or len(out) == max_length:
            return out + [char_to_ix["\n"]]
        out += [last]
# %% item="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    gradients, a = sequence_gradients(X, Y, parameters, cache)
    clip(gradients, 5)
    for k, v in parameters.items():
        v -= learning_rate * gradients["d" + k]
    return loss, gradients, a[-1]
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    if data == []:
        raise ValueError("empty")
    parameters = initial_parameters(n_a, len(char_to_ix), rng)
    losses, queue = [], deque()
    while len(losses) < num_iterations:
        if not queue:
            queue.extend(sorted(data, key=lambda name: rng.random()))
        name = encode(queue.popleft(), char_to_ix)
        loss, _, _ = optimize([None] + name, name + [char_to_ix["\n"]], np.zeros((n_a, 1)), parameters, learning_rate)
        losses.append(float(loss))
    return parameters, losses
