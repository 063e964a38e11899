# Nothing was written: the notebook as it was handed out, with the id typed.
# expect: two_steps=0 parameter_counts=0 gradient_factor=0 reading_a_loss=0 stacked_shapes=0
# base: release
