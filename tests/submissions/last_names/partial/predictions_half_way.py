# Predicts rather worse than the reference: half of the way from floor to target.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=2
# edit: answer last_names_predictions.csv 0.645
