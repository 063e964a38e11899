# All layers but the first are the same one, used again.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=2
# base: solved
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.layers = torch.nn.ModuleList([LSTMLayer(input_size, hidden_size)] + [LSTMLayer(hidden_size, hidden_size)] * (num_layers - 1))

    def forward(self, x):
        last_h, last_c = [], []
        for layer in self.layers:
            x, (h, c) = layer(x)
            last_h.append(h)
            last_c.append(c)
        return x, (torch.stack(last_h), torch.stack(last_c))
