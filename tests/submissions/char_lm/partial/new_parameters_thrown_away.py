# Steps in a dict of its own.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=1 model=10
# %% item="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    gradients, a = sequence_gradients(X, Y, parameters, cache)
    gradients = clip(gradients, 5)
    parameters = {name: value - learning_rate * gradients["d" + name] for name, value in parameters.items()}
    return loss, gradients, a[-1]
