# Ignores maxValue and takes 5.
# expect: clip=0 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# %% item="clip"
def clip(gradients, maxValue):
    return {k: np.clip(v, -5, 5) for k, v in gradients.items()}
