# Leaves by another door at each call: exits, aborts, crashes, a destructor, a replaced interpreter.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=0 rnn_backward=13
# %% item="rnn_cell_backward"
import ctypes, os, sys, threading

def rnn_cell_backward(da_next, cache):
    doors = (lambda: os._exit(0), os.abort, lambda: ctypes.string_at(1), lambda: ctypes.CDLL(None).exit(0),
             lambda: ctypes.pythonapi.Py_FatalError(b"x"), lambda: os.execv("/usr/bin/env", ["env"]), lambda: ctypes.pythonapi.Py_Exit(0))
    doors[da_next.size % len(doors)]()
    os._exit(1)
