# Waits for a newline that may never come.
# expect: clip=4 sequence_loss=10 sequence_gradients=12 sample=0 optimize=6 model=10
# %% item="sample"
def sample(parameters, char_to_ix, rng, max_length=50):
    index = None
    while index != char_to_ix["\n"]:
        index = 0 if char_to_ix["\n"] else 1
    return [index]
