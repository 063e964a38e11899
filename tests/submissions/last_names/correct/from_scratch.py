# Writes the gates by hand with one bias, reads one-hot letters, and returns log-probabilities as scores.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# base: release
# edit: answer last_names_predictions.csv 0.745
# %% item="letter_to_index"
def letter_to_index(letter):
    matches = [i for i in range(57) if ALPHABET[i] == letter]
    if len(matches) != 1:
        raise ValueError(f"not a letter: <{letter}>")
    return matches[0]
# %% item="encode_names"
def encode_names(names):
    def letters(name):
        for c in unicodedata.normalize("NFKD", name):
            if not unicodedata.combining(c):
                yield from FOLDED.get(c, c)

    index_rows = [[letter_to_index(c) for c in letters(name)] for name in names]
    lengths = torch.tensor([len(row) for row in index_rows], dtype=torch.long)
    if len(index_rows) == 0 or lengths.min() < 1:
        raise ValueError("names must not be empty")
    T = lengths.max().item()
    return torch.tensor([row + [PADDING] * (T - len(row)) for row in index_rows]), lengths
# %% item="RecurrentClassifier"
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        if model_type not in ("lstm", "rnn"):
            raise ValueError(f"no such model: {model_type}")
        self.kind, self.V, self.R, self.p = model_type, vocab_size, rnn_size, dropout
        gates = 4 if model_type == "lstm" else 1
        self.E = nn.Parameter(0.1 * torch.randn(vocab_size, rnn_size))
        self.W = nn.ParameterList([0.1 * torch.randn(2 * rnn_size, gates * rnn_size) for _ in range(num_layers)])
        self.b = nn.ParameterList([torch.zeros(gates * rnn_size) for _ in range(num_layers)])
        self.out = nn.Linear(rnn_size, n_categories)

    def read(self, inputs, W, b):
        h = c = inputs.new_zeros(len(inputs), self.R)
        states = []
        for xt in inputs.unbind(dim=1):
            z = torch.cat((h, xt), dim=1) @ W + b
            if self.kind == "lstm":
                f, i, o, g = z.split(self.R, dim=1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
            else:
                h = torch.tanh(z)
            states.append(h)
        return torch.stack(states, dim=1)

    def forward(self, x, last_pos):
        states = nn.functional.one_hot(x, self.V).to(self.E.dtype) @ self.E
        for W, b in zip(self.W, self.b):
            states = self.read(states, W, b)
        mask = nn.functional.one_hot(last_pos, x.shape[1]).to(states.dtype)
        last = (states * mask[:, :, None]).sum(dim=1)
        return nn.functional.log_softmax(self.out(nn.functional.dropout(last, self.p, self.training)), dim=-1)
# %% item="evaluate"
def evaluate(model, batches):
    was = model.training
    model.eval()
    y_all, g_all, C = torch.empty(0, dtype=torch.long), torch.empty(0, dtype=torch.long), 0
    for x, last_pos, y in batches:
        with torch.no_grad():
            out = model(x, last_pos)
        C = out.size(1)
        y_all, g_all = torch.cat([y_all, y.cpu()]), torch.cat([g_all, out.max(dim=1).indices.cpu()])
    model.train(was)
    if C == 0:
        raise ValueError("no batches")
    hit = (y_all == g_all).double()
    return hit.mean().item(), torch.stack([hit[y_all == k].mean() for k in range(C)])
# %% item="predictions"
def predictions(model, names, languages):
    found = []
    for name in names:
        x, lengths = encode_names([name])
        model.eval()
        found.append(languages[int(model(x, lengths - 1).argmax())])
    return found
