# No loops over steps: accumulate carries the state, reduce goes back, einsum sums, and iter draws until the newline.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# base: release
# %% before="clip"
from functools import reduce
from itertools import accumulate, chain, count, islice
# %% item="clip"
clip = lambda gradients, maxValue: dict(zip(gradients, map(lambda g: g.clip(-maxValue, maxValue), gradients.values())))
# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    Wax, Waa, Wya, b, by = (np.asarray(parameters[k]) for k in ("Wax", "Waa", "Wya", "b", "by"))
    columns = np.concatenate([Wax, np.zeros_like(b)], axis=1)  # the last one for None
    step = lambda a, ix: np.tanh(columns[:, [-1 if ix is None else ix]] + np.einsum("ij,jk->ik", Waa, a) + b)
    states = list(accumulate(X, step, initial=a_prev))
    shifted = [s - s.max() for s in (Wya @ a + by for a in states[1:])]
    sizes = [np.exp(s).sum() for s in shifted]
    loss = sum(np.log(size) - s[y, 0] for s, size, y in zip(shifted, sizes, Y))
    return loss, ([np.exp(s) / size for s, size in zip(shifted, sizes)], states)
# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    probabilities, states = cache
    n_x, T = len(parameters["by"]), len(X)
    P, A = np.array(probabilities)[..., 0], np.array(states)[..., 0]  # (T, n_x), (T + 1, n_a)
    P[range(T), Y] -= 1
    direct = P @ parameters["Wya"]

    def back(later, t):
        return [(direct[t] + (later[0] @ parameters["Waa"] if later else 0)) * (1 - A[t + 1] ** 2), *later]

    dz = np.array(reduce(back, reversed(range(T)), []))
    heard = np.array([np.arange(n_x) == (-1 if ix is None else ix) for ix in X], dtype=float)
    gradients = {name: np.einsum("ti,tj->ij", left, right) for name, left, right in (
        ("dWax", dz, heard), ("dWaa", dz, A[:-1]), ("dWya", P, A[1:]), ("db", dz, np.ones((T, 1))), ("dby", P, np.ones((T, 1))))}
    return gradients, states
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    newline = char_to_ix["\n"]
    state = np.zeros(np.shape(parameters["b"]))
    last = None

    def draw():
        nonlocal state, last
        z = parameters["Waa"] @ state + parameters["b"]
        if last is not None:
            z = z + parameters["Wax"][:, [last]]
        state = np.tanh(z)
        logits = (parameters["Wya"] @ state + parameters["by"]).astype(float).ravel()
        p = np.exp(logits - logits.max())
        last = int(rng.multinomial(1, p / p.sum()).argmax())
        return last

    return [*islice(iter(draw, newline), max_length), newline]
# %% item="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    gradients, a = sequence_gradients(X, Y, parameters, cache)
    clipped = clip(gradients, 5.0)
    parameters |= {name: value - learning_rate * clipped["d" + name] for name, value in parameters.items()}
    return loss, clipped, a[-1]
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    if not data:
        raise ValueError(f"{data} holds no names")
    parameters = initial_parameters(n_a, len(char_to_ix), rng)
    order = islice(chain.from_iterable(rng.permutation(len(data)).tolist() for _ in count()), num_iterations)

    def learn(place):
        ixs = [char_to_ix[character] for character in data[place]]
        return float(optimize([None, *ixs], [*ixs, char_to_ix["\n"]], np.zeros((n_a, 1)), parameters, learning_rate)[0])

    losses = list(map(learn, order))
    return parameters, losses
