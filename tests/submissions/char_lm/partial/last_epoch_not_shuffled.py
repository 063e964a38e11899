# Takes the names of a last, incomplete epoch in the order of the list.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=9
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    if not data:
        raise ValueError("data holds no names")
    parameters = initial_parameters(n_a, len(char_to_ix), rng)
    epochs, rest = divmod(num_iterations, len(data))
    names = []
    for _ in range(epochs):
        names += [data[place] for place in rng.permutation(len(data))]
    names += data[:rest]
    losses = []
    for name in names:
        indices = encode(name, char_to_ix)
        X, Y = [None, *indices], [*indices, char_to_ix["\n"]]
        losses.append(optimize(X, Y, np.zeros((n_a, 1)), parameters, learning_rate)[0])
    return parameters, losses
