# Has every answer of the reference, and forgot to hand in the file of predictions.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=0
# edit: forget last_names_predictions.csv
