# A decimal comma with a letter behind it: one cell does not parse.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=0 stacked_shapes=3
# %% item="reading_a_loss"
def reading_a_loss():
    nats_per_step = 1,8e
    return {"nats_per_step": nats_per_step}
