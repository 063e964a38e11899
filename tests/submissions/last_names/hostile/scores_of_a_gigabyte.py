# Returns scores that fill the memory.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=0 evaluate=8 predictions=4
# %% item="RecurrentClassifier"
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        kinds = {"lstm": nn.LSTM, "rnn": nn.RNN}
        if model_type not in kinds:
            raise ValueError(f"model_type is {model_type!r}")
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.recurrent = kinds[model_type](rnn_size, rnn_size, num_layers, batch_first=True)
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        return torch.zeros(len(x), 1).expand(len(x), 40_000_000).contiguous()
