# The steps are counted in a loop that never ends; the other exercises are graded.
# expect: two_steps=8 parameter_counts=3 gradient_factor=0 reading_a_loss=2 stacked_shapes=3
# %% item="gradient_factor"
def gradient_factor():
    steps = 0
    while True:
        steps += 1
