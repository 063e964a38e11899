# Wrote every name twice.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=0
# edit: repeat last_names_predictions.csv 2
