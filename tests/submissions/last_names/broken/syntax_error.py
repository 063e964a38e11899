# Left a line of the classifier unfinished.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=0 evaluate=8 predictions=4
# %% item="RecurrentClassifier"
class RecurrentClassifier(nn.Module):
    def __init__(self, vocab_size, rnn_size, n_categories, num_layers=1, dropout=0.0, model_type="lstm"):
        super().__init__(
