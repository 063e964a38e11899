# Raises errors about missing names of millions of letters, another one each time.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import itertools, sys
calls = sys.modules["autograder.worker.calls"]
from autograder.protocol.messages import Failure
letters = itertools.cycle("abcdefgh")

def rnn_cell_backward(da_next, cache):
    calls.describe = lambda error: Failure("NameError", f"name '{next(letters) * 7_000_000}' is not defined", "x\n" * 100_000)
    raise NameError
