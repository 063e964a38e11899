# Slides a window of three letters over the name and takes the largest values: no recurrent layer.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=5.33 evaluate=8 predictions=4
# %% item="RecurrentClassifier"
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        if model_type not in ("lstm", "rnn"):
            raise ValueError(model_type)
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.windows = nn.Conv1d(rnn_size, rnn_size, kernel_size=3, padding=1)
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        behind = (torch.arange(x.shape[1]) > last_pos[:, None])[:, None]
        embedded = self.embedding(x).transpose(1, 2).masked_fill(behind, 0.0)
        seen = torch.tanh(self.windows(embedded)).masked_fill(behind, -2.0)
        return self.linear(self.dropout(seen.max(dim=2).values))
