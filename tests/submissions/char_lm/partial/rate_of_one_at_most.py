# Cuts learning rates above 1 down to 1.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=4 model=10
# %% item="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    gradients, states = sequence_gradients(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    rate = min(learning_rate, 1.0)
    for name in parameters:
        parameters[name] -= rate * gradients["d" + name]
    return loss, gradients, states[-1]
