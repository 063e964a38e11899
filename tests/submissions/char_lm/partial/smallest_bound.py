# Raises bounds below 0.01.
# expect: clip=2 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# %% item="clip"
def clip(gradients, maxValue):
    maxValue = max(maxValue, 1e-2)  # never stop learning altogether
    return {name: g.clip(-maxValue, maxValue) for name, g in gradients.items()}
