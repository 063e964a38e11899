# Stacks layers as in rnn_layer and lstm: a linear map for each gate on [h; x], and one bias.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# %% item="RecurrentClassifier"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.W_x = nn.Linear(input_size, hidden_size)
        self.W_h = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x):
        h, states = x.new_zeros(x.shape[0], self.hidden_size), []
        for t in range(x.shape[1]):
            h = torch.tanh(self.W_x(x[:, t]) + self.W_h(h))
            states.append(h)
        return torch.stack(states, dim=1), h


class LSTMLayer(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        both = input_size + hidden_size
        self.f, self.i = nn.Linear(both, hidden_size), nn.Linear(both, hidden_size)
        self.o, self.g = nn.Linear(both, hidden_size), nn.Linear(both, hidden_size)

    def forward(self, x):
        h = c = x.new_zeros(x.shape[0], self.hidden_size)
        states = torch.zeros(x.shape[0], x.shape[1], self.hidden_size)
        for t in range(x.shape[1]):
            hx = torch.cat([h, x[:, t]], dim=1)
            c = torch.sigmoid(self.f(hx)) * c + torch.sigmoid(self.i(hx)) * torch.tanh(self.g(hx))
            h = torch.sigmoid(self.o(hx)) * torch.tanh(c)
            states[:, t] = h
        return states, (h, c)


class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        if model_type not in ("lstm", "rnn"):
            raise ValueError(model_type)
        layer = LSTMLayer if model_type == "lstm" else RNNLayer
        self.embedding = nn.Embedding(vocab_size, rnn_size, padding_idx=vocab_size - 1)
        self.layers = nn.ModuleList([layer(rnn_size, rnn_size) for _ in range(num_layers)])
        self.dropout = nn.Dropout(dropout)
        self.linear = nn.Linear(rnn_size, n_categories)

    def forward(self, x, last_pos):
        states = self.embedding(x)
        for layer in self.layers:
            states, _ = layer(states)
        rows = torch.arange(x.shape[0])
        return self.linear(self.dropout(states[rows, last_pos]))
