# The perplexity is e to the power of the bits.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=1.5 stacked_shapes=3
# %% item="reading_a_loss"
def reading_a_loss():
    n = numbers
    predictions = n["letters"] + 1
    nats_per_step = n["name_nats"] / predictions
    bits_per_step = nats_per_step / np.log(2)
    perplexity = np.exp(bits_per_step)
    uniform_nats = predictions * np.log(n["V"])
    first = dict(nats_per_step=nats_per_step, bits_per_step=bits_per_step)
    return dict(**first, perplexity=perplexity, uniform_nats=uniform_nats)
