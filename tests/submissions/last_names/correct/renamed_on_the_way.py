# A learning platform put a number before the name of the file and one behind it.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# outcome: healed
# edit: call last_names_predictions.csv 20260101_student_last_names_predictions (1).csv
