# Returns as many losses and characters as fit into an answer, and dicts of everything.
# expect: clip=0 sequence_loss=10 sequence_gradients=12 sample=0 optimize=6 model=0
# %% item="clip"
def clip(gradients, maxValue):
    return {number: 0.0 for number in range(150_000)}
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    return [0] * 150_000
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    return initial_parameters(n_a, len(char_to_ix), rng), [1.0] * 150_000
