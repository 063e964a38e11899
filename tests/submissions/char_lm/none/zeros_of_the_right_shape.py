# Returns zeros, and empty names, of the right kinds.
# expect: clip=0 sequence_loss=0 sequence_gradients=0 sample=0 optimize=0 model=0
# base: release
# %% item="clip"
def clip(gradients, maxValue):
    return {name: np.zeros(value.shape) for name, value in gradients.items()}
# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    return 0.0, ([0 * parameters["by"] for _ in X], [0 * a_prev for _ in [0, *X]])
# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    return {"d" + name: np.zeros(value.shape) for name, value in parameters.items()}, [0 * parameters["b"] for _ in [0, *X]]
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    return []
# %% item="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    return 0.0, {"d" + name: np.zeros(value.shape) for name, value in parameters.items()}, np.zeros(parameters["b"].shape)
# %% item="model"
def model(data, ix_to_char, char_to_ix, num_iterations, n_a, rng, learning_rate=0.01):
    n_x = len(char_to_ix)
    shapes = {"Wax": (n_a, n_x), "Waa": (n_a, n_a), "Wya": (n_x, n_a), "b": (n_a, 1), "by": (n_x, 1)}
    return {name: np.zeros(shape) for name, shape in shapes.items()}, [0.0] * num_iterations
