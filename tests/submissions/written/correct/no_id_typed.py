# No id in the notebook, but the answers are those of the student who handed it in: the gradebook's id counts.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# base: solved
# %% inside="student_id = "
student_id = ""
numbers = numbers_of(student_id, numbers_seed)
# %% before="two_steps"
numbers = numbers_of("THE_STUDENT", numbers_seed)
