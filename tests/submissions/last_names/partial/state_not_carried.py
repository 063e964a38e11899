# Calls the cells of the library without a state, so that every letter is read from zeros.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=5.33 evaluate=8 predictions=4
# %% item="RecurrentClassifier"
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        if model_type not in ("lstm", "rnn"):
            raise ValueError(model_type)
        cell = nn.LSTMCell if model_type == "lstm" else nn.RNNCell
        self.embedding = nn.Embedding(vocab_size, rnn_size)
        self.cells = nn.ModuleList([cell(rnn_size, rnn_size) for _ in range(num_layers)])
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        states = []
        for letter in self.embedding(x).unbind(dim=1):
            for cell in self.cells:
                new = cell(letter)
                letter = new[0] if isinstance(new, tuple) else new
            states.append(letter)
        last = torch.stack(states, dim=1)[torch.arange(len(x)), last_pos]
        return self.linear(self.dropout(last))
