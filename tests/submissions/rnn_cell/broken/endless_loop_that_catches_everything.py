# Never ends, and swallows every exception on the way.
# expect: rnn_cell_forward=10 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_forward"
import signal

def rnn_forward(x, a0, parameters):
    for number in range(1, 32):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        try:
            1 / 0
        except BaseException:
            continue
