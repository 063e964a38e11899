# Trains for a long time in the cell of an answer, and keeps the function all the same.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=0 predictions=4
# %% item="evaluate"
model = RecurrentClassifier(VOCABULARY, 64, len(LANGUAGES))
while True:
    x, lengths = encode_names([name for name, _ in train[:64]])
    model(x, lengths - 1).sum().backward()


def evaluate(model, batches):
    raise NotImplementedError
