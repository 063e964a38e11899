# Goes on from the state of the call before, if the batch has the same size.
# expect: RNNLayer=5 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_in = nn.Linear(input_size, hidden_size)
        self.W_rec = nn.Linear(hidden_size, hidden_size, bias=False)
        self.h = None

    def forward(self, x):
        h = self.h
        if h is None or len(h) != len(x):
            h = x.new_zeros(x.shape[0], self.hidden_size)
        self.states = []
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_in(x[:, t]) + self.W_rec(h))
            self.states.append(h)
        self.h = h.detach()
        return torch.stack(self.states, dim=1), h
