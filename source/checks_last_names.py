"""stub"""
def check_classifier(*a): pass
check_letter_to_index = check_encode_names = check_evaluate = check_predictions = check_classifier
