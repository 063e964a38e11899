# All layers above the first are one and the same.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=2
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        first, other = RNNLayer(input_size, hidden_size), RNNLayer(hidden_size, hidden_size)
        self.layers = nn.ModuleList([first] + [other] * (num_layers - 1))

    def forward(self, x):
        last_steps = []
        for layer in self.layers:
            x, last_h = layer(x)
            last_steps.append(last_h)
        return x, torch.stack(last_steps)
