# Sets what exceeds the bound to zero.
# expect: clip=1 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# %% item="clip"
def clip(gradients, maxValue):
    return {k: np.where(np.abs(v) > maxValue, 0.0, v) for k, v in gradients.items()}
