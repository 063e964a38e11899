# Returns a running mean instead of the losses.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=5
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    if not data:
        raise ValueError("no names")
    newline, n_x = char_to_ix["\n"], len(char_to_ix)
    parameters = initial_parameters(n_a, n_x, rng)
    examples, losses, a_prev = list(data), [], np.zeros((n_a, 1))
    for j in range(num_iterations):
        if j % len(data) == 0: rng.shuffle(examples)
        name = [char_to_ix[c] for c in examples[j % len(data)]]
        X, Y = [None, *name], [*name, newline]
        loss, _, _ = optimize(X, Y, np.zeros((n_a, 1)), parameters, learning_rate)
        losses.append(0.999 * losses[-1] + 0.001 * loss if losses else loss)
    return parameters, losses
