# Reads names in both directions, so that padding comes first on the way back.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=7.62 evaluate=8 predictions=4
# %% item="RecurrentClassifier"
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        kinds = {"lstm": nn.LSTM, "rnn": nn.RNN}
        if model_type not in kinds:
            raise ValueError(f"model_type is {model_type!r}")
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.recurrent = kinds[model_type](rnn_size, rnn_size, num_layers, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(2 * rnn_size, n_categories)

    def forward(self, x, last_pos):
        states, _ = self.recurrent(self.embedding(x))
        last = states[torch.arange(len(x)), last_pos]
        return self.linear(self.dropout(last))
