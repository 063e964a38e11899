# Never comes back from a step; model is graded with a right one.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=10 optimize=0 model=10
# %% item="optimize"
def optimize(X, Y, a_prev, parameters, learning_rate=0.01):
    while True:
        pass
