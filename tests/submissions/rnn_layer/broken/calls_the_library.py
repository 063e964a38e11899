# Lets torch.nn.RNN do the work, which this part refuses.
# expect: RNNLayer=0 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size, self.hidden_size, self.nonlinearity = input_size, hidden_size, nonlinearity
        self.rnn = nn.RNN(input_size, hidden_size, batch_first=True)

    def forward(self, x):
        all_h, last_h = self.rnn(x)
        self.states = list(all_h.unbind(1))
        return all_h, last_h[0]
