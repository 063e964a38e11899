# Averages the embeddings of the letters: no recurrent layer, so that a name is a bag of letters.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=5.33 evaluate=8 predictions=4
# %% item="RecurrentClassifier"
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        if model_type not in ("lstm", "rnn"):
            raise ValueError(model_type)
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        kept = (torch.arange(x.shape[1]) <= last_pos[:, None]).float()
        mean = (self.embedding(x) * kept[:, :, None]).sum(1) / kept.sum(1, keepdim=True)
        return self.linear(self.dropout(mean))
