# Returns the memory of the last layer for all layers.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=5
# base: solved
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = torch.nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x):
        last_h = []
        for layer in self.layers:
            x, (h, c) = layer(x)
            last_h.append(h)
        return x, (torch.stack(last_h), torch.stack([c] * len(last_h)))
