# Makes a recurrent layer of its own instead of taking the one that it was given.
# expect: RNNLayer=14 RecurrentRegressionModel=0 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = RNNLayer(2, recurrent_net.hidden_size)
        self.readout = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x):
        all_h = self.recurrent_net(x)[0]
        return self.readout(all_h), all_h
