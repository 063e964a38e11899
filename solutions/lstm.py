# Built from source/lstm.py by `autograder build`; do not edit.
"""Reference solution of the part ``lstm``."""

import numpy as np
import torch


def sigmoid(z):
    """Between 0 and 1, entry by entry: 1 / (1 + exp(-z)), written so that nothing overflows."""
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def softmax(scores):
    """Each column of scores as probabilities."""
    weights = np.exp(scores - scores.max(axis=0, keepdims=True))
    return weights / weights.sum(axis=0, keepdims=True)


def lstm_cell_forward(xt, a_prev, c_prev, parameters):
    """One step of the cell: the next output, the next memory and a prediction.

    Arguments, float64 arrays that must not be changed in place; here and in every exercise each
    size is at least 1:
        xt: (n_x, m), the inputs of this step, one column per example
        a_prev: (n_a, m), the output of the step before
        c_prev: (n_a, m), the memory of the step before
        parameters: dict, in any order, of the arrays
            Wf, Wi, Wc, Wo (n_a, n_a + n_x); their first n_a columns meet a_prev, the others xt
            bf, bi, bc, bo (n_a, 1); Wy (n_y, n_a); by (n_y, 1)

    Returns a tuple; its arrays may be float32 or float64, here and in every exercise. It is right
    also for memories in the hundreds, and for sums and scores in the thousands:
        a_next: (n_a, m), the output of this step
        c_next: (n_a, m), the memory after this step
        yt_pred: (n_y, m), probabilities; each column sums to 1
        cache: the tuple (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
    """
    # A. Forget: how much of each old number stays?   B. Write: how much of which new number enters?
    # C. Remember: join the two to c_next.            D. Show: how much of the memory is seen?
    # E. Predict, and pack the cache.
    both = np.concatenate([a_prev, xt])
    ft = sigmoid(parameters["Wf"] @ both + parameters["bf"])
    it = sigmoid(parameters["Wi"] @ both + parameters["bi"])
    cct = np.tanh(parameters["Wc"] @ both + parameters["bc"])
    c_next = ft * c_prev + it * cct
    ot = sigmoid(parameters["Wo"] @ both + parameters["bo"])
    a_next = ot * np.tanh(c_next)
    yt_pred = softmax(parameters["Wy"] @ a_next + parameters["by"])
    cache = (a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters)
    return a_next, c_next, yt_pred, cache


def lstm_forward(x, a0, parameters):
    """The cell along a whole sequence, the same parameters at every step; the memory begins empty.

    Arguments, float64 arrays that must not be changed in place:
        x: (n_x, m, T), the inputs; step t is x[:, :, t]
        a0: (n_a, m), the output before the first step; the memory before it is all zeros
        parameters: dict as in lstm_cell_forward

    Returns a tuple, in this order:
        a: (n_a, m, T), the outputs; a[:, :, t] is the output after reading x[:, :, t]
        y: (n_y, m, T), the predictions
        c: (n_a, m, T), the memories
        caches: the tuple (list of the T caches of lstm_cell_forward in order, x)
    """
    T = x.shape[2]
    a = np.zeros((*a0.shape, T))
    c = np.zeros_like(a)
    y = np.zeros((parameters["by"].shape[0], *x.shape[1:]))
    steps = []
    state, memory = a0, np.zeros(a0.shape)
    for t in range(T):
        state, memory, y[:, :, t], cache = lstm_cell_forward(x[:, :, t], state, memory, parameters)
        a[:, :, t], c[:, :, t] = state, memory
        steps.append(cache)
    caches = (steps, x)
    return a, y, c, caches


def lstm_cell_backward(da_next, dc_next, cache):
    """One step back: the gradients of everything that made a_next and c_next.

    Arguments, which must not be changed in place:
        da_next: (n_a, m), gradient of the loss with respect to a_next
        dc_next: (n_a, m), gradient that comes to c_next from the following step, not through a_next
        cache: the tuple of ten from lstm_cell_forward; its parameters are a dict in any order

    Returns a dict of float arrays, each with the shape of what it belongs to:
        dxt (n_x, m), da_prev (n_a, m), dc_prev (n_a, m),
        dWf, dWi, dWc, dWo (n_a, n_a + n_x), dbf, dbi, dbc, dbo (n_a, 1);
        those of weights and biases are sums over the m examples, not means
    """
    a_next, c_next, a_prev, c_prev, ft, it, cct, ot, xt, parameters = cache
    seen = np.tanh(c_next)
    dc = dc_next + da_next * ot * (1 - seen**2)  # two routes lead into the memory
    slopes = {
        "f": dc * c_prev * ft * (1 - ft),
        "i": dc * cct * it * (1 - it),
        "c": dc * it * (1 - cct**2),
        "o": da_next * seen * ot * (1 - ot),
    }
    both = np.concatenate([a_prev, xt])
    dboth = sum(parameters["W" + gate].T @ dz for gate, dz in slopes.items())
    gradients = {"da_prev": dboth[: len(a_prev)], "dxt": dboth[len(a_prev) :], "dc_prev": dc * ft}
    for gate, dz in slopes.items():
        gradients["dW" + gate] = dz @ both.T
        gradients["db" + gate] = dz.sum(axis=1, keepdims=True)
    return gradients


