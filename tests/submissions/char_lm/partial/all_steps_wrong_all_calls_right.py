# Clips, reads and goes back wrongly, but puts the pieces together rightly.
# expect: clip=0 sequence_loss=1 sequence_gradients=4 sample=10 optimize=6 model=10
# %% item="clip"
def clip(gradients, maxValue):
    return gradients

# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    Wax, Waa, Wya, b, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "b", "by"))
    probabilities, states, loss = [], [a_prev], 0.0
    for t in range(len(X)):
        x = np.zeros((len(by), 1))
        if X[t] is not None: x[X[t]] = 1
        a = np.tanh(Wax @ x + Waa @ states[-1] + b)
        s = Wya @ a + by
        e = np.exp(s - s.max())
        p = e / e.sum()
        loss -= float(np.log(p[Y[t], 0]))
        states.append(a)
        probabilities.append(p)
    return loss / len(X), (probabilities, states)

# %% item="sequence_gradients"
def sequence_gradients(X, Y, parameters, cache):
    probabilities, states = cache
    g = {"d" + name: np.zeros(value.shape) for name, value in parameters.items()}
    carried = np.zeros(states[0].shape)
    for t in reversed(range(len(X))):
        ds = probabilities[t].copy()
        ds[Y[t]] -= 1
        da = parameters["Wya"].T @ ds + carried
        dz = da * (1 - states[t + 1] ** 2)
        x = np.zeros(parameters["by"].shape)
        if X[t] is not None: x[X[t]] = 1
        g["dWya"] += ds @ states[t + 1].T
        g["dby"] += ds
        g["dWax"] += dz @ x.T
        g["dWaa"] += dz @ states[t].T
        g["db"] += dz
        carried = 0
    return g, states
