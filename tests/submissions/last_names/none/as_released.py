# Handed in what was given.
# expect: letter_to_index=0 encode_names=0 RecurrentClassifier=0 evaluate=0 predictions=0
# base: release
