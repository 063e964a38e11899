# Draws from a copy of rng: every call with the same generator writes the same name.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=9 optimize=6 model=10
# %% item="sample"
import copy


def sample(parameters, char_to_ix, rng, max_length=50):
    newline = char_to_ix["\n"]
    rng = copy.deepcopy(rng)
    state = np.zeros(np.shape(parameters["b"]))
    name, ix = [], None
    while ix != newline and len(name) < max_length:
        z = parameters["Waa"] @ state + parameters["b"]
        if ix is not None:
            z = z + parameters["Wax"][:, [ix]]
        state = np.tanh(z)
        s = parameters["Wya"] @ state + parameters["by"]
        p = np.exp(s - s.max()) / np.exp(s - s.max()).sum()
        ix = int(rng.choice(p.size, p=p[:, 0]))
        name.append(ix)
    if ix != newline:
        name.append(newline)
    return name
