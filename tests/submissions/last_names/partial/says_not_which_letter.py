# Refuses strangers without saying which letter it was.
# expect: letter_to_index=3 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# %% item="letter_to_index"
def letter_to_index(letter):
    return list(ALPHABET).index(letter) if letter in list(ALPHABET) else int('no index')
