# Holds predictions within 10.
# expect: RNNLayer=14 RecurrentRegressionModel=3 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.readout = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x):
        all_h = self.recurrent_net(x)[0]
        return torch.clamp(self.readout(all_h), -10, 10), all_h
