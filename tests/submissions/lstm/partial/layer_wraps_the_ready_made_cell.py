# Loops over torch.nn.LSTMCell.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=0 LSTM=6
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.cell = torch.nn.LSTMCell(input_size, hidden_size)

    def forward(self, x):
        state, all_h = None, []
        for xt in x.unbind(1):
            state = self.cell(xt, state)
            all_h.append(state[0])
        return torch.stack(all_h, 1), state
