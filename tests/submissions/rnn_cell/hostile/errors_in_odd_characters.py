# Raises errors whose names and words hold lone surrogates, control characters, colours and directions.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
class _(Exception):
    def __str__(self):
        return "\ud800\udfff\x00\x1b[31m\x1b]0;title\x07\u202e\u2066<script>\r\b" * 50

_.__name__ = _.__qualname__ = "\x1b[2J\udc80\u202eError\x00"

def rnn_cell_backward(da_next, cache):
    raise _("\ud800")
