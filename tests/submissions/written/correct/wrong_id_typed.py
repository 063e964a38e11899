# A neighbour's id is typed, but the answers are the student's own: what the notebook says does not count.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% inside="student_id = "
student_id = "a-neighbour"
# %% before="two_steps"
mine = numbers_of("THE_STUDENT", numbers_seed)
numbers = mine
