# Three answer cells of the written questions are gone, one stands there twice; the exercises by hand are whole.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# outcome: healed
# edit: delete memory_of_the_cell
# edit: delete misuse_of_the_classifier
# edit: duplicate two_limits
