# Prints to both streams, warns, and logs, in cells and in functions, as debugging leaves it behind.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=13
# %% before="rnn_cell_forward"
import logging
import sys
import warnings

logging.basicConfig(level=logging.DEBUG)
warnings.simplefilter("always")
print("starting", file=sys.stderr)
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    a_next, a_prev, xt, parameters = cache
    print("da_next", da_next.shape, da_next)
    print("a_next", a_next, file=sys.stderr, flush=True)
    warnings.warn("is this right?", RuntimeWarning)
    logging.warning("dz next")
    np.float64(1.0) / np.float64(0.0)
    dz = da_next * (1 - a_next**2)
    return {"dxt": parameters["Wax"].T @ dz, "da_prev": parameters["Waa"].T @ dz, "dWax": dz @ xt.T,
            "dWaa": dz @ a_prev.T, "dba": dz.sum(axis=1, keepdims=True)}
sys.stderr.write("cell backward defined\n")
