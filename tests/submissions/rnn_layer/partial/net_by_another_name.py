# Keeps the net under another name, where hidden_gradients does not look.
# expect: RNNLayer=14 RecurrentRegressionModel=5 loss_fn=4 hidden_gradients=8 RNN=8
# base: solved
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.net = recurrent_net
        self.readout = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x):
        all_h = self.net(x)[0]
        return self.readout(all_h), all_h
