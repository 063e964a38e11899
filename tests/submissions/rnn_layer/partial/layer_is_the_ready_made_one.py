# Wraps torch.nn.RNN.
# expect: RNNLayer=0 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# base: solved
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.rnn = nn.RNN(input_size, hidden_size, batch_first=True)

    def forward(self, x):
        all_h, h = self.rnn(x)
        self.states = list(all_h.unbind(1))
        return all_h, h[0]
