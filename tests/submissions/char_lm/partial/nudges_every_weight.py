# Estimates the gradients by nudging each weight, which is right but far too slow.
# expect: clip=4 sequence_loss=10 sequence_gradients=10 sample=10 optimize=6 model=10
# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    _, states = cache
    inside = {name: value.copy() for name, value in parameters.items()}
    gradients = {}
    for name, value in inside.items():
        slope = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            kept = value[index]
            value[index] = kept + 1e-5
            up = sequence_loss(X, Y, states[0], inside)[0]
            value[index] = kept - 1e-5
            slope[index] = (up - sequence_loss(X, Y, states[0], inside)[0]) / 2e-5
            value[index] = kept
        gradients["d" + name] = slope
    return gradients, states
