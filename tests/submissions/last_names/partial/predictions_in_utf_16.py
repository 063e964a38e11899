# Saved the file from a spreadsheet, as UTF-16.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=0
# edit: encode last_names_predictions.csv utf-16
