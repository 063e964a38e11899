# Gives what exceeds the bound the wrong sign.
# expect: clip=1 sequence_loss=10 sequence_gradients=12 sample=10 optimize=6 model=10
# %% item="clip"
def clip(gradients, maxValue):
    for g in gradients.values():
        g[g > maxValue], g[g < -maxValue] = -maxValue, maxValue
    return gradients
