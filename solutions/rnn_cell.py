# Built from source/rnn_cell.py by `autograder build`; do not edit.
"""Reference solution of the part ``rnn_cell``."""

import numpy as np


def rnn_cell_forward(xt, a_prev, parameters):
    """One step of the cell: the next state and a prediction from it.

    Arguments, float64 arrays that must not be changed in place; here and in every exercise each
    size is at least 1:
        xt: (n_x, m), the inputs of this step, one column per example
        a_prev: (n_a, m), the state before this step
        parameters: dict, in any order, of the arrays
            Wax (n_a, n_x), Waa (n_a, n_a), Wya (n_y, n_a), ba (n_a, 1), by (n_y, 1)

    Returns a tuple; its arrays may be float32 or float64, here and in every exercise:
        a_next: (n_a, m), the state after this step
        yt_pred: (n_y, m), probabilities; each column sums to 1, also for scores in the thousands
        cache: the tuple (a_next, a_prev, xt, parameters), for the way back
    """
    Wax, Waa, Wya = parameters["Wax"], parameters["Waa"], parameters["Wya"]
    ba, by = parameters["ba"], parameters["by"]
    # A. Mix: what the input says, what the memory says, and a bias; squash the sum to get a_next.
    # B. Score: one score per class, from the new state.
    # C. Normalise: each column of scores becomes probabilities. Take care of large scores.
    # D. Keep: pack the cache.
    a_next = np.tanh(Wax @ xt + Waa @ a_prev + ba)
    scores = Wya @ a_next + by
    weights = np.exp(scores - scores.max(axis=0, keepdims=True))  # same ratios, never above 1
    yt_pred = weights / weights.sum(axis=0, keepdims=True)
    cache = (a_next, a_prev, xt, parameters)
    return a_next, yt_pred, cache


def rnn_forward(x, a0, parameters):
    """The cell along a whole sequence, the same parameters at every step.

    Arguments, float64 arrays that must not be changed in place:
        x: (n_x, m, T), the inputs; step t is x[:, :, t]
        a0: (n_a, m), the state before the first step
        parameters: dict as in rnn_cell_forward

    Returns a tuple:
        a: (n_a, m, T), the states; a[:, :, t] is the state after reading x[:, :, t]
        y_pred: (n_y, m, T), the predictions
        caches: the tuple (list of the T caches of rnn_cell_forward in order, x)
    """
    # A. Make room for the T states and the T predictions.
    # B. Step: hand each input and the state before it to the cell; store what comes back.
    # C. Keep: collect the caches.
    n_a, m = a0.shape
    T = x.shape[2]
    a = np.zeros((n_a, m, T))
    y_pred = np.zeros((parameters["by"].shape[0], m, T))
    steps = []
    state = a0
    for t in range(T):
        state, y_pred[:, :, t], cache = rnn_cell_forward(x[:, :, t], state, parameters)
        a[:, :, t] = state
        steps.append(cache)
    caches = (steps, x)
    return a, y_pred, caches


def rnn_cell_backward(da_next, cache):
    """One step back: the gradients of everything that made a_next.

    Arguments, which must not be changed in place:
        da_next: (n_a, m), gradient of the loss with respect to a_next
        cache: the tuple (a_next, a_prev, xt, parameters) from rnn_cell_forward; parameters is a
            dict in any order

    Returns a dict of float arrays, each with the shape of what it belongs to:
        dxt (n_x, m), da_prev (n_a, m), dWax (n_a, n_x), dWaa (n_a, n_a), dba (n_a, 1);
        the last three are sums over the m examples, not means
    """
    # A. Through tanh.   B. Back along each wire.   C. Collect for the weights.
    a_next, a_prev, xt, parameters = cache
    dz = da_next * (1 - a_next**2)
    return {
        "dxt": parameters["Wax"].T @ dz,
        "da_prev": parameters["Waa"].T @ dz,
        "dWax": dz @ xt.T,
        "dWaa": dz @ a_prev.T,
        "dba": dz.sum(axis=1, keepdims=True),
    }


def rnn_backward(da, caches):
    """Back through time: the gradients of a whole sequence.

    Arguments, which must not be changed in place:
        da: (n_a, m, T); da[:, :, t] is the gradient that step t's loss alone gives to a[:, :, t]
        caches: the tuple (list of T caches, x) from rnn_forward

    Returns a dict of float arrays, each with the shape of what it belongs to, no division by m:
        dx (n_x, m, T), da0 (n_a, m), dWax (n_a, n_x), dWaa (n_a, n_a), dba (n_a, 1)
    """
    steps, x = caches
    total = {"dWax": 0.0, "dWaa": 0.0, "dba": 0.0}
    dx = np.zeros(x.shape)
    carried = np.zeros(da.shape[:2])
    for t in reversed(range(len(steps))):
        gradients = rnn_cell_backward(da[:, :, t] + carried, steps[t])
        dx[:, :, t] = gradients["dxt"]
        carried = gradients["da_prev"]
        for name in total:
            total[name] = total[name] + gradients[name]
    return {"dx": dx, "da0": carried, **total}
