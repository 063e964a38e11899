# Sends itself every signal that ends a process, then crashes.
# expect: rnn_cell_forward=10 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_forward"
import ctypes, os, signal

def rnn_forward(x, a0, parameters):
    for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
        try:
            os.kill(os.getpid(), number)
        except OSError:
            pass
    ctypes.string_at(0)
