# The id of a neighbour is typed, and all is worked out with the neighbour's numbers: what follows from the first
# of them, such as three times the parameters for a GRU, still counts; nothing else does.
# expect: two_steps=0 parameter_counts=1.5 gradient_factor=1 reading_a_loss=1 stacked_shapes=0
# %% inside="student_id = "
def answers(n):
    """Some of what the neighbour will answer: none of it may be right by chance."""
    h1 = n["W_h"] * n["h0"] + n["W_x"] * n["x1"]
    h2 = n["W_h"] * h1 + n["W_x"] * n["x2"]
    steps = n["letters"] + 1
    return [h1, h2, n["W_y"] * h2 - n["y2"], abs(n["p"]) + abs(n["q"]), n["H"] * (n["D"] + n["H"] + 1),
            n["name_nats"] / steps, steps * np.log(n["V"])]


def far_away(one, other):
    differ = all(one[name] != other[name] for name in ("h0", "W_y", "y1", "y2", "H", "k", "slope", "V", "B"))
    apart = all(abs(abs(a / b) - 1) > 0.03 for a, b in zip(answers(one), answers(other)))
    h1, h2, *_ = answers(one)
    return differ and apart and abs(other["W_h"] * h1 + other["W_x"] * other["x2"] - h2) > 0.01


neighbours = (f"neighbour-{place}" for place in range(10**6))
student_id = next(who for who in neighbours if far_away(numbers_of(who, numbers_seed), numbers))
numbers = numbers_of(student_id, numbers_seed)
