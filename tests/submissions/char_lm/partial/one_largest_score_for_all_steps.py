# Subtracts the largest score of all steps: a step with much lower scores is 0/0.
# expect: clip=4 sequence_loss=9 sequence_gradients=12 sample=10 optimize=6 model=10
# %% item="sequence_loss"
def sequence_loss(X, Y, a_prev, parameters):
    states = [a_prev]
    for x in X:
        z = parameters["Waa"] @ states[-1] + parameters["b"]
        states.append(np.tanh(z if x is None else z + parameters["Wax"][:, [x]]))
    scores = parameters["Wya"] @ np.hstack(states[1:]) + parameters["by"]
    weights = np.exp(scores - scores.max())
    table = weights / weights.sum(axis=0)
    loss = -float(np.log(table[Y, np.arange(len(Y))]).sum())
    return loss, (list(np.split(table, len(X), axis=1)), states)
