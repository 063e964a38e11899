# Left a bracket open.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=0 predictions=0
# %% item="evaluate"
def evaluate(model, batches:
    return 1.0, {}
