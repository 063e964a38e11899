# Fails the cell on purpose, asks for answers of megabytes, and reads none of them.
# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_cell_forward"
def rnn_cell_forward(xt, a_prev, parameters):
    raise ValueError("not I")
# %% item="rnn_forward"
import gc, time
from autograder.protocol import framing, messages
from autograder.protocol.values import wrap

def rnn_forward(x, a0, parameters):
    worker = next(one for one in gc.get_objects() if type(one).__name__ == "Worker" and hasattr(one, "caller"))
    if type(rnn_cell_forward).__name__ != "Substituted":
        raise ValueError("not carried")
    rows, n_x = 3_000, len(x)
    large = {"Wax": np.zeros((rows, n_x)), "Waa": np.zeros((1, 1)), "Wya": np.zeros((1, rows)), "ba": np.zeros((rows, 1)), "by": np.zeros((1, 1))}
    ask = messages.Ask(worker.current, "rnn_cell_forward", [wrap(np.zeros((n_x, 1))), wrap(np.zeros((1, 1))), wrap(large)], {})
    for _ in range(50):
        framing.send_frame(worker.connection, messages.encode(ask))
    time.sleep(1000)
