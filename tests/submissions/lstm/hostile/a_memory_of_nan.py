# Returns NaN, infinities and huge arrays where numbers belong.
# expect: lstm_cell_forward=0 lstm_forward=0 lstm_cell_backward=0 lstm_backward=0 lstm_parameter_count=0 LSTMLayer=0 LSTM=0
# %% item="lstm_cell_forward"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    n = np.full(a_prev.shape, np.nan)
    return n, n, np.full((len(parameters["by"]), xt.shape[1]), np.inf), [np.ones((1000, 1000))] * 10
# %% item="lstm_forward"
def lstm_forward(x, a0, parameters):
    n = np.full((*a0.shape, x.shape[2]), -np.inf)
    return n, n, n, ([float("nan")] * x.shape[2], float("inf"))
# %% item="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    return {name: da_next * np.nan for name in "dxt da_prev dc_prev dWf dbf dWi dbi dWc dbc dWo dbo".split()}
# %% item="lstm_backward"
def lstm_backward(da, caches):
    return {name: da * np.inf for name in "dx da0 dWf dbf dWi dbi dWc dbc dWo dbo".split()}
# %% item="lstm_parameter_count"
def lstm_parameter_count(input_size, hidden_size):
    return 10 ** 4000
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.gates = torch.nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x):
        h = self.gates.weight.sum() * torch.full((len(x), self.hidden_size), float("nan"))
        return h[:, None].expand(-1, x.shape[1], -1), (h, h)
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.layers = torch.nn.ModuleList(LSTMLayer(hidden_size if k else input_size, hidden_size) for k in range(num_layers))

    def forward(self, x):
        raise KeyboardInterrupt
