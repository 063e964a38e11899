# One nn.Linear on the state and the input side by side; the loss and the norms by torch's own functions.
# expect: RNNLayer=14 RecurrentRegressionModel=6 loss_fn=4 hidden_gradients=8 RNN=8
# base: release
# %% item="RNNLayer"
class RNNLayer(nn.Module):
    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        self.cell = nn.Linear(hidden_size + input_size, hidden_size)

    def forward(self, x):
        h = torch.zeros(x.shape[0], self.hidden_size, dtype=x.dtype, device=x.device)
        self.states = []
        for x_t in torch.unbind(x, dim=1):
            h = self.nonlinearity(self.cell(torch.cat((h, x_t), dim=-1)))
            h.retain_grad() if h.requires_grad else None
            self.states.append(h)
        all_h = torch.cat([h.unsqueeze(1) for h in self.states], dim=1)
        return all_h, all_h[:, -1, :]
# %% item="RecurrentRegressionModel"
class RecurrentRegressionModel(nn.Module):
    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.head = nn.Sequential(nn.Linear(recurrent_net.hidden_size, output_dim))

    def forward(self, x):
        result = self.recurrent_net(x)
        return self.head(result[0]), result[0]
# %% item="loss_fn"
def loss_fn(pred, y, last_timestep_only=False):
    start = -1 if last_timestep_only else 0
    return F.mse_loss(pred[:, start:], y[:, start:])
# %% before="loss_fn"
import torch.nn.functional as F
# %% item="hidden_gradients"
def hidden_gradients(model, x, y, last_timestep_only=False):
    model.zero_grad()
    out = model(x)[0]
    states = model.recurrent_net.states
    loss = loss_fn(out, y, last_timestep_only=last_timestep_only)
    grads = torch.autograd.grad(loss, states, retain_graph=True)
    return torch.linalg.vector_norm(torch.stack(grads), dim=(1, 2))
# %% item="RNN"
class RNN(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        for i in range(num_layers):
            setattr(self, f"layer{i}", RNNLayer(input_size if i == 0 else hidden_size, hidden_size))

    def forward(self, x):
        last = torch.zeros(self.num_layers, x.size(0), self.hidden_size)
        for i in range(self.num_layers):
            x, h = getattr(self, f"layer{i}")(x)
            last[i] = h
        return x, last
