# Gives a_prev to every step.
# expect: clip=4 sequence_loss=1 sequence_gradients=12 sample=10 optimize=6 model=10
# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    Wax, Waa, Wya, b, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "b", "by"))
    probabilities, states, loss = [], [a_prev], 0.0
    for t in range(len(X)):
        x = np.zeros((len(by), 1))
        if X[t] is not None: x[X[t]] = 1
        a = np.tanh(Wax @ x + Waa @ a_prev + b)
        s = Wya @ a + by
        e = np.exp(s - s.max())
        p = e / e.sum()
        loss -= float(np.log(p[Y[t], 0]))
        states.append(a)
        probabilities.append(p)
    return loss, (probabilities, states)
