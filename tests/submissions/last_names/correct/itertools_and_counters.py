# Plain Python: list.index complains by itself, zip_longest pads, and Counters count what was right.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# %% before="letter_to_index"
import itertools

LETTERS = list(ALPHABET)
# %% item="letter_to_index"
def letter_to_index(letter):
    return LETTERS.index(letter)  # ValueError: 'é' is not in list
# %% item="encode_names"
def encode_names(names):
    rows, lengths = [], []
    for name in names:
        row = []
        for character in unicodedata.normalize("NFKD", name):
            if unicodedata.combining(character):
                continue
            if character in FOLDED:
                row.extend(letter_to_index(letter) for letter in FOLDED[character])
            else:
                row.append(letter_to_index(character))
        rows.append(row)
        lengths.append(len(row))
    if 0 in lengths or lengths == []:
        raise ValueError(f"without a letter: {names}")
    columns = list(itertools.zip_longest(*rows, fillvalue=PADDING))
    return torch.LongTensor(columns).T, torch.LongTensor(lengths)
# %% item="evaluate"
def evaluate(model, batches):
    was_training = model.training
    model.eval()
    right, all_of, C = Counter(), Counter(), None
    for x, last_pos, y in batches:
        with torch.no_grad():
            scores = model(x, last_pos).tolist()
        C = len(scores[0])
        for row, truth in zip(scores, y.tolist()):
            all_of[truth] += 1
            right[truth] += max(range(C), key=row.__getitem__) == truth
    model.train(was_training)
    if C is None:
        raise ValueError("batches is empty")
    recall = [right[c] / all_of[c] if all_of[c] else float("nan") for c in range(C)]
    return sum(right.values()) / all_of.total(), torch.tensor(recall)
