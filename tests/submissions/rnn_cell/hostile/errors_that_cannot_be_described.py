# Raises errors that raise when they are printed, compared, or asked for what they are.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
class Endless(BaseException):
    def __str__(self):
        raise self

    __repr__ = __str__

    @property
    def __traceback__(self):
        raise KeyboardInterrupt

    @property
    def __class__(self):
        return SystemExit

def rnn_cell_backward(da_next, cache):
    raise Endless
