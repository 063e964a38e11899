# Clips into new arrays and returns the old ones.
# expect: clip=0 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# %% item="clip"
def clip(gradients, maxValue):
    for g in gradients.values():
        g = np.clip(g, -maxValue, maxValue)
    return gradients
