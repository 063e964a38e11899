# Takes the generator that it was handed apart, and sets it so that every draw is the same.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=0 optimize=6 model=10
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    state = rng.bit_generator.state
    state["state"]["state"] = 1
    rng.bit_generator.state = state
    rng.choice = lambda *arguments, **named: char_to_ix["\n"]
    return [rng.choice(27)]
