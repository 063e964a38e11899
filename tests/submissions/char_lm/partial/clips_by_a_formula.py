# Clips by a formula without comparisons, which cancels for very large entries.
# expect: clip=2 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# %% item="clip"
def clip(gradients, maxValue):
    for name in ("dWax", "dWaa", "dWya", "db", "dby"):
        g = gradients[name]
        gradients[name] = (np.abs(g + maxValue) - np.abs(g - maxValue)) / 2
    return gradients
