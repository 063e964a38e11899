# A dict of places, pad_sequence, and a matrix of confusions that index_put_ adds to.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# %% before="letter_to_index"
from torch.nn.utils.rnn import pad_sequence

PLACES = dict(zip(ALPHABET, range(len(ALPHABET))))
# %% item="letter_to_index"
def letter_to_index(letter):
    try:
        return PLACES[letter]
    except KeyError:
        raise ValueError(f"no place for {letter!r} in the alphabet") from None
# %% item="encode_names"
def encode_names(names):
    table = str.maketrans(FOLDED)
    rows = []
    for name in names:
        plain = "".join(filter(lambda c: unicodedata.combining(c) == 0, unicodedata.normalize("NFKD", name)))
        rows.append(torch.tensor(list(map(letter_to_index, plain.translate(table))), dtype=torch.int64))
    if not rows or min(map(len, rows)) == 0:
        raise ValueError("at least one name, please, and at least one letter in each")
    x = pad_sequence(rows, batch_first=True, padding_value=PADDING)
    return x, torch.tensor([row.numel() for row in rows])
# %% item="evaluate"
def evaluate(model, batches):
    mode, confusions = model.training, None
    try:
        for x, last_pos, y in batches:
            with torch.no_grad():
                logits = model.eval()(x, last_pos)
            if confusions is None:
                confusions = torch.zeros(logits.size(-1), logits.size(-1))
            pairs = (y.cpu(), logits.argmax(-1).cpu())
            confusions.index_put_(pairs, torch.ones(len(y)), accumulate=True)
    finally:
        model.train(mode)
    if confusions is None:
        raise ValueError("nothing to evaluate")
    return (confusions.trace() / confusions.sum()).item(), confusions.diagonal() / confusions.sum(dim=1)
