# Keeps states as columns, and stops at the last letter; two biases, forget gates that begin open, no bias in the readout.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
# %% item="RecurrentClassifier"
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        gates = {"rnn": ["h"], "lstm": ["forget", "input", "candidate", "output"]}
        if model_type not in gates:
            raise ValueError("model_type")
        shapes = {"W": (rnn_size, rnn_size), "U": (rnn_size, rnn_size), "b": (rnn_size, 1), "d": (rnn_size, 1)}
        self.letters = nn.Parameter(torch.randn(vocab_size, rnn_size, 1))
        self.layers = nn.ModuleList()
        for _ in range(num_layers):
            weights = {g + kind: nn.Parameter(0.2 * torch.randn(shapes[kind])) for g in gates[model_type] for kind in shapes}
            self.layers.append(nn.ParameterDict(weights))
        self.V = nn.Parameter(0.2 * torch.randn(n_categories, rnn_size))
        self.dropout, self.rnn_size, self.model_type = dropout, rnn_size, model_type

    def total(self, layer, gate, x, h):
        return layer[gate + "W"] @ x + layer[gate + "b"] + layer[gate + "U"] @ h + layer[gate + "d"]

    def step(self, layer, x, h, c):
        if self.model_type == "rnn":
            return torch.tanh(self.total(layer, "h", x, h)), c
        kept = torch.sigmoid(self.total(layer, "forget", x, h) + 1) * c
        c = kept + torch.sigmoid(self.total(layer, "input", x, h)) * torch.tanh(self.total(layer, "candidate", x, h))
        return torch.sigmoid(self.total(layer, "output", x, h)) * torch.tanh(c), c

    def forward(self, x, last_pos):
        zeros = torch.zeros(len(x), self.rnn_size, 1)
        states = [(zeros, zeros) for _ in self.layers]
        last = zeros
        for t in range(int(last_pos.max()) + 1):
            below = self.letters[x[:, t]]
            for k, layer in enumerate(self.layers):
                states[k] = self.step(layer, below, *states[k])
                below = states[k][0]
            last = last + (last_pos == t).float()[:, None, None] * below
        return nn.functional.dropout(last[:, :, 0], self.dropout, self.training) @ self.V.T
