# Holds the sum within 20 before the nonlinearity, which shows where that has no bounds.
# expect: RNNLayer=13 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.from_x = nn.Linear(input_size, hidden_size)
        self.from_h = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x):
        h = x.new_zeros(x.shape[0], self.hidden_size)
        self.states = []
        for t in range(x.shape[1]):
            z = self.from_x(x[:, t]) + self.from_h(h)
            h = self.nonlinearity(z.clamp(-20, 20))  # nothing explodes
            self.states.append(h)
        return torch.stack(self.states, dim=1), h
