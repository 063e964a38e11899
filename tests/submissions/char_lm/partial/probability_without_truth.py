# Forgets to take the truth from the probabilities.
# expect: clip=4 sequence_loss=10 sequence_gradients=0 sample=10 optimize=6 model=10
# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    probabilities, states = cache
    g = {"d" + name: np.zeros(value.shape) for name, value in parameters.items()}
    carried = np.zeros(states[0].shape)
    for t in reversed(range(len(X))):
        ds = probabilities[t].copy()
        pass
        da = parameters["Wya"].T @ ds + carried
        dz = da * (1 - states[t + 1] ** 2)
        x = np.zeros(parameters["by"].shape)
        if X[t] is not None: x[X[t]] = 1
        g["dWya"] += ds @ states[t + 1].T
        g["dby"] += ds
        g["dWax"] += dz @ x.T
        g["dWaa"] += dz @ states[t].T
        g["db"] += dz
        carried = parameters["Waa"].T @ dz
    return g, states
