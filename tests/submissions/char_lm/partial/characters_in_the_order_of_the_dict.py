# Takes for granted that the dict lists its characters in the order of their indices.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=2 optimize=6 model=10
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    characters = list(char_to_ix)
    state = np.zeros(np.shape(parameters["b"]))
    x = np.zeros((len(characters), 1))
    name = []
    while len(name) < max_length:
        state = np.tanh(parameters["Wax"] @ x + parameters["Waa"] @ state + parameters["b"])
        s = parameters["Wya"] @ state + parameters["by"]
        e = np.exp(s - s.max())
        character = characters[rng.choice(len(characters), p=(e / e.sum()).ravel())]
        if character == "\n":
            break
        ix = char_to_ix[character]
        name.append(ix)
        x = np.zeros_like(x)
        x[ix] = 1
    return name + [char_to_ix["\n"]]
