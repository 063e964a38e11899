# Reads None as the character of index 0.
# expect: clip=4 sequence_loss=0 sequence_gradients=12 sample=10 optimize=6 model=10
# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    Wax, Waa, Wya, b, by = (parameters[name] for name in ("Wax", "Waa", "Wya", "b", "by"))
    probabilities, states, loss = [], [a_prev], 0.0
    for t in range(len(X)):
        x = np.zeros((len(by), 1))
        x[X[t] or 0] = 1
        a = np.tanh(Wax @ x + Waa @ states[-1] + b)
        s = Wya @ a + by
        e = np.exp(s - s.max())
        p = e / e.sum()
        loss -= float(np.log(p[Y[t], 0]))
        states.append(a)
        probabilities.append(p)
    return loss, (probabilities, states)
