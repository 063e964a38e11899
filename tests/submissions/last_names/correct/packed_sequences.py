# Packs the sequences and takes the final state that the layer returns; pads with the library; counts in lists.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# %% item="letter_to_index"
PLACES = {letter: place for place, letter in enumerate(ALPHABET)}


def letter_to_index(letter):
    try:
        return PLACES[letter]
    except KeyError:
        raise ValueError("unknown letter: " + letter) from None
# %% item="encode_names"
def fold(name):
    kept = [c for c in unicodedata.normalize("NFKD", name) if unicodedata.category(c) != "Mn"]
    return "".join(FOLDED[c] if c in FOLDED else c for c in kept)


def encode_names(names):
    assert_names = [fold(name) for name in names]
    if len(assert_names) == 0 or min(len(name) for name in assert_names) == 0:
        raise ValueError("every batch needs a name, and every name a letter")
    rows = [torch.LongTensor([letter_to_index(c) for c in name]) for name in assert_names]
    x = nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PADDING)
    return x, torch.LongTensor([len(row) for row in rows])
# %% item="RecurrentClassifier"
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        if model_type == "lstm":
            layers = nn.LSTM
        elif model_type == "rnn":
            layers = nn.RNN
        else:
            raise ValueError("model_type must be lstm or rnn")
        self.embed = nn.Embedding(vocab_size, rnn_size)
        self.layers = layers(rnn_size, rnn_size, num_layers=num_layers, batch_first=True)
        self.out = nn.Sequential(nn.Dropout(dropout), nn.Linear(rnn_size, n_categories))

    def forward(self, x, last_pos):
        packed = nn.utils.rnn.pack_padded_sequence(
            self.embed(x), (last_pos + 1).cpu(), batch_first=True, enforce_sorted=False
        )
        _, state = self.layers(packed)
        if isinstance(state, tuple):
            state = state[0]
        return self.out(state[-1])
# %% item="evaluate"
def evaluate(model, batches):
    mode = model.training
    model.eval()
    guesses, truths = [], []
    with torch.inference_mode():
        for x, last_pos, y in batches:
            scores = model(x, last_pos)
            guesses += scores.argmax(dim=-1).tolist()
            truths += y.tolist()
    model.train(mode)
    if not truths:
        raise ValueError("nothing to evaluate")
    pairs = list(zip(guesses, truths))
    accuracy = sum(guess == truth for guess, truth in pairs) / len(pairs)
    recall = []
    for category in range(scores.shape[1]):
        own = [guess == truth for guess, truth in pairs if truth == category]
        recall.append(sum(own) / len(own) if own else float("nan"))
    return accuracy, torch.tensor(recall)
