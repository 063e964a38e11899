# Handed in two files under other names, so that nobody knows which one counts.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=0
# edit: call last_names_predictions.csv last_names_predictions (1).csv
# %% file="last_names_predictions (2).csv"
name,language
