# Takes an input of zeros for padding, and takes no step there.
# expect: lstm_cell_forward=10 lstm_forward=8 lstm_cell_backward=12 lstm_backward=12 lstm_parameter_count=2 LSTMLayer=3 LSTM=6
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.gates = torch.nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x):
        h = c = x.new_zeros(x.shape[0], self.hidden_size)
        outputs = []
        for t in range(x.shape[1]):
            f, i, g, o = self.gates(torch.cat([x[:, t], h], dim=1)).chunk(4, dim=1)
            c_new = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h_new = torch.sigmoid(o) * torch.tanh(c_new)
            read = (x[:, t] != 0).any(dim=1, keepdim=True)  # False where the sequence has ended
            h, c = torch.where(read, h_new, h), torch.where(read, c_new, c)
            outputs.append(h)
        return torch.stack(outputs, dim=1), (h, c)
