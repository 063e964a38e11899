# Returns as many losses as fit into an answer.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=0
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    return initial_parameters(n_a, len(char_to_ix), rng), [1.0] * 150_000
