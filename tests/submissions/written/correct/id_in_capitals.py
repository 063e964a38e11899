# The id was typed in capitals, with a space too many: the numbers are the same.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% inside="student_id = "
student_id = " THE_STUDENT ".upper()
numbers = numbers_of(student_id, numbers_seed)
