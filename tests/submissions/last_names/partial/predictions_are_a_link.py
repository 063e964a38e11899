# Handed in a link to a file that stayed at home.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=0
# outcome: healed
# edit: point last_names_predictions.csv /home/student/last_names_predictions.csv
