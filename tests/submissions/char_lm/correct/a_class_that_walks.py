# A class walks along the name and yields what it sees; gradients are lists of terms, summed at the end; epochs come from an endless generator.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# base: release
# %% before="clip"
from collections import defaultdict


class Walker:
    def __init__(self, parameters, state):
        self.w, self.state = parameters, state

    def step(self, ix):
        total = self.w["b"] + self.w["Waa"] @ self.state
        if ix is not None:
            total = total + self.w["Wax"][:, ix].reshape(total.shape)
        self.state = np.tanh(total)
        scores = self.w["Wya"] @ self.state + self.w["by"]
        weights = np.exp(scores - scores.max())
        return weights / weights.sum(), self.state

    def walk(self, X):
        for ix in X:
            yield self.step(ix)

    def characters(self, rng):
        ix = None
        while True:
            p = self.step(ix)[0].ravel()
            ix = int(rng.choice(p.size, p=p))
            yield ix


def epochs(names, rng):
    while True:
        for place in rng.permutation(len(names)):
            yield names[place]
# %% item="clip"
def clip(gradients, maxValue):
    for name in gradients:
        too_long = abs(gradients[name]) > maxValue
        gradients[name] = np.where(too_long, np.copysign(maxValue, gradients[name]), gradients[name])
    return gradients
# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    seen = list(Walker(parameters, a_prev).walk(X))
    probabilities = [p for p, _ in seen]
    loss = -np.log([p.item(y) for p, y in zip(probabilities, Y)]).sum()
    return float(loss), (probabilities, [a_prev] + [a for _, a in seen])
# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    probabilities, states = cache
    found = defaultdict(list)
    carried = np.zeros_like(states[0])
    for x, y, p, before, after in reversed(list(zip(X, Y, probabilities, states, states[1:]))):
        truth = np.zeros_like(p)
        truth[y] = 1
        found["dWya"].append((p - truth) * after.T)
        found["dby"].append(p - truth)
        dz = (carried + parameters["Wya"].T @ (p - truth)) * (1 - after) * (1 + after)
        one_hot = np.zeros((1, len(p)))
        if x is not None:
            one_hot[0, x] = 1
        found["dWax"].append(dz * one_hot)
        found["dWaa"].append(dz * before.T)
        found["db"].append(dz)
        carried = parameters["Waa"].T @ dz
    return {name: np.sum(terms, axis=0) for name, terms in found.items()}, states
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    name = []
    for ix in Walker(parameters, np.zeros(np.shape(parameters["b"]))).characters(rng):
        name += [ix]
        if ix == char_to_ix["\n"] or len(name) == max_length:
            break
    return name if name[-1] == char_to_ix["\n"] else name + [char_to_ix["\n"]]
# %% item="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    gradients, (*_, a_last) = sequence_gradients(X, Y, parameters, cache)
    gradients = clip(gradients, maxValue=5)
    for name in list(parameters):
        parameters[name] = parameters[name] - learning_rate * gradients[f"d{name}"]
    return loss, gradients, a_last
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    if len(data) < 1:
        raise ValueError("a model cannot learn from no names")
    parameters = initial_parameters(n_a, len(ix_to_char), rng)
    losses = []
    for _, name in zip(range(num_iterations), epochs(data, rng)):
        letters = encode(name, char_to_ix)
        step = optimize([None] + letters, letters + [char_to_ix["\n"]], np.zeros((n_a, 1)), parameters, learning_rate)
        losses.append(step[0])
    return parameters, losses
