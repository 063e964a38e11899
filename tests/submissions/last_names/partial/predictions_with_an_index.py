# Wrote the file with a column of row numbers, as a data frame does.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=0
# %% file="last_names_predictions.csv"
,name,language
0,Aasa,Estonian
