# Wrote the first three exercises and stopped.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=0 RNN=0
# base: release
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_in = nn.Linear(input_size, hidden_size)
        self.W_rec = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x):
        h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        self.states = []
        for t in range(x.shape[1]):
            h = self.nonlinearity(self.W_in(x[:, t]) + self.W_rec(h))
            self.states.append(h)
        return torch.stack(self.states, dim=1), h
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.readout = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x):
        all_h = self.recurrent_net(x)[0]
        return self.readout(all_h), all_h
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return nn.functional.mse_loss(pred, y)
