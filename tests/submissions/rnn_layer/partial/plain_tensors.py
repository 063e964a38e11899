# The weights are tensors that PyTorch does not know of.
# expect: RNNLayer=4 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_x = torch.randn(input_size, hidden_size, requires_grad=True)
        self.W_h = torch.randn(hidden_size, hidden_size, requires_grad=True)
        self.b = torch.zeros(hidden_size, requires_grad=True)

    def forward(self, x):
        h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        self.states = []
        for t in range(x.shape[1]):
            h = self.nonlinearity(x[:, t] @ self.W_x + h @ self.W_h + self.b)
            self.states.append(h)
        return torch.stack(self.states, dim=1), h
