# Typed from a pocket calculator: three or four digits where rounding is allowed, and floats for whole numbers.
# expect: two_steps=8 parameter_counts=3 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% item="gradient_factor"
def gradient_factor():
    radius = float(f"{abs(numbers['p']) + abs(numbers['q']):.3g}")
    factor = float(f"{radius ** numbers['k']:.3g}")
    steps = float(np.ceil(np.log(100) / abs(np.log(radius))))
    return {"radius": radius, "factor": factor, "steps": steps, "critical_radius": round(1 / numbers["slope"], 2)}
# %% item="reading_a_loss"
def reading_a_loss():
    nats = round(numbers["name_nats"] / (numbers["letters"] + 1), 2)
    uniform = round((numbers["letters"] + 1) * round(float(np.log(numbers["V"])), 2), 1)
    return {"nats_per_step": nats, "bits_per_step": round(nats / 0.693, 2),
            "perplexity": float(f"{np.exp(nats):.3g}"), "uniform_nats": uniform}
