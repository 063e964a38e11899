# Raises an exception of its own, with a message that cannot be read.
# expect: rnn_cell_forward=10 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_forward"
class Unreadable(Exception):
    def __str__(self):
        raise RuntimeError

def rnn_forward(x, a0, parameters):
    raise Unreadable
