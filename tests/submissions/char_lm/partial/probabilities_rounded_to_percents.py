# Rounds the probabilities to two decimals: rare characters never come.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=8 optimize=6 model=10
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    newline = char_to_ix["\n"]
    state = np.zeros(np.shape(parameters["b"]))
    x = np.zeros((len(char_to_ix), 1))
    name = []
    for _ in range(max_length):
        state = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ state + parameters["b"])
        s = parameters["Wya"] @ state + parameters["by"]
        e = np.exp(s - s.max())
        p = np.round(e / e.sum(), 2).ravel()
        ix = int(rng.choice(len(p), p=p / p.sum()))
        name.append(ix)
        if ix == newline:
            break
        x = np.zeros_like(x)
        x[ix] = 1
    if name[-1] != newline:
        name.append(newline)
    return name
