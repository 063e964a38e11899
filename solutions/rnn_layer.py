# Built from source/rnn_layer.py by `autograder build`; do not edit.
"""Reference solution of the part ``rnn_layer``."""

import torch
from torch import nn


class RNNLayer(nn.Module):
    """A recurrent layer: from a batch of sequences to the state after every step.

    RNNLayer(input_size, hidden_size, nonlinearity=torch.tanh)
        input_size: int, D, how many numbers come in at each step
        hidden_size: int, H, how many numbers the state holds
        nonlinearity: a function that maps a tensor to one of the same shape, entry by entry; it is
            kept as layer.nonlinearity, and called from there once at each step

    The layer learns one matrix for the input, one for the state, and ONE bias of H entries: 18
    parameters for RNNLayer(2, 3). All are nn.Parameters, your own or those inside nn.Linear, and
    start from random numbers. The grader finds your weights by what they do, so call and lay them
    out as you like.

    layer(x)
        x: float tensor (B, T, D), which must not be changed in place

    returns a tuple of two tensors with the dtype and on the device of x:
        all_h: (B, T, H), the states; all_h[:, t] is the state after reading x[:, t]
        last_h: (B, H), the state after the last step

    The state before the first step is zero in every call. Afterwards layer.states is the list of
    the T states (B, H), the very tensors that all_h was stacked from.
    """

    def __init__(self, input_size, hidden_size, nonlinearity=torch.tanh):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.nonlinearity = nonlinearity
        # A. Weights: what the input, the state and the bias are multiplied with, or added as.
        self.from_input = nn.Linear(input_size, hidden_size)
        self.from_state = nn.Linear(hidden_size, hidden_size, bias=False)

    def forward(self, x):
        # B. Start: a state of zeros for each sequence of the batch, like x in dtype and device.
        # C. Step: mix input, state and bias; apply self.nonlinearity; keep the state in the list.
        # D. Stack: the T states side by side, along the axis of time.
        state = x.new_zeros(x.shape[0], self.hidden_size)
        self.states = []
        for t in range(x.shape[1]):
            state = self.nonlinearity(self.from_input(x[:, t]) + self.from_state(state))
            self.states.append(state)
        return torch.stack(self.states, dim=1), state


class RecurrentRegressionModel(nn.Module):
    """A recurrent network with a linear readout: numbers are predicted at every step.

    RecurrentRegressionModel(recurrent_net, output_dim=1)
        recurrent_net: a module such as RNNLayer: it has the attribute hidden_size, and when it is
            called with x it returns a tuple of two, the first of them all_h (B, T, H)
        output_dim: int, how many numbers are predicted at each step

    The readout is one linear map with bias from hidden_size to output_dim, the same at every step:
    with RNNLayer(2, 3) and output_dim=4 the model has 34 parameters, the layer's 18 included. Its
    weights are nn.Parameters, your own or those inside nn.Linear. The grader finds your weights by
    what they do, so call and lay them out as you like.

    model(x)
        x: float tensor (B, T, D), which must not be changed in place

    returns a tuple:
        out: (B, T, output_dim), the predictions
        all_h: (B, T, H), the states as they came from recurrent_net, gradients and all
    """

    def __init__(self, recurrent_net, output_dim=1):
        super().__init__()
        self.recurrent_net = recurrent_net
        self.readout = nn.Linear(recurrent_net.hidden_size, output_dim)

    def forward(self, x):
        all_h = self.recurrent_net(x)[0]
        return self.readout(all_h), all_h


def loss_fn(pred, y, last_timestep_only=False):
    """The mean squared error of predictions, at all steps or at the last one.

    Arguments, which must not be changed in place:
        pred: float tensor (B, T, 1), the predictions, of float32 or float64
        y: tensor of the same shape and dtype, what they should have been
        last_timestep_only: if True, only the last step of each sequence counts

    Returns a tensor of shape (), through which gradients flow back to pred: the mean of the squared
    differences over all entries that count, whether these differences are 0 or in the thousands.
    """
    if last_timestep_only:
        pred, y = pred[:, -1], y[:, -1]
    return ((pred - y) ** 2).mean()


def hidden_gradients(model, x, y, last_timestep_only=False):
    """How strongly the loss depends on the state of each step: the norms of dL/dh_t.

    Arguments, which must not be changed in place:
        model: a RecurrentRegressionModel with output_dim=1 around an RNNLayer; after a call of the
            model, model.recurrent_net.states is the list of its T states (B, H)
        x: float tensor (B, T, D)
        y: float tensor (B, T, 1)
        last_timestep_only: as in loss_fn

    Returns a float tensor (T,): entry t is the norm of the gradient of loss_fn with respect to the
    state of step t, on all ways there are, those through later states included. It is one norm
    over the whole matrix (B, H): the root of the sum of all its squared entries.
    """
    out, _ = model(x)
    loss = loss_fn(out, y, last_timestep_only)
    gradients = torch.autograd.grad(loss, model.recurrent_net.states)
    return torch.stack([gradient.norm() for gradient in gradients])


class RNN(nn.Module):
    """A stack of num_layers RNNLayers with tanh: each reads the states of the one below.

    RNN(input_size, hidden_size, num_layers)
        input_size: int, D, the width of the first layer's input
        hidden_size: int, H, the width of every state
        num_layers: int >= 1, L

    Every layer has weights of its own: RNN(2, 3, 2) has 18 + 21 parameters.

    rnn(x)
        x: float tensor (B, T, D), which must not be changed in place

    returns a tuple:
        last_layer_h: (B, T, H), the states of the last layer, at every step
        last_step_h: (L, B, H), the state of every layer, the first one first, after the last step
    """

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        widths = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = nn.ModuleList([RNNLayer(width, hidden_size) for width in widths])

    def forward(self, x):
        last_steps = []
        for layer in self.layers:
            x, last_h = layer(x)
            last_steps.append(last_h)
        return x, torch.stack(last_steps)
