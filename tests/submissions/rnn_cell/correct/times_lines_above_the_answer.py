# Times lines above the answer that need what stands in a cell beside an endless loop.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% before="rnn_cell_forward"
def squashing():
    return np.tanh
repeats = 3
while True:
    pass
# %% item="rnn_cell_forward"
%time squash = squashing()
%timeit -n 1 -r 1 [squash(number) for number in range(repeats)]

def rnn_cell_forward(xt, a_prev, parameters):
    a_next = squash(parameters["Wax"] @ xt + parameters["Waa"] @ a_prev + parameters["ba"])
    scores = np.exp(parameters["Wya"] @ a_next + parameters["by"] - (parameters["Wya"] @ a_next + parameters["by"]).max(0))
    return a_next, scores / scores.sum(0), (a_next, a_prev, xt, parameters)
