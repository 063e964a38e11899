# Steps through cells of the library and keeps a row's state once its name is over; encodes by numpy; one table of counts.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# %% item="letter_to_index"
def letter_to_index(letter):
    if letter in list(ALPHABET):
        return np.array(list(ALPHABET)).tolist().index(letter)
    raise ValueError("the letter %r is not in the alphabet" % letter)
# %% item="encode_names"
def encode_names(names):
    folded = []
    for name in names:
        text = ""
        for c in unicodedata.normalize("NFKD", name):
            if unicodedata.combining(c) == 0:
                text += FOLDED.get(c, c)
        if text == "":
            raise ValueError("empty name")
        folded.append(text)
    if not folded:
        raise ValueError("no names")
    T = max(len(text) for text in folded)
    x = np.full((len(folded), T), PADDING, dtype=np.int64)
    for b, text in enumerate(folded):
        for t, c in enumerate(text):
            x[b, t] = letter_to_index(c)
    return torch.from_numpy(x), torch.from_numpy(np.array([len(text) for text in folded], dtype=np.int64))
# %% item="RecurrentClassifier"
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        cells = {"lstm": nn.LSTMCell, "rnn": nn.RNNCell}
        if model_type not in cells:
            raise ValueError(model_type)
        self.lstm = model_type == "lstm"
        self.letters = nn.Embedding(vocab_size, rnn_size)
        self.cells = nn.ModuleList([cells[model_type](rnn_size, rnn_size) for _ in range(num_layers)])
        self.drop = nn.Dropout(dropout)
        self.scores = nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        embedded = self.letters(x)
        zeros = torch.zeros_like(embedded[:, 0])
        h = [zeros for _ in self.cells]
        c = [zeros for _ in self.cells]
        for t in range(x.shape[1]):
            going = (last_pos >= t).unsqueeze(1)
            below = embedded[:, t]
            for k, cell in enumerate(self.cells):
                if self.lstm:
                    new_h, new_c = cell(below, (h[k], c[k]))
                    c[k] = torch.where(going, new_c, c[k])
                else:
                    new_h = cell(below, h[k])
                h[k] = torch.where(going, new_h, h[k])
                below = h[k]
        return self.scores(self.drop(h[-1]))
# %% item="evaluate"
@torch.no_grad()
def evaluate(model, batches):
    before, counts = model.training, None
    model.eval()
    for x, last_pos, y in batches:
        logits = model(x, last_pos)
        if counts is None:
            counts = torch.zeros(logits.shape[1], logits.shape[1])
        for truth, guess in zip(y, logits.argmax(1)):
            counts[truth, guess] += 1
    if before:
        model.train()
    if counts is None:
        raise ValueError("empty")
    return (counts.diag().sum() / counts.sum()).item(), counts.diag() / counts.sum(dim=1)
# %% item="predictions"
def predictions(model, names, languages):
    model.eval()
    order = sorted(range(len(names)), key=lambda place: len(names[place]))
    found = [""] * len(names)
    for start in range(0, len(order), 64):
        places = order[start : start + 64]
        x, lengths = encode_names([names[place] for place in places])
        with torch.no_grad():
            best = model(x.to(device), (lengths - 1).to(device)).argsort(dim=1)[:, -1]
        for place, language in zip(places, best):
            found[place] = languages[int(language)]
    return found
