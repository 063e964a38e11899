# Gives capitals the place of small letters.
# expect: letter_to_index=2 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# %% item="letter_to_index"
def letter_to_index(letter):
    if len(letter) != 1 or letter not in ALPHABET:
        raise ValueError(f"{letter!r} is unknown")
    return ALPHABET.index(letter.lower())
