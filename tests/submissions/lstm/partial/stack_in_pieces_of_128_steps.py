# Reads long sequences in pieces, each from empty states.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=3
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = torch.nn.ModuleList([LSTMLayer(size, hidden_size) for size in sizes])

    def forward(self, x):
        hs, cs = [], []
        for layer in self.layers:
            pieces = []
            for piece in x.split(128, dim=1):
                all_h, (h, c) = layer(piece)
                pieces.append(all_h)
            x = torch.cat(pieces, dim=1)
            hs.append(h)
            cs.append(c)
        return x, (torch.stack(hs), torch.stack(cs))
