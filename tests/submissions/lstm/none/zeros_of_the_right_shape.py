# Returns zeros of the right shapes, and proper caches.
# expect: lstm_cell_forward=0 lstm_forward=0 lstm_cell_backward=0 lstm_backward=0 lstm_parameter_count=0 LSTMLayer=0 LSTM=0
# base: release
# %% item="lstm_cell_forward"
def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    z = np.zeros_like(a_prev)
    return z, z, np.zeros((len(parameters["by"]), xt.shape[1])), (z, z, a_prev, c_prev, z, z, z, z, xt, parameters)
# %% item="lstm_forward"
def lstm_forward(x, a0, parameters):
    z = np.zeros((*a0.shape, x.shape[2]))
    steps = [lstm_cell_forward(x[:, :, t], a0, a0, parameters)[3] for t in range(x.shape[2])]
    return z, np.zeros((len(parameters["by"]), *x.shape[1:])), z, (steps, x)
# %% item="lstm_cell_backward"
def lstm_cell_backward(da_next, dc_next, cache):
    p = cache[9]
    gradients = {"d" + name: np.zeros(p[name].shape) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
    return {"dxt": np.zeros(cache[8].shape), "da_prev": 0 * da_next, "dc_prev": 0 * da_next, **gradients}
# %% item="lstm_backward"
def lstm_backward(da, caches):
    p = caches[0][0][9]
    gradients = {"d" + name: np.zeros(p[name].shape) for name in ("Wf", "Wi", "Wc", "Wo", "bf", "bi", "bc", "bo")}
    return {"dx": np.zeros(caches[1].shape), "da0": 0 * da[:, :, 0], **gradients}
# %% item="lstm_parameter_count"
def lstm_parameter_count(input_size, hidden_size):
    return 0
# %% item="LSTMLayer"
class LSTMLayer(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.gates = torch.nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x):
        h = torch.zeros(len(x), self.hidden_size)
        return torch.zeros(*x.shape[:2], self.hidden_size), (h, h)
# %% item="LSTM"
class LSTM(torch.nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.layers = torch.nn.ModuleList(LSTMLayer(hidden_size if k else input_size, hidden_size) for k in range(num_layers))
        self.sizes = num_layers, hidden_size

    def forward(self, x):
        h = torch.zeros(self.sizes[0], len(x), self.sizes[1])
        return torch.zeros(*x.shape[:2], self.sizes[1]), (h, h)
