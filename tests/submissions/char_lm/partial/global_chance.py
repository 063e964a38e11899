# Draws from numpy's global generator.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=2 optimize=6 model=10
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    newline, n_x = char_to_ix["\n"], len(char_to_ix)
    x, a, indices = np.zeros((n_x, 1)), np.zeros(parameters["b"].shape), []
    while len(indices) < max_length:
        new = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ a + parameters["b"])
        s = parameters["Wya"] @ new + parameters["by"]
        p = np.exp(s - s.max()).ravel()
        p = p / p.sum()
        index = np.random.choice(n_x, p=p)
        indices.append(int(index))
        a = new
        x = np.eye(n_x)[:, [index]]
        if index == newline: return indices
    return indices + [newline]