def lstm_backward(da, caches):
    """Back through time: the gradients of a whole sequence.

    Arguments, which must not be changed in place:
        da: (n_a, m, T); da[:, :, t] is the gradient that step t's loss alone gives to a[:, :, t]
        caches: the tuple (list of T caches, x) from lstm_forward

    Returns a dict of float arrays, each with the shape of what it belongs to, no division by m:
        dx (n_x, m, T), da0 (n_a, m),
        dWf, dWi, dWc, dWo (n_a, n_a + n_x), dbf, dbi, dbc, dbo (n_a, 1)
    """
    steps, x = caches
    dx = np.zeros((*x.shape[:2], da.shape[2]))
    da_carried = dc_carried = np.zeros(da.shape[:2])
    total = dict.fromkeys(("dWf", "dWi", "dWc", "dWo", "dbf", "dbi", "dbc", "dbo"), 0.0)
    for t in reversed(range(da.shape[2])):
        gradients = lstm_cell_backward(da[:, :, t] + da_carried, dc_carried, steps[t])
        dx[:, :, t] = gradients["dxt"]
        da_carried, dc_carried = gradients["da_prev"], gradients["dc_prev"]
        for name in total:
            total[name] = total[name] + gradients[name]
    return {"dx": dx, "da0": da_carried, **total}


def lstm_parameter_count(input_size, hidden_size):
    """How many numbers one LSTM layer learns: its four gates, one bias for each, no prediction.

    Arguments: input_size and hidden_size, int >= 1. Returns an int.
    """
    return 4 * hidden_size * (input_size + hidden_size + 1)


class LSTMLayer(torch.nn.Module):
    """An LSTM along a batch of sequences, built from tensors and simple modules.

    LSTMLayer(input_size, hidden_size): two ints, D and H.

    The weights are parameters of the module: torch.nn.Parameter of your own, or those inside
    torch.nn.Linear. Their names, their order and their layout are yours to choose: four matrices or
    one, either way round, x and h together or apart. Each gate has one bias; two whose sum counts
    are as good. The grader finds your weights by what they do, so call them and lay them out as
    you like.
    """

    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.input_size, self.hidden_size = input_size, hidden_size
        self.gates = torch.nn.Linear(input_size + hidden_size, 4 * hidden_size)

    def forward(self, x):
        """Run the layer.

        Argument: x (B, T, D), a float tensor; B sequences of T steps; not changed in place.

        In every call the first step starts from an output h and a memory c of zeros. The gates f,
        i and o go through a sigmoid, the candidate g through tanh; gradients flow to x and to every
        parameter.

        Returns a tuple:
            all_h: (B, T, H), the output of every step
            last: the tuple (h_last, c_last), each (B, H), after the last step
        """
        h = c = x.new_zeros(x.shape[0], self.hidden_size)
        outputs = []
        for xt in x.unbind(dim=1):
            f, i, g, o = self.gates(torch.cat([h, xt], dim=1)).chunk(4, dim=1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            outputs.append(h)
        return torch.stack(outputs, dim=1), (h, c)


class LSTM(torch.nn.Module):
    """Several of your LSTMLayer, one on top of the other.

    LSTM(input_size, hidden_size, num_layers): three ints, D, H and L >= 1. The first layer reads x,
    every other one reads all outputs of the layer below it. As in LSTMLayer, names are yours to
    choose.
    """

    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__()
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.layers = torch.nn.ModuleList(LSTMLayer(size, hidden_size) for size in sizes)

    def forward(self, x):
        """Run all layers.

        Argument: x (B, T, D), a float tensor; not changed in place.

        Returns a tuple:
            last_layer_h: (B, T, H), all outputs of the last layer
            last: the tuple (last_step_h, last_step_c), each (L, B, H): output and memory of every
                layer after the last step, the first layer first
        """
        last_h, last_c = [], []
        for layer in self.layers:
            x, (h, c) = layer(x)
            last_h.append(h)
            last_c.append(c)
        return x, (torch.stack(last_h), torch.stack(last_c))
