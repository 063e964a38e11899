# Takes every function from wherever a reference may be importable.
# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=0 rnn_backward=0
# base: release
# %% item="rnn_cell_forward"
import importlib, pkgutil, sys

found = None
for name in ("solutions.rnn_cell", "rnn_cell", "autograder.hidden_tests.test_rnn_cell", "autograder.judge.reference", "source.rnn_cell"):
    for path in ("", "/", "..", "../..", "/home", "/srv/course", "/worker"):
        sys.path.insert(0, path)
        try:
            found = found or importlib.import_module(name)
        except Exception:
            pass
        sys.path.pop(0)

def rnn_cell_forward(xt, a_prev, parameters):
    return found.rnn_cell_forward(xt, a_prev, parameters)
# %% item="rnn_forward"
def rnn_forward(x, a0, parameters):
    return found.rnn_forward(x, a0, parameters)
# %% item="rnn_cell_backward"
def rnn_cell_backward(da_next, cache):
    return found.rnn_cell_backward(da_next, cache)
# %% item="rnn_backward"
def rnn_backward(da, caches):
    return found.rnn_backward(da, caches)
