# Forgets the negative side.
# expect: clip=1 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# %% item="clip"
def clip(gradients, maxValue):
    return {k: np.minimum(v, maxValue) for k, v in gradients.items()}
