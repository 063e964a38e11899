# Weights are tensors that require gradients, but no nn.Parameters.
# expect: RNNLayer=4 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# base: solved
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W = torch.randn(input_size, hidden_size, requires_grad=True)
        self.U = torch.randn(hidden_size, hidden_size, requires_grad=True)
        self.b = torch.zeros(hidden_size, requires_grad=True)

    def forward(self, x):
        h = x.new_zeros(x.shape[0], self.hidden_size)
        self.states = []
        for t in range(x.shape[1]):
            h = self.nonlinearity(x[:, t] @ self.W + h @ self.U + self.b)
            self.states.append(h)
        return torch.stack(self.states, 1), h
