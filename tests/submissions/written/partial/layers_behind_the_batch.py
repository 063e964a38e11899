# The axis of the layers stands behind the batch.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=2.5
# %% item="stacked_shapes"
def stacked_shapes():
    B, T, V, E, U, L, C = (numbers[name] for name in "BTVEULC")
    embedded = (B, T, E)
    last_layer_h = (B, T, U)
    last_step_h = (B, L, U)
    last_step_c = last_step_h
    summary = (B, U)
    logits = (B, C)
    first = dict(embedded=embedded, last_layer_h=last_layer_h, last_step_h=last_step_h)
    return dict(**first, last_step_c=last_step_c, summary=summary, logits=logits)
