# last_step_h lists the last layer first.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=6
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList(RNNLayer(size, hidden_size) for size in sizes)

    def forward(self, x):
        last_steps = []
        for layer in self.layers:
            x, last_h = layer(x)
            last_steps.insert(0, last_h)
        return x, torch.stack(last_steps)
