# Handed in the model solution, and the file that it writes.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
