# Left a bracket open.
# expect: clip=0 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# %% item="clip"
def clip(gradients, maxValue):
    return {name: np.clip(value, -maxValue, maxValue for name, value in gradients.items()}
