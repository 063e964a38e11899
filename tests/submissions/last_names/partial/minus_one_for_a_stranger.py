# Gives unknown letters the index -1.
# expect: letter_to_index=2 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# %% item="letter_to_index"
def letter_to_index(letter):
    return ALPHABET.find(letter)
