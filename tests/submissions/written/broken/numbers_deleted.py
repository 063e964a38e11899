# The cell that draws the numbers was emptied, and the answers need them: nothing can be read but what stands alone.
# expect: two_steps=0 parameter_counts=0 gradient_factor=0 reading_a_loss=0 stacked_shapes=0
# %% before="two_steps"
del numbers_of, numbers
