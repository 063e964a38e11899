# Has torch.compile call the layer, warmed up before anybody asks for it: the guard is looked for at each call.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=10 LSTM=0
# %% item="LSTM"
@torch.compile(backend="eager", dynamic=True)
def through(layer, x):
    return layer(x)


class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.inner = torch.nn.LSTM(input_size, hidden_size, num_layers, batch_first=True)

    def forward(self, x):
        return through(self.inner, x)


LSTM(3, 4, 2)(torch.zeros(2, 5, 3))
