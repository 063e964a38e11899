# Finds two neighbouring letters, and nothing, at the place of the first.
# expect: letter_to_index=3 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# %% item="letter_to_index"
def letter_to_index(letter):
    if letter not in ALPHABET:
        raise ValueError(f"{letter} is unknown")
    return ALPHABET.index(letter)
