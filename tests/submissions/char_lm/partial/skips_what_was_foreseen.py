# Leaves out steps whose prediction was right, and what later steps hand back through them.
# expect: clip=4 sequence_loss=10 sequence_gradients=4 sample=10 optimize=6 model=10
# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    probabilities, states = cache
    gradients = {"d" + name: np.zeros(np.shape(value)) for name, value in parameters.items()}
    carried = 0.0
    for t in reversed(range(len(X))):
        ds = probabilities[t].copy()
        ds[Y[t], 0] -= 1
        if np.abs(ds).max() < 1e-3:
            continue  # nothing to learn here
        gradients["dWya"] += ds @ states[t + 1].T
        gradients["dby"] += ds
        dz = (1 - states[t + 1] ** 2) * (parameters["Wya"].T @ ds + carried)
        if X[t] is not None:
            gradients["dWax"][:, [X[t]]] += dz
        gradients["dWaa"] += dz @ states[t].T
        gradients["db"] += dz
        carried = parameters["Waa"].T @ dz
    return gradients, states
