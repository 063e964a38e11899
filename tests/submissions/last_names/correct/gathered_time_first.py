# Keeps time on the first axis and gathers the last states; layers drop between themselves too; the file was saved on Windows.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# %% item="RecurrentClassifier"
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        assert_known = {"rnn": nn.RNN, "lstm": nn.LSTM}.get(model_type)
        if assert_known is None:
            raise ValueError("model_type")
        between = dropout if num_layers > 1 else 0
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.recurrent = assert_known(rnn_size, rnn_size, num_layers, dropout=between)
        self.dropout = nn.Dropout(p=dropout)
        self.linear = nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        h, _ = self.recurrent(self.embedding(x.t()))
        where = last_pos.view(1, -1, 1).expand(1, h.shape[1], h.shape[2])
        return self.linear(self.dropout(torch.gather(h, 0, where).squeeze(0)))
# %% item="evaluate"
def evaluate(model, batches):
    model_was_training = model.training
    try:
        model.eval()
        with torch.no_grad():
            table = [(model(x, p), y) for x, p, y in batches]
    finally:
        model.train(model_was_training)
    if not table:
        raise ValueError("no data")
    logits, y = torch.cat([one for one, _ in table]), torch.cat([one for _, one in table])
    right = logits.argmax(dim=1).eq(y).float()
    wanted = nn.functional.one_hot(y, logits.shape[1]).float()
    return right.mean(), (right[:, None] * wanted).sum(0) / wanted.sum(0)
