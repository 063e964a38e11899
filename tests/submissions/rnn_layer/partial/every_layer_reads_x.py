# Every layer reads x.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=0
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.layers = nn.ModuleList(RNNLayer(input_size, hidden_size) for _ in range(num_layers))

    def forward(self, x):
        results = [layer(x) for layer in self.layers]
        return results[-1][0], torch.stack([last_h for _, last_h in results])
