# Gives the last state of the last layer only.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=0
# base: solved
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList([RNNLayer(size, hidden_size) for size in sizes])

    def forward(self, x):
        for layer in self.layers:
            x, h = layer(x)
        return x, h
