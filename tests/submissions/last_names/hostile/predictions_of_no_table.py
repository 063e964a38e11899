# Handed in a file of predictions that is no table of them.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=0
# %% file="last_names_predictions.csv"
name,language
=1+1,"every language"
