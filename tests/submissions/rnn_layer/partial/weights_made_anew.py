# Makes the weights in forward, anew in every call.
# expect: RNNLayer=0 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        pass

    def forward(self, x):
        h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        self.states = []
        W_in = nn.Linear(self.input_size, self.hidden_size)
        W_rec = nn.Linear(self.hidden_size, self.hidden_size, bias=False)
        for t in range(x.shape[1]):
            h = self.nonlinearity(W_in(x[:, t]) + W_rec(h))
            self.states.append(h)
        return torch.stack(self.states, dim=1), h
