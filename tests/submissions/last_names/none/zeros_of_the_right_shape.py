# Returns zeros wherever numbers are asked for, and answers the largest language throughout.
# expect: letter_to_index=0 encode_names=0 RecurrentClassifier=0 evaluate=0 predictions=0
# edit: forget last_names_predictions.csv
# %% item="letter_to_index"
def letter_to_index(letter):
    return 0
# %% item="encode_names"
def encode_names(names):
    return torch.zeros(len(names), 5, dtype=torch.int64), torch.zeros(len(names), dtype=torch.int64)
# %% item="RecurrentClassifier"
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__()
        self.n_categories = n_categories

    def forward(self, x, last_pos):
        return torch.zeros(len(x), self.n_categories)
# %% item="evaluate"
def evaluate(model, batches):
    return 0.0, torch.zeros(3)
# %% item="predictions"
def predictions(model, names, languages):
    return ["Polish"] * len(names)
