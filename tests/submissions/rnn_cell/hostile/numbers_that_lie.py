# Returns subclasses of numbers and text whose conversions raise, lie, or hand back something else.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
class Liar(float):
    def __float__(self):
        return Liar(0)

    def __eq__(self, other):
        raise SystemExit

    __hash__ = None

class Text(str):
    def __str__(self):
        return 7

class Whole(int):
    def __index__(self):
        return 0

    def __float__(self):
        raise KeyboardInterrupt

def rnn_cell_backward(da_next, cache):
    return {"dxt": Liar(1), "da_prev": Text("x"), "dWax": Whole(3), "dWaa": 2**70, "dba": np.longdouble(1)}
