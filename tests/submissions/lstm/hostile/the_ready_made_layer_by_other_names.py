# Reaches for torch's own LSTM by names that are not torch.nn.LSTM.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=0 LSTM=0
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        make = getattr(torch.nn, "LS" + "TM")
        object.__setattr__(self, "hidden", make(input_size, hidden_size, batch_first=True))
        self.weights = torch.nn.ParameterList(self.hidden.parameters())

    def forward(self, x):
        all_h, (h, c) = self.hidden(x)
        return all_h, (h[0], c[0])
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.layers = num_layers
        self.weights = torch.nn.ParameterList(torch.nn.modules.rnn.LSTM(input_size, hidden_size, num_layers).parameters())

    def forward(self, x):
        h = c = x.new_zeros(self.layers, len(x), self.weights[1].shape[1])
        all_h, h, c = torch._VF.lstm(x, (h, c), list(self.weights), True, self.layers, 0.0, self.training, False, True)
        return all_h, (h, c)
