# Shortens the whole gradient to the bound, so that small entries shrink too.
# expect: clip=0 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# %% item="clip"
def clip(gradients, maxValue):
    return {k: v * min(1, maxValue / max(1e-12, np.linalg.norm(v))) for k, v in gradients.items()}
