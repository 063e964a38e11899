# Makes the readout in forward, anew in every call.
# expect: RNNLayer=14 RecurrentRegressionModel=0 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.output_dim = output_dim

    def forward(self, x):
        all_h = self.recurrent_net(x)[0]
        return nn.Linear(all_h.shape[-1], self.output_dim)(all_h), all_h
