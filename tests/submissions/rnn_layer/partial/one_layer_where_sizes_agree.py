# Uses one layer many times where input and state are of one size.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=3
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        if input_size == hidden_size:
            layers = [RNNLayer(hidden_size, hidden_size)] * num_layers
        else:
            layers = [RNNLayer(input_size, hidden_size)]
            layers += [RNNLayer(hidden_size, hidden_size) for _ in range(num_layers - 1)]
        self.layers = nn.ModuleList(layers)

    def forward(self, x):
        last = []
        for layer in self.layers:
            x, h = layer(x)
            last.append(h)
        return x, torch.stack(last)
