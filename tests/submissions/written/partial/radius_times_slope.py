# The critical radius is the slope instead of its inverse.
# expect: two_steps=8 parameter_counts=3 gradient_factor=3 reading_a_loss=2 stacked_shapes=3
# %% item="gradient_factor"
def gradient_factor():
    n = numbers
    radius = abs(n["p"]) + abs(n["q"])
    factor = radius ** n["k"]
    steps = int(np.ceil(np.log(100) / abs(np.log(radius))))
    critical_radius = n["slope"]
    return dict(radius=radius, factor=factor, steps=steps, critical_radius=critical_radius)
