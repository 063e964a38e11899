# numpy in between: characters compared with the whole alphabet at once, rows written through a mask, one-hot products.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# %% before="letter_to_index"
import contextlib

CODES = np.array([ord(letter) for letter in ALPHABET])


@contextlib.contextmanager
def asking(model):
    mode = model.training
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        model.train(mode)
# %% item="letter_to_index"
def letter_to_index(letter):
    found = np.flatnonzero(CODES == ord(letter)) if len(letter) == 1 else []
    match list(found):
        case [place]:
            return int(place)
        case _:
            raise ValueError("unknown letter: " + repr(letter))
# %% item="encode_names"
def encode_names(names):
    folded = []
    for name in names:
        name = "".join([c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)])
        for old, new in FOLDED.items():
            name = name.replace(old, new)
        folded.append(name)
    lengths = np.array([len(name) for name in folded], dtype=np.int64)
    if not lengths.all() or not lengths.size:
        raise ValueError("every name needs a letter, and there must be a name")
    mask = np.arange(lengths.max()) < lengths[:, None]
    x = np.full(mask.shape, PADDING, dtype=np.int64)
    x[mask] = [letter_to_index(letter) for name in folded for letter in name]
    return torch.from_numpy(x), torch.from_numpy(lengths)
# %% item="evaluate"
def evaluate(model, batches):
    truth, guess = [], []
    with asking(model):
        for x, last_pos, y in batches:
            logits = model(x, last_pos).cpu().numpy()
            eye = np.eye(logits.shape[1])
            truth.append(eye[y.cpu().numpy()])
            guess.append(eye[logits.argmax(axis=1)])
    if not truth:
        raise ValueError("no batch came")
    truth, guess = np.vstack(truth), np.vstack(guess)
    right = (truth * guess).sum(axis=0)
    with np.errstate(invalid="ignore"):
        recall = right / truth.sum(axis=0)
    return float(right.sum() / len(truth)), torch.from_numpy(recall)
