# Returns NaN, infinities and huge arrays where numbers belong.
# expect: clip=0 sequence_loss=0 sequence_gradients=0 sample=10 optimize=0 model=0
# %% item="clip"
def clip(gradients, maxValue):
    return {name: np.full(value.shape, np.nan) for name, value in gradients.items()}
# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    return float("nan"), ([np.full((3000, 3000), np.inf)], float("inf"))
# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    return {"d" + name: np.full(value.shape, np.inf) for name, value in parameters.items()}, [a_prev for a_prev in cache[1]]
# %% item="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    for name in parameters:
        parameters[name] = parameters[name] * np.nan
    return float("-inf"), {"d" + name: value for name, value in parameters.items()}, a_prev
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    parameters = initial_parameters(n_a, len(char_to_ix), rng)
    return {name: value * np.inf for name, value in parameters.items()}, [float("nan")] * num_iterations
