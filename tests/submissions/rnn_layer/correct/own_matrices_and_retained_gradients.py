# Matrices of its own, multiplied from the right; gradients through retain_grad.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.W_x = nn.Parameter(torch.randn(input_size, hidden_size) / input_size**0.5)
        self.W_h = nn.Parameter(torch.randn(hidden_size, hidden_size) / hidden_size**0.5)
        self.b = nn.Parameter(torch.zeros(hidden_size))

    def forward(self, x):
        h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        self.states = []
        for t in range(x.shape[1]):
            h = self.nonlinearity(x[:, t] @ self.W_x + h @ self.W_h + self.b)
            self.states.append(h)
        return torch.stack(self.states, dim=1), h
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.R = nn.Parameter(0.1 * torch.randn(recurrent_net.hidden_size, output_dim))
        self.c = nn.Parameter(torch.zeros(output_dim))

    def forward(self, x):
        all_h, _ = self.recurrent_net(x)[:2]
        return all_h @ self.R + self.c, all_h
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    if last_timestep_only:
        return nn.functional.mse_loss(pred[:, -1], y[:, -1])
    return nn.functional.mse_loss(pred, y)
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    model.zero_grad()
    prediction, _ = model(x)
    states = model.recurrent_net.states
    for state in states:
        state.retain_grad()
    loss_fn(prediction, y, last_timestep_only).backward()
    return torch.tensor([state.grad.norm().item() for state in states])
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        for number in range(num_layers):
            self.add_module(f"layer{number}", RNNLayer(hidden_size if number else input_size, hidden_size))

    def forward(self, x):
        h, last = x, []
        for layer in self.children():
            h, last_h = layer(h)
            last.append(last_h.unsqueeze(0))
        return h, torch.cat(last)
