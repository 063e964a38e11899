# Uses the magics and shell commands of notebooks around the answers.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% before="rnn_cell_forward"
%matplotlib inline
%load_ext autoreload
%autoreload 2
!pip install numpy --quiet
import matplotlib.pyplot as plt
# %% item="rnn_forward"
%%time
def rnn_forward(x, a0, parameters):
    a, y, caches, state = [], [], [], a0
    for t in range(x.shape[2]):
        state, prediction, cache = rnn_cell_forward(x[:, :, t], state, parameters)
        a.append(state); y.append(prediction); caches.append(cache)
    return np.stack(a, 2), np.stack(y, 2), (caches, x)
# %% after="rnn_forward"
p = {"Wax": np.ones((5, 3)), "Waa": np.ones((5, 5)), "Wya": np.ones((2, 5)), "ba": np.zeros((5, 1)), "by": np.zeros((2, 1))}
%timeit -n 1 -r 1 rnn_forward(np.ones((3, 4, 6)), np.zeros((5, 4)), p)
rnn_forward?
folder = %pwd
files = !ls
# %% after="rnn_forward"
%%bash
echo "from a shell"
# %% after="rnn_forward"
%%capture captured
def total_of(named, name, value):
    return named.get(name, 0) + value
# %% item="rnn_backward"
def rnn_backward(da, caches):
    steps, x = caches
    g, carried = {"dx": np.zeros(x.shape)}, 0
    for t in reversed(range(len(steps))):
        one = rnn_cell_backward(da[:, :, t] + carried, steps[t])
        g["dx"][:, :, t], carried = one["dxt"], one["da_prev"]
        for name in ("dWax", "dWaa", "dba"):
            g[name] = total_of(g, name, one[name])
    g["da0"] = carried
    return g
