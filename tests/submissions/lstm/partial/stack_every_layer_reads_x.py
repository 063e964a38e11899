# Lets every layer read x.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=0
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.layers = torch.nn.ModuleList()
        for k in range(num_layers):
            self.layers.append(LSTMLayer(input_size, hidden_size))

    def forward(self, x):
        hs, cs = [], []
        for layer in self.layers:
            out, (h, c) = layer(x)
            hs.append(h)
            cs.append(c)
        return out, (torch.stack(hs), torch.stack(cs))
