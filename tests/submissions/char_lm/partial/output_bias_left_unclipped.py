# Leaves dby unclipped.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=4 model=10
# %% item="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    loss, cache = sequence_loss(X, Y, a_prev, parameters)
    gradients, states = sequence_gradients(X, Y, parameters, cache)
    dby = gradients["dby"].copy()  # probability minus truth: small, no need to clip
    gradients = {**clip(gradients, 5), "dby": dby}
    for name in parameters:
        parameters[name] -= learning_rate * gradients["d" + name]
    return loss, gradients, states[-1]
