# Drops accents, but replaces nothing.
# expect: letter_to_index=4 encode_names=5 RecurrentClassifier=16 evaluate=8 predictions=4
# %% item="encode_names"
def encode_names(names):
    rows = []
    for name in names:
        folded = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
        if not folded:
            raise ValueError(f"{name!r} is empty")
        rows.append([letter_to_index(c) for c in folded])
    if not rows:
        raise ValueError("no names")
    lengths = torch.tensor([len(row) for row in rows])
    x = torch.full((len(rows), max(len(row) for row in rows)), PADDING)
    for b, row in enumerate(rows):
        x[b, : len(row)] = torch.tensor(row)
    return x, lengths
