# The state has units first, which runs only when the batch is as large as the state.
# expect: RNNLayer=0 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# base: solved
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W = nn.Parameter(torch.randn(input_size, hidden_size))
        self.U = nn.Parameter(torch.randn(hidden_size, hidden_size))
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x):
        h = x.new_zeros(self.hidden_size, x.shape[0])
        self.states = []
        for t in range(x.shape[1]):
            h = self.nonlinearity(x[:, t] @ self.W + h.T @ self.U + self.b)
            self.states.append(h)
        return torch.stack(self.states, 1), h
