# Returns the protocol's own records: handles to other answers, and arrays that claim what they are not.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
from autograder.protocol.values import Array, Handle, Opaque

def rnn_cell_backward(da_next, cache):
    return {"dxt": Handle(1), "da_prev": Handle(0, ("da_prev",)), "dWax": Array("float64", (10**9, 10**9), "C", b""),
            "dWaa": Opaque("right"), "dba": Array("object", (1,), "C", b"12345678")}
