# Halves the learning rate after every thousand steps.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=9
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    if not data:
        raise ValueError("data holds no names")
    parameters = initial_parameters(n_a, len(char_to_ix), rng)
    losses, order = [], []
    for step in Progress(range(num_iterations)):
        if not order:
            order = list(rng.permutation(len(data)))
        indices = encode(data[order.pop()], char_to_ix)
        X, Y = [None, *indices], [*indices, char_to_ix["\n"]]
        rate = learning_rate * 0.5 ** (step // 1000)
        losses.append(optimize(X, Y, np.zeros((n_a, 1)), parameters, rate)[0])
    return parameters, losses
