# The id of a neighbour with none of the same numbers is typed, and all is worked out with these: what follows from
# the neighbour's first numbers, such as three times the parameters for a GRU, still counts; nothing else does.
# expect: two_steps=0 parameter_counts=1.5 gradient_factor=1 reading_a_loss=1 stacked_shapes=0
# %% inside="student_id = "
def second_state(n, h1):
    return n["W_h"] * h1 + n["W_x"] * n["x2"]


def far_away(one, other):
    """No number is the same, and no answer is right or follows by chance."""
    h1, h1_other = (n["W_h"] * n["h0"] + n["W_x"] * n["x1"] for n in (one, other))
    steps, steps_other = one["letters"] + 1, other["letters"] + 1
    pairs = [(h1, h1_other), (second_state(one, h1), second_state(other, h1_other)),
             (second_state(one, h1), second_state(other, h1)),
             (one["name_nats"] / steps, other["name_nats"] / steps_other),
             (steps * np.log(one["V"]), steps_other * np.log(other["V"]))]
    return all(abs(a / b - 1) > 0.03 for a, b in pairs) and not set(one.items()) & set(other.items())


neighbours = (f"neighbour-{place}" for place in range(10**6))
student_id = next(who for who in neighbours if far_away(numbers_of(who, numbers_seed), numbers))
numbers = numbers_of(student_id, numbers_seed)
